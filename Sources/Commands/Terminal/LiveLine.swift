import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Standard error of a long run: whole lines, and on a terminal one line below them that is drawn anew in place.
///
/// Everything that the run writes to standard error goes through one of these, one write a line, so that lines never
/// mix and none is written into the live line.
final class LiveLine: Sendable {
    private let drawn = Mutex("")
    /// The live line can be drawn.
    let isTerminal: Bool

    init(environment: [String: String]) {
        isTerminal = Console.errorIsTerminal && environment["TERM"] != "dumb"
    }

    /// Writes whole lines, each with its line feed; the live line gives way until it is drawn again.
    func write(_ lines: String) {
        drawn.withLock { drawn in
            Console.write((drawn.isEmpty ? "" : Self.erase) + lines, to: STDERR_FILENO)
            drawn = ""
        }
    }

    /// Shows the text in place of what the live line shows. It must fit the width and have no line feed.
    func draw(_ text: String) {
        drawn.withLock { drawn in
            guard drawn != text else { return }
            Console.write(Self.erase + text, to: STDERR_FILENO)
            drawn = text
        }
    }

    /// Takes the live line away.
    func clear() { write("") }

    /// Columns that a line may have without wrapping.
    var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
        return Int(size.ws_col) - 1
    }

    private static let erase = "\r\u{1B}[K"
}

/// Lets text logs end in a live line's place.
struct LiveLineStream: TextOutputStream, Sendable {
    let live: LiveLine

    mutating func write(_ string: String) { live.write(string) }
}

import FoundationEssentials
import Model
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// Standard output for results, standard error for progress and findings.
struct Console: Sendable {
    enum Colour: String, Sendable, CaseIterable {
        case auto
        case always
        case never
    }

    enum Volume: Sendable {
        case quiet
        case usual
        case verbose
    }

    let style: TerminalStyle
    let errorStyle: TerminalStyle
    let volume: Volume

    init(colour: Colour, volume: Volume, environment: [String: String]) {
        func isColoured(_ descriptor: Int32) -> Bool {
            switch colour {
            case .always: true
            case .never: false
            case .auto:
                // https://no-color.org and https://bixense.com/clicolors: set and not empty.
                if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false {
                    false
                } else if environment["CLICOLOR_FORCE"].map({ !$0.isEmpty && $0 != "0" }) ?? false {
                    true
                } else {
                    isatty(descriptor) == 1 && environment["TERM"] != "dumb"
                }
            }
        }
        style = TerminalStyle(isColoured: isColoured(STDOUT_FILENO))
        errorStyle = TerminalStyle(isColoured: isColoured(STDERR_FILENO))
        self.volume = volume
    }

    static var asksOnTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes result lines to standard output.
    func result(_ lines: [String]) {
        Self.write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
    }

    func result(_ text: String) {
        Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line of progress to standard error, unless quiet.
    func note(_ text: String) {
        guard volume != .quiet else { return }
        Self.write(text + "\n", to: STDERR_FILENO)
    }

    /// Writes findings to standard error; warnings are left out when quiet.
    ///
    /// - Parameter isShowingLines: Whether each comes with the line it points at.
    func report(_ diagnostics: Diagnostics, isShowingLines: Bool = true) {
        let shown = volume == .quiet ? Diagnostics(diagnostics.errors) : diagnostics
        guard !shown.findings.isEmpty else { return }
        let excerpts = SourceExcerpts(of: isShowingLines ? shown : Diagnostics())
        let lines = DiagnosticText.lines(shown, style: errorStyle) { excerpts.line($1, of: $0) }
        Self.write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
        let errors = shown.errors.count
        if errors > 1 { Self.write("\(errors) errors\n", to: STDERR_FILENO) }
    }

    /// Asks a question on the terminal; only `yes` agrees. A cancelled task does not.
    func agrees(to question: String) async -> Bool {
        Self.write("\(question) Only `yes` agrees: ", to: STDERR_FILENO)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&input, 1, 0) == 0 {
            // A thread that waits in `readLine` could not be called back on SIGINT.
            guard (try? await Task.sleep(for: .milliseconds(50))) != nil else {
                Self.write("\n", to: STDERR_FILENO)
                return false
            }
        }
        return readLine() == "yes"
    }

    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A closed pipe (`| head`) or a full disk: there is nobody left to tell.
            guard written > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(0, written))
        }
    }
}

/// The lines that findings point at.
struct SourceExcerpts {
    private var lines: [String: [String]] = [:]

    /// Reads each file that a finding names once; standard input can't be read again.
    init(of diagnostics: Diagnostics) {
        for file in Set(diagnostics.findings.compactMap(\.location?.file)) where file != "-" {
            guard let content = try? Data(contentsOf: URL(filePath: file)), content.count < 16 << 20 else { continue }
            lines[file] = String(decoding: content, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasSuffix("\r") ? String($0.dropLast()) : String($0) }
        }
    }

    func line(_ number: Int, of file: String) -> String? {
        guard let lines = lines[file], lines.indices.contains(number - 1) else { return nil }
        return lines[number - 1]
    }
}

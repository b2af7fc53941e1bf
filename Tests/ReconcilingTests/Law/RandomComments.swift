import Model
import TestSupport

/// Puts comments, empty lines and white space wherever they change no value, each comment with a mark of its own.
struct RandomComments {
    private var random: SeededRandom
    private var written = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// The text with up to a dozen insertions.
    ///
    /// - Parameter isSame: whether a text still holds what the given one holds.
    mutating func sprinkle(_ text: String, isSame: (String) -> Bool) -> String {
        var text = Array(text.unicodeScalars)
        for _ in 0..<below(16) {
            var changed = text
            changed.insert(contentsOf: snippet().unicodeScalars, at: below(text.count + 1))
            if isSame(Self.string(changed)) { text = changed }
        }
        return Self.string(text)
    }

    private mutating func snippet() -> String {
        let spaces = String(repeating: " ", count: below(7))
        switch below(6) {
        case 0: return "\n"
        case 1: return spaces
        case 2: return "\n\n" + spaces
        case 3: return " " + mark() + "\n" + spaces
        case 4: return spaces + mark() + "\n"
        default: return "\n" + spaces + mark() + "\n" + String(repeating: " ", count: below(7))
        }
    }

    private mutating func mark() -> String {
        written += 1
        return "#%\(written)."
    }

    /// The marks in a text, sorted.
    static func marks(in text: String) -> [String] {
        text.split(separator: "#%", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.prefix { $0.isNumber }) }.sorted()
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
}

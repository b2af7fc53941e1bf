import Foundation

/// A regular expression over whole files. ICU's: it looks behind, and it reads the whole tree in a second.
struct Pattern: @unchecked Sendable {
    // Unchecked: NSRegularExpression never changes after it is made and documents that threads may share it.
    private let expression: NSRegularExpression

    struct Match: Sendable {
        /// From 1.
        let line: Int
        /// The whole match, then the groups; a group that took no part is empty.
        let groups: [String]
        let end: Int
    }

    /// `^` and `$` stand for the ends of lines.
    init(_ pattern: String) throws {
        expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
    }

    func matches(in text: String, from start: Int = 0) -> [Match] {
        let whole = text as NSString
        let range = NSRange(location: start, length: whole.length - start)
        var (line, counted) = (1, 0)
        return expression.matches(in: text, range: range).map { match in
            // The line of the first character that is not white space: a match may begin with a line break.
            let lead = whole.substring(with: match.range).utf16.prefix { $0 == 10 || $0 == 32 || $0 == 9 }.count
            line += whole.substring(with: NSRange(location: counted, length: match.range.location + lead - counted))
                .utf16
                .reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
            counted = match.range.location + lead
            let groups = (0..<match.numberOfRanges).map { index -> String in
                let group = match.range(at: index)
                return group.location == NSNotFound ? "" : whole.substring(with: group)
            }
            return Match(line: line, groups: groups, end: match.range.upperBound)
        }
    }

    func isFound(in text: String) -> Bool {
        expression.firstMatch(in: text, range: NSRange(location: 0, length: (text as NSString).length)) != nil
    }
}

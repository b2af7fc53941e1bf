package import Model

/// Findings for people: where, what, the line with a caret, what to do.
package enum DiagnosticText {
    /// The findings in the order of the files, each as the lines to print.
    ///
    /// - Parameter sourceLine: The text of a line of a file (from 1), or `nil` when it can't be shown.
    package static func lines(
        _ diagnostics: Diagnostics, style: TerminalStyle, sourceLine: (_ file: String, _ line: Int) -> String?
    ) -> [String] {
        diagnostics.sorted.flatMap { lines($0, style: style, sourceLine: sourceLine) }
    }

    private static func lines(
        _ diagnostic: Diagnostic, style: TerminalStyle, sourceLine: (String, Int) -> String?
    ) -> [String] {
        let colour: TerminalStyle.Colour = diagnostic.severity == .error ? .red : .yellow
        var head = diagnostic.location.map { style("\($0): ", .bold) } ?? ""
        head += style("\(diagnostic.severity.rawValue) \(diagnostic.code.id)", colour)
        if let path = diagnostic.path, !path.components.isEmpty { head += " at \(path)" }
        var lines = ["\(head): \(printable(diagnostic.message))"]
        if let location = diagnostic.location, let text = sourceLine(location.file, location.line) {
            lines += excerpt(of: text, at: location, isSensitive: diagnostic.isSensitive, style: style)
        }
        if let hint = diagnostic.hint { lines.append("  \(style("hint:", .cyan)) \(printable(hint))") }
        return lines
    }

    private static func excerpt(
        of text: String, at location: SourceLocation, isSensitive: Bool, style: TerminalStyle
    ) -> [String] {
        let shown = isSensitive || mayHoldSecret(text) ? masked(text, from: location.column) : text
        let number = String(location.line)
        let margin = String(repeating: " ", count: number.count)
        // A tab keeps its width under the caret by being a tab there too.
        let indent = text.unicodeScalars.prefix(max(0, location.column - 1)).map { $0 == "\t" ? "\t" : " " }.joined()
        return [
            "  \(style(number, .dim)) \(style("|", .dim)) \(printable(shown).replacingTabs)",
            "  \(margin) \(style("|", .dim)) \(indent.replacingTabs)\(style("^", .red))",
        ]
    }

    /// A line that names something secret is not shown beyond its keys, whatever the finding is about.
    private static func mayHoldSecret(_ text: String) -> Bool {
        let lower = text.lowercased()
        return ["secret", "token", "password", "passwd", "key", "credential", "bearer", "basic", "auth", "value"]
            .contains { lower.contains($0) }
    }

    /// The line with everything behind the first `:` hidden, or from the column on when that is earlier or there is
    /// none; the length is hidden too.
    private static func masked(_ text: String, from column: Int) -> String {
        let scalars = Array(text.unicodeScalars)
        let colon = scalars.firstIndex(of: ":").map { $0 + 1 } ?? column - 1
        let kept = scalars.prefix(max(0, min(colon, scalars.count)))
        return String(String.UnicodeScalarView(kept)) + (kept.count < scalars.count ? " ••••••••" : "")
    }
}

extension String {
    fileprivate var replacingTabs: String {
        split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    ")
    }
}

import Model
import Reconciling

/// The run as a comment of a pull request (GitHub Flavored Markdown): a summary first, fields folded away.
package enum MarkdownReport {
    /// Longest that GitHub takes as a comment (65,536), less room for what a pipeline adds.
    static let longest = 60_000

    package static func text(of report: RunReport) -> String {
        var text = "## reconcile \(report.command): \(report.outcome.rawValue)\n\n"
        if let summary = report.plan?.summary {
            text += "| create | update | delete | unchanged |\n|---:|---:|---:|---:|\n"
            text += "| \(summary.create) | \(summary.update) | \(summary.delete) | \(summary.unchanged) |\n\n"
        }
        text += section("Refused or failed", report.errors.map(line))
        text += section("Warnings", report.findings.filter { $0.severity == .warning }.map(line))
        text += section("Drift", (report.drift?.open ?? []).map { line($0, at: report.at) })
        let known = (report.drift?.findings ?? []).filter(\.isAcknowledged)
        text += section("Acknowledged drift", known.map { line($0, at: report.at) })
        var rest = report.plan?.changes.map(block) ?? []
        while let next = rest.first, text.utf8.count + next.utf8.count < longest {
            text += next
            rest.removeFirst()
        }
        if !rest.isEmpty { text += "\n… and \(rest.count) more changes; `reconcile plan` shows all of them.\n" }
        if let revision = report.revision { text += "\nWritten as revision \(revision).\n" }
        if let digest = report.plan?.digest { text += "\nDigest: `\(digest)`\n" }
        return text
    }

    private static func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : "### \(title)\n\n" + lines.map { "- \($0)\n" }.joined() + "\n"
    }

    private static func line(_ finding: Diagnostic) -> String {
        let place = finding.location.map { "`\($0)` " } ?? ""
        let hint = finding.hint.map { ". What to do: \(escaped($0))" } ?? ""
        return "\(place)**\(finding.code.id)** \(escaped(finding.message))\(hint)"
    }

    private static func line(_ finding: Drift.Finding, at now: Timestamp) -> String {
        let change = finding.change
        let place = finding.source.map { "`\($0)` " } ?? ""
        let acceptance = finding.acceptance(at: now)
        return
            "\(place)**\(escaped(finding.key.description))** changed by \(escaped(change.by)) at \(change.at) through "
            + code(change.through) + (acceptance.isEmpty ? "" : "; \(escaped(acceptance))")
    }

    private static func block(_ change: Change) -> String {
        let sign =
            switch change.action {
            case .create: "+"
            case .update: "~"
            case .delete: "-"
            }
        let origin = change.source.map { " (`\($0.file):\($0.line)`)" } ?? ""
        var text =
            "<details><summary>\(sign) \(change.action.rawValue) \(html(change.key.description))\(origin)</summary>\n\n"
        text += "| field | before | after |\n|---|---|---|\n"
        for field in change.fields {
            let (before, after) =
                field.isSensitive
                ? ("(sensitive)", "(sensitive, changed)")
                : (code(ValueText.inline(field.before)), code(ValueText.inline(field.after)))
            text += "| `\(field.path)` | \(before) | \(after) |\n"
        }
        return text + change.remarks.map { "\n\(escaped($0))\n" }.joined() + "\n</details>\n\n"
    }

    /// Inline code in a table's cell; a back quote or a bar in it would end either.
    static func code(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        let cell = printable(text).replacing("|", with: "\\|")
        let longestRun = cell.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longestRun + 1)
        return longestRun == 0 ? "`\(cell)`" : "\(fence) \(cell) \(fence)"
    }

    /// Text that Markdown takes for text. Code in back quotes stays code.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in printable(text) {
            if "\\*_[]<>|#@".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    private static func html(_ text: String) -> String {
        printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

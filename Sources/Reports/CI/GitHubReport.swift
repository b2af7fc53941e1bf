import Model
import Reconciling

/// Annotations on the lines of a pull request: GitHub's workflow commands.
///
/// Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
package enum GitHubReport {
    /// GitHub shows ten annotations of each severity a step; the rest are in the step's summary.
    package static func lines(of report: RunReport) -> [String] {
        let findings = report.findings.map { finding in
            command(
                finding.severity == .error ? "error" : "warning", at: finding.location, title: finding.code.id,
                finding.message + (finding.hint.map { "; \($0)" } ?? ""))
        }
        let drifted = (report.drift?.findings ?? []).map { finding in
            let acceptance = finding.acceptance(at: report.at)
            return command(
                finding.isAcknowledged ? "notice" : "error", at: finding.source, title: "drift",
                "\(finding.key) was \(finding.history)" + (acceptance.isEmpty ? "" : "; \(acceptance)"))
        }
        let changes = (report.plan?.changes ?? []).compactMap { change in
            change.source.map { source in
                command(
                    "notice", at: source, title: change.action.rawValue, "\(change.key) would \(word(change.action))")
            }
        }
        return findings + drifted + (report.outcome == .changesPending ? changes : [])
    }

    private static func word(_ action: ChangeAction) -> String {
        switch action {
        case .create: "be created"
        case .update: "be updated"
        case .delete: "be deleted"
        }
    }

    private static func command(
        _ name: String, at location: SourceLocation?, title: String, _ message: String
    ) -> String {
        var properties: [String] = []
        if let location {
            properties += [
                "file=\(property(ReportPath.plain(location.file)))", "line=\(location.line)", "col=\(location.column)",
            ]
        }
        properties.append("title=\(property(title))")
        return "::\(name) \(properties.joined(separator: ","))::\(escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}

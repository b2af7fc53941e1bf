import Model
import Reconciling

/// The run as a test report: a suite for each manifest file and one for what has none; a case for each resource that
/// changes or drifted and for each finding.
///
/// Source: the schema of Jenkins' xunit plugin, `junit-10.xsd`; GitLab and GitHub's actions read the same.
package enum JUnitReport {
    private struct Case {
        let name: String
        let file: String?
        var failure: (type: String, message: String)?
        /// Why it is not judged.
        var skip: String?
    }

    package static func text(of report: RunReport) -> String {
        let cases = cases(of: report)
        let byFile = Dictionary(grouping: cases, by: \.file)
        var left = Set(byFile.keys)
        let files = cases.map(\.file).filter { left.remove($0) != nil }
        let suites = files.flatMap { suite($0, byFile[$0] ?? [], report) }
        let head = "<testsuites name=\"\(escaped("reconcile \(report.command)"))\" \(counts(cases))>"
        return ([#"<?xml version="1.0" encoding="UTF-8"?>"#, head] + suites + ["</testsuites>"])
            .joined(separator: "\n") + "\n"
    }

    private static func cases(of report: RunReport) -> [Case] {
        var cases = report.findings.map { finding in
            Case(
                name: "\(finding.code.id) \(finding.message)", file: finding.location?.file,
                failure: finding.severity == .error
                    ? (finding.code.id, (finding.location.map { "\($0): " } ?? "") + finding.message) : nil)
        }
        cases += (report.drift?.findings ?? []).map { finding in
            let acceptance = finding.acceptance(at: report.at)
            let message =
                (finding.source.map { "\($0): " } ?? "") + finding.history
                + (acceptance.isEmpty ? "" : "; \(acceptance)")
            let file = finding.source?.file
            return finding.isAcknowledged
                ? Case(name: "\(finding.key)", file: file, skip: message)
                : Case(name: "\(finding.key)", file: file, failure: ("drift", message))
        }
        cases += (report.plan?.changes ?? []).map { change in
            Case(name: "\(change.action.rawValue) \(change.key)", file: change.source?.file)
        }
        return cases.isEmpty ? [Case(name: report.headline, file: nil)] : cases
    }

    private static func counts(_ cases: [Case]) -> String {
        "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.failure != nil })\" errors=\"0\""
    }

    private static func suite(_ file: String?, _ cases: [Case], _ report: RunReport) -> [String] {
        let path = file.map(ReportPath.plain)
        let place = path.map { " file=\"\(escaped($0))\"" } ?? ""
        let head =
            "  <testsuite name=\"\(escaped(path ?? "reconcile \(report.command)"))\" \(counts(cases))"
            + " skipped=\"\(cases.count { $0.skip != nil })\" timestamp=\"\(report.at)\"\(place)>"
        let lines = cases.flatMap { item in
            let head =
                "    <testcase name=\"\(escaped(item.name))\" classname=\"reconcile.\(escaped(report.command))\""
            // Jenkins shows the attribute, GitLab the text.
            let content =
                item.failure.map { type, message in
                    "<failure type=\"\(escaped(type))\" message=\"\(escaped(message))\">\(escaped(message))</failure>"
                } ?? item.skip.map { "<skipped message=\"\(escaped($0))\"/>" }
            return content.map { [head + ">", "      \($0)", "    </testcase>"] } ?? [head + "/>"]
        }
        return [head] + lines + ["  </testsuite>"]
    }

    /// XML 1.0 §2.2 allows no other control characters, whatever the escape.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case "\r": result += "&#13;"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

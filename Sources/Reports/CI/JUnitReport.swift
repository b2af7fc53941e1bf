import Model
import Reconciling

/// The run as a test report: one suite, a case for each resource that changes or drifted and for each finding.
///
/// Source: https://github.com/testmoapp/junitxml, the form that Jenkins, GitLab and GitHub's actions read
package enum JUnitReport {
    private struct Case {
        let name: String
        let file: String?
        var failure: (type: String, message: String)?
        /// Why it is not judged.
        var skip: String?
    }

    package static func text(of report: RunReport) -> String {
        var cases = report.findings.map { finding in
            Case(
                name: "\(finding.code.id) \(finding.message)", file: finding.location?.file,
                failure: finding.severity == .error
                    ? (finding.code.id, (finding.location.map { "\($0): " } ?? "") + finding.message) : nil)
        }
        cases += (report.drift?.findings ?? []).map { finding in
            let acceptance = finding.acceptance(at: report.at)
            let message = finding.history + (acceptance.isEmpty ? "" : "; \(acceptance)")
            let file = finding.source?.file
            return finding.isAcknowledged
                ? Case(name: "\(finding.key)", file: file, skip: message)
                : Case(name: "\(finding.key)", file: file, failure: ("drift", message))
        }
        cases += (report.plan?.changes ?? []).map { change in
            Case(name: "\(change.action.rawValue) \(change.key)", file: change.source?.file)
        }
        if cases.isEmpty { cases = [Case(name: report.headline, file: nil)] }
        let failures = cases.count { $0.failure != nil }
        let skipped = cases.count { $0.skip != nil }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites name=\"reconcile\" \(counts)>",
            "  <testsuite name=\"\(escaped("reconcile \(report.command)"))\" \(counts) skipped=\"\(skipped)\">",
        ]
        for item in cases {
            let file = item.file.map { " file=\"\(escaped($0))\"" } ?? ""
            let head = "    <testcase name=\"\(escaped(item.name))\" classname=\"reconcile.\(report.command)\"\(file)"
            let content =
                item.failure.map {
                    "<failure type=\"\(escaped($0.type))\" message=\"\(escaped($0.message))\"/>"
                } ?? item.skip.map { "<skipped message=\"\(escaped($0))\"/>" }
            lines += content.map { [head + ">", "      \($0)", "    </testcase>"] } ?? [head + "/>"]
        }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
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

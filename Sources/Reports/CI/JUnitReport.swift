import Model
import Reconciling

/// The run as a test report: one suite, a case for each resource that changes or drifted and for each finding.
///
/// Source: https://github.com/testmoapp/junitxml, the form that Jenkins, GitLab and GitHub's actions read
package enum JUnitReport {
    private struct Case {
        let name: String
        let file: String?
        let failure: (type: String, message: String)?
    }

    package static func text(of report: RunReport) -> String {
        var cases = report.findings.map { finding in
            Case(
                name: "\(finding.code.id) \(finding.message)", file: finding.location?.file,
                failure: finding.severity == .error
                    ? (finding.code.id, (finding.location.map { "\($0): " } ?? "") + finding.message) : nil)
        }
        cases += (report.drift?.findings ?? []).map { finding in
            Case(
                name: "\(finding.key)", file: nil,
                failure: (
                    "drift",
                    "changed by \(finding.change.by) at \(finding.change.at) through `\(finding.change.through)`"
                ))
        }
        cases += (report.plan?.changes ?? []).map { change in
            Case(name: "\(change.action.rawValue) \(change.key)", file: change.source?.file, failure: nil)
        }
        if cases.isEmpty { cases = [Case(name: report.headline, file: nil, failure: nil)] }
        let failures = cases.count { $0.failure != nil }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites name=\"reconcile\" \(counts)>",
            "  <testsuite name=\"\(escaped("reconcile \(report.command)"))\" \(counts) skipped=\"0\">",
        ]
        for item in cases {
            let file = item.file.map { " file=\"\(escaped($0))\"" } ?? ""
            let head = "    <testcase name=\"\(escaped(item.name))\" classname=\"reconcile.\(report.command)\"\(file)"
            guard let failure = item.failure else {
                lines.append(head + "/>")
                continue
            }
            lines += [
                head + ">",
                "      <failure type=\"\(escaped(failure.type))\" message=\"\(escaped(failure.message))\"/>",
                "    </testcase>",
            ]
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

import Crypto
package import Model
import Reconciling

/// GitLab's two artifacts: Code Quality, and the counts that a merge request shows for Terraform.
///
/// Sources: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format,
/// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsterraform
package enum GitLabReport {
    /// Every finding with a place, worst first seen; drift without a manifest stands at the resource.
    package static func codeQuality(of report: RunReport) -> Value {
        let findings = report.findings.map { finding in
            entry(
                check: finding.code.id, finding.message, severity: finding.severity == .error ? "major" : "minor",
                file: finding.location?.file ?? report.command, line: finding.location?.line ?? 1)
        }
        let drifted = (report.drift?.findings ?? []).map { finding in
            let acceptance = finding.acceptance(at: report.at)
            return entry(
                check: "drift",
                "\(finding.key) was changed by \(finding.change.by) through `\(finding.change.through)`"
                    + (acceptance.isEmpty ? "" : "; \(acceptance)"),
                severity: finding.isAcknowledged ? "info" : "major", file: finding.source?.file ?? "\(finding.key)",
                line: finding.source?.line ?? 1)
        }
        return .list(findings + drifted)
    }

    /// `{create, update, delete}`.
    package static func counts(of report: RunReport) -> Value {
        let summary = report.plan?.summary ?? report.drift?.pending?.summary
        return .object(
            ("create", .int(summary?.create ?? 0)), ("update", .int(summary?.update ?? 0)),
            ("delete", .int(summary?.delete ?? 0)))
    }

    private static func entry(check: String, _ text: String, severity: String, file: String, line: Int) -> Value {
        let identity = SHA256.hash(data: Array("\(check)\n\(file)\n\(text)".utf8))
        return .object(
            ("description", .string(text)), ("check_name", .string(check)),
            (
                "fingerprint",
                .string(identity.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
            ),
            ("severity", .string(severity)),
            ("location", .object(("path", .string(file)), ("lines", .object(("begin", .int(line)))))))
    }
}

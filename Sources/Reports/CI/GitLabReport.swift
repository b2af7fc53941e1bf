package import Model
import Reconciling

/// GitLab's two artifacts: Code Quality, and the counts that a merge request shows for Terraform.
///
/// Sources: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format,
/// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsterraform
package enum GitLabReport {
    /// Every finding and every drifted resource, each at a path and a line.
    package static func codeQuality(of report: RunReport) -> Value {
        .list(
            report.entries.map { entry in
                let severity =
                    switch entry.level {
                    case .error: "major"
                    case .warning: "minor"
                    case .accepted: "info"
                    }
                let lines = Value.object(("begin", .int(entry.place.line)))
                return .object(
                    ("description", .string(entry.message + (entry.acceptance.map { "; \($0)" } ?? ""))),
                    ("check_name", .string(entry.rule)), ("fingerprint", .string(entry.fingerprint)),
                    ("severity", .string(severity)),
                    ("location", .object(("path", .string(entry.place.file)), ("lines", lines))))
            })
    }

    /// `{create, update, delete}`, in that order: GitLab compares the list of keys and refuses any other.
    package static func counts(of report: RunReport) -> String {
        let summary = report.plan?.summary ?? report.drift?.pending?.summary
        return """
            {"create": \(summary?.create ?? 0), "update": \(summary?.update ?? 0), "delete": \(summary?.delete ?? 0)}

            """
    }
}

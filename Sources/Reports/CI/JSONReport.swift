package import Model
import Reconciling

/// The whole run as one JSON document.
package enum JSONReport {
    package static let formatVersion = "1.0"

    package static func value(of report: RunReport) -> Value {
        .object(
            ("formatVersion", .string(formatVersion)), ("command", .string(report.command)),
            ("outcome", .string(report.outcome.rawValue)), ("exitCode", .int(report.exitCode)),
            ("revision", report.revision.map(Value.int) ?? .null),
            ("plan", report.plan.map(PlanDocument.value) ?? .null),
            ("drift", report.drift.map(StateDocument.value) ?? .null),
            ("findings", .list(report.findings.map(PlanDocument.value))))
    }
}

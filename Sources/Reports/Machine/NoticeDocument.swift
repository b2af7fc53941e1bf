package import Model

/// What a webhook is told when a status changes: type, time and content, as standardwebhooks.com has it.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
package enum NoticeDocument {
    /// - Parameter previous: The outcome of the look before; `nil` for the first.
    package static func value(of report: RunReport, previous: RunReport.Outcome?) -> Value {
        .object(
            ("type", .string("reconcile.status.changed")), ("timestamp", .string(report.at.description)),
            (
                "data",
                .object(
                    ("previous", previous.map { .string($0.rawValue) } ?? .null),
                    ("headline", .string(report.headline)), ("report", JSONReport.value(of: report)))
            ))
    }
}

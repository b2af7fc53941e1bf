package import Model
package import Reconciling

/// An apply as a stream of messages, one JSON object a line, the version first.
///
/// A reader ignores message types and members that it does not know, and refuses another major `formatVersion`.
package struct ApplyStream: Sendable {
    package static let formatVersion = "1.0"

    private let version: String
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - version: Of this program.
    ///   - write: Gets each line without its line feed.
    package init(version: String, write: @escaping @Sendable (String) -> Void) {
        self.version = version
        self.write = write
    }

    package func begin() {
        message("version", ("formatVersion", .string(Self.formatVersion)), ("reconcile", .string(version)))
    }

    /// The plan: a message a change, its warnings, then the summary.
    package func tell(_ plan: Plan) {
        for change in plan.changes { message("planned_change", ("change", PlanDocument.value(of: change))) }
        for warning in plan.warnings { tell(warning) }
        message(
            "change_summary", ("summary", PlanDocument.value(of: plan.summary)), ("digest", .string(plan.digest)),
            ("stateSerial", .int(plan.stateSerial)), ("owner", .string(plan.owner)))
    }

    package func tell(_ finding: Diagnostic) { message("diagnostic", ("diagnostic", PlanDocument.value(of: finding))) }

    package func tell(_ revision: Revision) {
        message("apply_complete", ("revision", StateDocument.value(of: revision)))
    }

    /// The last message.
    package func end(_ outcome: RunReport.Outcome, exitCode: Int32) {
        message("outcome", ("outcome", .string(outcome.rawValue)), ("exitCode", .int(Int(exitCode))))
    }

    private func message(_ type: String, _ members: (String, Value)...) {
        let entries = members.map { ValueMap.Entry(key: $0.0, value: $0.1) }
        write(JSONText.line(.map(ValueMap(entries + [ValueMap.Entry(key: "type", value: .string(type))]))))
    }
}

package import Model
import Reconciling

/// The findings for code scanning: SARIF 2.1.0 (OASIS), with what GitHub asks for besides.
///
/// Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
package enum SARIFReport {
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    /// - Parameter version: Of this program.
    package static func value(of report: RunReport, version: String) -> Value {
        let entries = report.entries
        let rules = rules(of: report, entries)
        let places = Dictionary(rules.enumerated().map { ($1["id"]?.string ?? "", $0) }) { first, _ in first }
        let driver = Value.object(
            ("name", .string("reconcile")), ("semanticVersion", .string(version)), ("rules", .list(rules)))
        let invocation = Value.object(
            ("executionSuccessful", .bool(report.outcome != .failed)), ("exitCode", .int(report.exitCode)))
        let run = Value.object(
            ("tool", .object(("driver", driver))),
            // The category: results of a later `drift` must not replace those of a `plan` of the same commit.
            ("automationDetails", .object(("id", .string("reconcile/\(report.command)/")))),
            ("invocations", .list([invocation])), ("columnKind", .string("unicodeCodePoints")),
            ("results", .list(entries.map { result($0, rule: places[$0.rule] ?? 0) })))
        return .object(
            ("$schema", .string(schema)), ("version", .string("2.1.0")), ("runs", .list([run])))
    }

    private static func rules(of report: RunReport, _ entries: [ReportEntry]) -> [Value] {
        let codes = Set(report.findings.map(\.code)).sorted { $0.id < $1.id }
        let found = codes.map { rule($0.id, $0.summary, $0.explanation, help: "reconcile explain \($0.id)") }
        guard entries.contains(where: { $0.rule == RunReport.driftRule }) else { return found }
        return found + [
            rule(
                RunReport.driftRule, "the stored state differs from what was applied",
                "Somebody changed the stored state by hand. An apply brings back what the manifests say; "
                    + "`reconcile drift ack` accepts the difference for a while.", help: "reconcile drift -f PATH")
        ]
    }

    private static func rule(_ id: String, _ summary: String, _ explanation: String, help command: String) -> Value {
        .object(
            ("id", .string(id)), ("shortDescription", text(summary)), ("fullDescription", text(explanation)),
            ("help", text("\(explanation) See `\(command)`.")))
    }

    private static func result(_ entry: ReportEntry, rule: Int) -> Value {
        let level =
            switch entry.level {
            case .error: "error"
            case .warning: "warning"
            case .accepted: "note"
            }
        var members = [
            ValueMap.Entry(key: "ruleId", value: .string(entry.rule)),
            ValueMap.Entry(key: "ruleIndex", value: .int(rule)), ValueMap.Entry(key: "level", value: .string(level)),
            ValueMap.Entry(key: "message", value: text(entry.message + (entry.hint.map { "; \($0)" } ?? ""))),
            ValueMap.Entry(key: "locations", value: .list([location(of: entry)])),
            ValueMap.Entry(
                key: "partialFingerprints",
                value: .object(("primaryLocationLineHash", .string(entry.fingerprint)))),
        ]
        // §3.35: who accepted the result and why.
        if let acceptance = entry.acceptance {
            let suppression = Value.object(
                ("kind", .string("external")), ("status", .string("accepted")), ("justification", .string(acceptance)))
            members.append(ValueMap.Entry(key: "suppressions", value: .list([suppression])))
        }
        return .map(ValueMap(members))
    }

    private static func location(of entry: ReportEntry) -> Value {
        let place = entry.place
        let region = Value.object(
            ("startLine", .int(place.line)), ("startColumn", .int(place.column)), ("endLine", .int(place.line)),
            ("endColumn", .int(place.column + 1)))
        let physical = Value.object(
            ("artifactLocation", .object(("uri", .string(ReportPath.uri(place.file))))), ("region", region))
        guard let resource = entry.resource else { return .object(("physicalLocation", physical)) }
        let logical = Value.object(
            ("name", .string(resource.name)), ("fullyQualifiedName", .string("\(resource)")),
            ("kind", .string("resource")))
        return .object(("physicalLocation", physical), ("logicalLocations", .list([logical])))
    }

    private static func text(_ text: String) -> Value { .object(("text", .string(text))) }
}

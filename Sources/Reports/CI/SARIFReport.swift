package import Model
import Reconciling

/// The findings for code scanning: SARIF 2.1.0 (OASIS).
package enum SARIFReport {
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    /// - Parameter version: Of this program.
    package static func value(of report: RunReport, version: String) -> Value {
        let codes = Set(report.findings.map(\.code)).sorted { $0.id < $1.id }
        let rules = codes.map { code in
            Value.object(
                ("id", .string(code.id)), ("shortDescription", text(code.summary)),
                ("fullDescription", text(code.explanation)))
        }
        let drifted = report.drift?.findings ?? []
        let driftRule = Value.object(
            ("id", .string("drift")), ("shortDescription", text("the stored state differs from what was applied")))
        let driver = Value.object(
            ("name", .string("reconcile")), ("semanticVersion", .string(version)),
            ("rules", .list(rules + (drifted.isEmpty ? [] : [driftRule]))))
        let results =
            report.findings.map(result)
            + drifted.map { finding in
                let acceptance = finding.acceptance(at: report.at)
                return result(
                    rule: "drift", level: "error", "\(finding.key) was \(finding.history)", at: finding.source,
                    suppressedBy: finding.isAcknowledged ? acceptance : nil)
            }
        let run = Value.object(
            ("tool", .object(("driver", driver))),
            (
                "invocations",
                .list([
                    .object(
                        ("executionSuccessful", .bool(report.outcome != .failed)), ("exitCode", .int(report.exitCode)))
                ])
            ),
            ("columnKind", .string("unicodeCodePoints")), ("results", .list(results)))
        return .object(
            ("$schema", .string(schema)), ("version", .string("2.1.0")), ("runs", .list([run])))
    }

    private static func result(of finding: Diagnostic) -> Value {
        result(
            rule: finding.code.id, level: finding.severity == .error ? "error" : "warning",
            finding.message + (finding.hint.map { "; \($0)" } ?? ""), at: finding.location)
    }

    /// - Parameter suppressedBy: Who accepted the result and why (§3.35).
    private static func result(
        rule: String, level: String, _ message: String, at place: SourceLocation?,
        suppressedBy acceptance: String? = nil
    ) -> Value {
        var entries = [
            ValueMap.Entry(key: "ruleId", value: .string(rule)), ValueMap.Entry(key: "level", value: .string(level)),
            ValueMap.Entry(key: "message", value: text(message)),
        ]
        if let place {
            let region = Value.object(("startLine", .int(place.line)), ("startColumn", .int(place.column)))
            let location = Value.object(
                (
                    "physicalLocation",
                    .object(("artifactLocation", .object(("uri", .string(uri(place.file))))), ("region", region))
                ))
            entries.append(ValueMap.Entry(key: "locations", value: .list([location])))
        }
        if let acceptance {
            let suppression = Value.object(
                ("kind", .string("external")), ("status", .string("accepted")), ("justification", .string(acceptance)))
            entries.append(ValueMap.Entry(key: "suppressions", value: .list([suppression])))
        }
        return .map(ValueMap(entries))
    }

    private static func text(_ text: String) -> Value { .object(("text", .string(text))) }

    /// A relative reference (RFC 3986 §4.2): a path as it was given, percent-encoded.
    private static func uri(_ path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

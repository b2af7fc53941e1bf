package import Model

/// The machine-readable plan: what `-o json` and `--out` hold.
///
/// `formatVersion` is semantic: a minor version adds members, which a reader ignores when it does not know them; a major
/// one breaks, and a reader refuses one that it does not know. A sensitive field shows only that its reference changed.
package enum PlanDocument {
    package static let formatVersion = "1.1"

    /// The plan as a value ready for JSON or YAML.
    package static func value(of plan: Plan) -> Value {
        .object(
            ("formatVersion", .string(formatVersion)), ("digest", .string(plan.digest)),
            ("stateSerial", .int(plan.stateSerial)), ("owner", .string(plan.owner)),
            ("manifestDigest", plan.manifestDigest.map(Value.string) ?? .null),
            ("changes", .list(plan.changes.map(value))), ("summary", value(of: plan.summary)),
            ("warnings", .list(plan.warnings.map(value))))
    }

    package static func value(of summary: PlanSummary) -> Value {
        .object(
            ("create", .int(summary.create)), ("update", .int(summary.update)), ("delete", .int(summary.delete)),
            ("unchanged", .int(summary.unchanged)))
    }

    package static func value(of location: SourceLocation) -> Value {
        .object(
            ("file", .string(location.file)), ("line", .int(location.line)), ("column", .int(location.column)))
    }

    package static func value(of field: FieldChange) -> Value {
        .object(
            ("path", .string(field.path.description)),
            ("before", field.isSensitive ? .null : field.before ?? .null),
            ("after", field.isSensitive ? .null : field.after ?? .null),
            ("sensitive", .bool(field.isSensitive)))
    }

    package static func value(of diagnostic: Diagnostic) -> Value {
        var entries: [ValueMap.Entry] = [
            ValueMap.Entry(key: "code", value: .string(diagnostic.code.id)),
            ValueMap.Entry(key: "severity", value: .string(diagnostic.severity.rawValue)),
            ValueMap.Entry(key: "message", value: .string(diagnostic.message)),
        ]
        if let location = diagnostic.location {
            entries.append(ValueMap.Entry(key: "location", value: value(of: location)))
        }
        if let path = diagnostic.path {
            entries.append(ValueMap.Entry(key: "path", value: .string(path.description)))
        }
        if let hint = diagnostic.hint { entries.append(ValueMap.Entry(key: "hint", value: .string(hint))) }
        return .map(ValueMap(entries))
    }

    package static func value(of key: ResourceKey) -> Value {
        .object(("kind", .string(key.kind.rawValue)), ("name", .string(key.name)))
    }

    package static func value(of change: Change) -> Value {
        var entries: [ValueMap.Entry] = [
            ValueMap.Entry(key: "action", value: .string(change.action.rawValue)),
            ValueMap.Entry(key: "resource", value: value(of: change.key)),
            ValueMap.Entry(key: "fields", value: .list(change.fields.map(value))),
        ]
        if let old = change.renamedFrom { entries.append(ValueMap.Entry(key: "renamedFrom", value: .string(old))) }
        if let source = change.source { entries.append(ValueMap.Entry(key: "source", value: value(of: source))) }
        if !change.remarks.isEmpty {
            entries.append(ValueMap.Entry(key: "remarks", value: .list(change.remarks.map(Value.string))))
        }
        return .map(ValueMap(entries))
    }
}

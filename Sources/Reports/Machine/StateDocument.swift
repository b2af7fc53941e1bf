package import Model
package import Reconciling

/// Stored state, drift and history as values for JSON and YAML.
package enum StateDocument {
    /// The manifest that re-applies to the same stored resource.
    package static func manifest(of resource: Resource) -> Value {
        var metadata = resource.body["metadata"]?.map ?? ValueMap()
        if metadata["protect"] == .bool(false) { metadata["protect"] = nil }
        metadata["name"] = .string(resource.key.name)
        return .object(
            ("apiVersion", .string(Manifest.apiVersion)), ("kind", .string(resource.key.kind.rawValue)),
            ("metadata", .map(metadata)), ("spec", resource.spec))
    }

    package static func value(of drift: Drift) -> Value {
        .object(
            ("status", .string(drift.status.rawValue)), ("drift", .list(drift.findings.map(value))),
            ("pending", drift.pending.map(PlanDocument.value) ?? .null))
    }

    private static func value(of finding: Drift.Finding) -> Value {
        let (nature, fields): (String, [FieldChange]) =
            switch finding.nature {
            case .created: ("created", [])
            case .deleted: ("deleted", [])
            case .changed(let fields): ("changed", fields)
            }
        return .object(
            ("resource", PlanDocument.value(of: finding.key)), ("nature", .string(nature)),
            ("source", finding.source.map(PlanDocument.value) ?? .null),
            ("fields", .list(fields.map(PlanDocument.value))), ("change", value(of: finding.change)),
            ("acknowledged", .bool(finding.isAcknowledged)),
            ("acknowledgements", .list(finding.acknowledgements.map(value))))
    }

    package static func value(of acknowledgement: Acknowledgement) -> Value {
        .object(
            ("path", .string(acknowledgement.path)), ("reason", .string(acknowledgement.reason)),
            ("until", .string(acknowledgement.until.description)), ("by", .string(acknowledgement.by)),
            ("at", .string(acknowledgement.at.description)))
    }

    private static func value(of change: ChangeRecord) -> Value {
        .object(
            ("at", .string(change.at.description)), ("by", .string(change.by)), ("through", .string(change.through)))
    }

    /// A revision without its plan.
    package static func value(of revision: Revision) -> Value {
        .object(
            ("revision", .int(revision.number)), ("owner", .string(revision.owner)),
            ("digest", .string(revision.digest)), ("change", value(of: revision.change)),
            ("summary", PlanDocument.value(of: revision.summary)), ("note", revision.note.map(Value.string) ?? .null),
            ("source", revision.source?.value ?? .null))
    }
}

package import Model
package import Reconciling

/// Stored resources and revisions as tables.
package enum StateText {
    /// What `get` prints.
    package static func table(_ records: [StoredResource], style: TerminalStyle) throws(StoreError) -> [String] {
        guard !records.isEmpty else { return ["No resources found."] }
        var rows: [[String]] = []
        for record in records {
            guard let resource = try record.resource() else { continue }
            rows.append([
                record.key.kind.rawValue, record.key.name, state(resource), record.owner,
                record.revision.map(String.init) ?? "-", record.changed.at.description, record.changed.by,
            ])
        }
        return TextTable.lines(
            header: ["KIND", "NAME", "STATE", "OWNER", "REVISION", "CHANGED", "BY"], rows: rows, style: style)
    }

    private static func state(_ resource: Resource) -> String {
        let switched = resource.spec["enabled"]?.bool.map { $0 ? "enabled" : "disabled" } ?? "-"
        return resource.isProtected ? "\(switched),protected" : switched
    }

    /// What `history` prints, newest first.
    package static func history(_ revisions: [Revision], style: TerminalStyle) -> [String] {
        guard !revisions.isEmpty else { return ["No revisions yet: nothing was applied."] }
        let rows = revisions.map { revision in
            [
                String(revision.number), revision.change.at.description, revision.change.by, revision.owner,
                "+\(revision.summary.create) ~\(revision.summary.update) -\(revision.summary.delete)",
                String(revision.digest.prefix(19)), revision.note ?? "",
            ]
        }
        return TextTable.lines(
            header: ["REVISION", "AT", "BY", "OWNER", "CHANGES", "DIGEST", "NOTE"], rows: rows, style: style)
    }

    /// What `describe` prints of one resource, above its manifest.
    package static func description(
        of record: StoredResource, referredToBy keys: [ResourceKey], linkedAccounts: Int?, style: TerminalStyle
    ) -> [String] {
        var lines = [
            style(record.key.description, .bold),
            "  owner:      \(record.owner)",
            "  revision:   \(record.revision.map(String.init) ?? "-")",
            "  changed:    \(record.changed.at) by \(printable(record.changed.by)) through `\(record.changed.through)`",
            "  drift:      \(record.body == record.applied ? "none" : "differs from what was last applied")",
        ]
        if let linkedAccounts { lines.append("  accounts:   \(linkedAccounts) linked") }
        let others = keys.isEmpty ? "nothing" : keys.map(\.description).joined(separator: ", ")
        lines.append("  used by:    \(others)")
        return lines
    }
}

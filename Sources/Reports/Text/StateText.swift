package import Model
package import Provisioning
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

    /// What `get connector` prints: the connectors with how they stand.
    package static func connectors(
        _ records: [StoredResource], _ standings: [String: ConnectorStanding], style: TerminalStyle
    ) throws(StoreError) -> [String] {
        guard !records.isEmpty else { return ["No resources found."] }
        var rows: [[String]] = []
        for record in records {
            guard let resource = try record.resource() else { continue }
            let standing = standings[record.key.name] ?? ConnectorStanding()
            rows.append([
                record.key.kind.rawValue, record.key.name, state(resource), breaker(standing),
                String(standing.waiting), String(standing.held), String(standing.dead), String(standing.linked),
                record.owner, record.revision.map(String.init) ?? "-",
            ])
        }
        return TextTable.lines(
            header: [
                "KIND", "NAME", "STATE", "BREAKER", "WAITING", "HELD", "DEAD", "ACCOUNTS", "OWNER", "REVISION",
            ], rows: rows, style: style)
    }

    private static func breaker(_ standing: ConnectorStanding) -> String {
        switch standing.breaker?.state {
        case .open: "open"
        case .halfOpen: "half open"
        case nil: "closed"
        }
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
                String(revision.digest.prefix(19)), printable(note(revision)),
            ]
        }
        return TextTable.lines(
            header: ["REVISION", "AT", "BY", "OWNER", "CHANGES", "DIGEST", "NOTE"], rows: rows, style: style)
    }

    /// The note, and the commit it comes from, short.
    private static func note(_ revision: Revision) -> String {
        [revision.note, revision.source?.commit.map { "commit \($0.prefix(12))" }].compactMap { $0 }
            .joined(separator: ", ")
    }

    /// What `describe` prints of one resource, above its manifest.
    package static func description(
        of record: StoredResource, referredToBy keys: [ResourceKey], standing: ConnectorStanding?,
        style: TerminalStyle
    ) -> [String] {
        var lines = [
            style(record.key.description, .bold),
            "  owner:      \(record.owner)",
            "  revision:   \(record.revision.map(String.init) ?? "-")",
            "  changed:    \(record.changed.at) by \(printable(record.changed.by)) through `\(record.changed.through)`",
            "  drift:      \(record.body == record.applied ? "none" : "differs from what was last applied")",
        ]
        if let standing { lines += self.lines(standing) }
        let others = keys.isEmpty ? "nothing" : keys.map(\.description).joined(separator: ", ")
        lines.append("  used by:    \(others)")
        return lines
    }

    private static func lines(_ standing: ConnectorStanding) -> [String] {
        var lines = ["  accounts:   \(standing.linked) linked"]
        let gone = [AccountRecord.State.deactivated, .deleted].compactMap { state in
            standing.accounts[state].map { "\($0) \(state.rawValue)" }
        }
        if !gone.isEmpty { lines[0] += ", " + gone.joined(separator: ", ") }
        var health = breaker(standing)
        if let open = standing.breaker {
            let code = open.code.map { " (\($0.id))" } ?? ""
            health += " since \(open.since): \(printable(open.reason))\(code); one delivery tries at \(open.probeAt)"
        }
        lines.append("  breaker:    \(health)")
        lines.append(
            "  deliveries: \(standing.waiting) waiting, \(standing.held) held, \(standing.dead) dead")
        if let since = standing.waitingSince { lines.append("  oldest:     waits since \(since)") }
        return lines
    }
}

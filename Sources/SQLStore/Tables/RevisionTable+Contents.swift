import Model
import Reconciling

extension RevisionTable {
    func mark() throws -> RevisionMark {
        guard
            let row = try session.query(
                "SELECT kept_from, head, (SELECT COALESCE(MAX(number), 0) FROM revision) FROM state"
            ).first
        else { throw StoreError.corrupt("the stored state has no serial") }
        return RevisionMark(keptFrom: try row.int(0), newest: try row.int(2), head: try row.text(1))
    }

    /// Revisions with their content, in their order.
    func entries(after number: Int, limit: Int) throws -> [RevisionEntry] {
        let rows = try session.query(
            "\(Self.selection) WHERE number > $1 ORDER BY number LIMIT $2", [.int(number), .int(max(0, limit))])
        return try rows.map { row in
            let revision = try revision(row)
            let writes = try session.query(
                "\(Self.writes) WHERE revision = $1", [.int(revision.number)]
            ).map { try $0.revisionWrite() }
            return RevisionEntry(
                revision: revision, writes: writes.sorted { $0.key < $1.key }, hash: try row.optionalText(13))
        }
    }

    /// The resources as the revision left them: each as its last write up to then made it.
    func contents(at number: Int) throws -> RevisionContents {
        let resources = try session.query(
            """
            \(Self.writes) AS written
            WHERE body IS NOT NULL AND revision = (
                SELECT MAX(revision) FROM revision_write
                WHERE kind = written.kind AND name = written.name AND revision <= $1)
            """, [.int(number)])
        let departures = try session.query(
            """
            \(Self.writes) WHERE revision > $1 AND (renamed_from IS NOT NULL OR body IS NULL)
            ORDER BY revision, kind, name
            """, [.int(number)])
        var groups: [(revision: Int, writes: [RevisionWrite])] = []
        for row in departures {
            let revision = try row.int(5)
            if groups.last?.revision != revision { groups.append((revision, [])) }
            groups[groups.count - 1].writes.append(try row.revisionWrite())
        }
        return RevisionContents(
            mark: try mark(), resources: try resources.map { try $0.revisionWrite() }.sorted { $0.key < $1.key },
            departures: groups.map(\.writes))
    }

    private static let writes = "SELECT kind, name, owner, body, renamed_from, revision FROM revision_write"
}

extension SQLRow {
    fileprivate func revisionWrite() throws -> RevisionWrite {
        RevisionWrite(
            key: ResourceKey(try resourceKind(0), try text(1)), owner: try text(2), body: try optionalText(3),
            renamedFrom: try optionalText(4))
    }
}

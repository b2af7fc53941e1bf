import Model
import Reconciling

/// Drift that somebody accepted for a while.
struct AcknowledgementTable {
    let session: any SQLSession

    private static let columns = "kind, name, path, difference, reason, until, acknowledged_by, acknowledged_at"

    func all() throws -> [Acknowledgement] {
        try session.query("SELECT \(Self.columns) FROM acknowledgement ORDER BY kind, name, path")
            .map { try $0.acknowledgement() }.sorted { ($0.key, $0.path) < ($1.key, $1.path) }
    }

    func put(_ acknowledgement: Acknowledgement) throws {
        try session.run(
            """
            INSERT INTO acknowledgement (\(Self.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (kind, name, path) DO UPDATE SET
                difference = excluded.difference, reason = excluded.reason, until = excluded.until,
                acknowledged_by = excluded.acknowledged_by, acknowledged_at = excluded.acknowledged_at
            """,
            [
                .text(acknowledgement.key.kind.rawValue), .text(acknowledgement.key.name),
                .text(acknowledgement.path), .text(acknowledgement.difference), .text(acknowledgement.reason),
                .int(acknowledgement.until.milliseconds), .text(acknowledgement.by),
                .int(acknowledgement.at.milliseconds),
            ])
    }

    func delete(_ key: ResourceKey, path: String) throws -> Acknowledgement? {
        try session.query(
            "DELETE FROM acknowledgement WHERE kind = $1 AND name = $2 AND path = $3 RETURNING \(Self.columns)",
            [.text(key.kind.rawValue), .text(key.name), .text(path)]
        ).first?.acknowledgement()
    }

    func deleteAll(of key: ResourceKey) throws {
        try session.run(
            "DELETE FROM acknowledgement WHERE kind = $1 AND name = $2", [.text(key.kind.rawValue), .text(key.name)])
    }
}

extension SQLRow {
    fileprivate func acknowledgement() throws -> Acknowledgement {
        Acknowledgement(
            key: ResourceKey(try resourceKind(0), try text(1)), path: try text(2), difference: try text(3),
            reason: try text(4), until: try timestamp(5), by: try text(6), at: try timestamp(7))
    }
}

import Model
import Reconciling

/// The resources and the serial of their state.
struct ResourceTable {
    let session: any SQLSession

    func serial() throws -> Int {
        guard let row = try session.query("SELECT serial FROM state").first else {
            throw StoreError.corrupt("the stored state has no serial")
        }
        return try row.int(0)
    }

    /// What tells this state from any other.
    func identity() throws -> String {
        guard let row = try session.query("SELECT identity FROM state").first else {
            throw StoreError.corrupt("the stored state has no identity")
        }
        return try row.text(0)
    }

    /// Takes the next serial, if the present one is `expected`.
    ///
    /// - Throws: `.stale`.
    func advance(from expected: Int) throws {
        let moved = try session.query(
            "UPDATE state SET serial = serial + 1 WHERE serial = $1 RETURNING serial", [.int(expected)])
        guard moved.count == 1 else { throw StoreError.stale(expected: expected, found: try serial()) }
    }

    /// Every resource, in no order.
    func all() throws -> [StoredResource] {
        var resources: [StoredResource] = []
        // Most bodies are as they were applied, and then one text is both.
        try session.each(
            """
            SELECT kind, name, owner, body, CASE WHEN applied = body THEN NULL ELSE applied END, revision,
                changed_at, changed_by, changed_through, CASE WHEN applied = body THEN 1 ELSE 0 END
            FROM resource
            """, []
        ) { row in
            let body = try row.optionalText(3)
            resources.append(
                StoredResource(
                    key: ResourceKey(try row.resourceKind(0), try row.text(1)), owner: try row.text(2), body: body,
                    applied: try row.int(9) == 1 ? body : try row.optionalText(4), revision: try row.optionalInt(5),
                    changed: try row.changeRecord(6)))
        }
        return resources
    }

    /// Stores a resource as an apply leaves it.
    func put(_ key: ResourceKey, body: String, owner: String, revision: Int, change: ChangeRecord) throws {
        try session.run(
            """
            INSERT INTO resource
                (kind, name, owner, body, applied, revision, changed_at, changed_by, changed_through)
            VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)
            ON CONFLICT (kind, name) DO UPDATE SET
                owner = excluded.owner, body = excluded.body, applied = excluded.applied,
                revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
                changed_through = excluded.changed_through
            """,
            [.text(key.kind.rawValue), .text(key.name), .text(owner), .text(body), .int(revision)] + change.bindings)
    }

    func delete(_ key: ResourceKey) throws {
        try session.run(
            "DELETE FROM resource WHERE kind = $1 AND name = $2", [.text(key.kind.rawValue), .text(key.name)])
    }

    /// Changes the body alone; the applied form stays, so the difference shows as drift.
    func edit(_ key: ResourceKey, body: String, change: ChangeRecord) throws {
        let edited = try session.query(
            """
            UPDATE resource SET body = $3, changed_at = $4, changed_by = $5, changed_through = $6
            WHERE kind = $1 AND name = $2 RETURNING name
            """,
            [.text(key.kind.rawValue), .text(key.name), .text(body)] + change.bindings)
        guard edited.count == 1 else { throw StoreError.unavailable("the stored state has no `\(key)`") }
    }
}

extension ChangeRecord {
    /// When, who, through what: in the order of the columns.
    var bindings: [SQLValue] { [.int(at.milliseconds), .text(by), .text(through)] }
}

extension SQLRow {
    func resourceKind(_ column: Int) throws -> ResourceKind {
        let name = try text(column)
        guard let kind = ResourceKind(rawValue: name) else {
            throw StoreError.corrupt("the stored state has a resource of unknown kind `\(name)`")
        }
        return kind
    }

    /// The change record in three columns from `column`.
    func changeRecord(_ column: Int) throws(SQLError) -> ChangeRecord {
        ChangeRecord(at: try timestamp(column), by: try text(column + 1), through: try text(column + 2))
    }

    func timestamp(_ column: Int) throws(SQLError) -> Timestamp {
        Timestamp(milliseconds: Int64(try int(column)))
    }
}

import Model

/// Brings a schema to the version this program knows.
package struct SchemaVersions: Sendable {
    private let migrations: [Migration]

    package init(_ migrations: [Migration] = Migration.all) {
        self.migrations = migrations
    }

    package var newest: Int { migrations.last?.version ?? 0 }

    /// The version of the schema; 0 for a store that holds no table at all.
    ///
    /// - Throws: `.corrupt` when the tables are another program's; `.newer` when this program is too old.
    package func present(in session: any SQLSession) throws -> Int {
        let tables = try session.query(session.dialect.tableNames).map { row throws(SQLError) in try row.text(0) }
        guard !tables.isEmpty else { return 0 }
        guard tables.contains("schema_migration") else {
            throw StoreError.corrupt("the database belongs to another program: it has no table `schema_migration`")
        }
        guard let version = try session.query("SELECT MAX(version) FROM schema_migration").first?.optionalInt(0)
        else { throw StoreError.corrupt("the database does not say which version its schema has") }
        guard version <= newest else { throw StoreError.newer(found: version, known: newest) }
        return version
    }

    /// Runs the steps that are missing. The caller's transaction makes them all or nothing.
    package func migrate(_ session: any SQLSession) throws {
        let present = try present(in: session)
        for migration in migrations where migration.version > present {
            for statement in migration.statements(session.dialect) { try session.run(statement) }
            try session.run(
                "INSERT INTO schema_migration (version, name) VALUES ($1, $2)",
                [.int(migration.version), .text(migration.name)])
        }
    }
}

/// What each revision made of the resources, chained; the lock; acknowledged drift.
extension Migration {
    static let history = Migration(version: 3, name: "history") { dialect in
        stateColumns(dialect) + contentTables + [lockTable, acknowledgementTable]
    }

    private static func stateColumns(_ dialect: Dialect) -> [String] {
        [
            // identity: tells this state from any other, for good. head: the hash of the newest revision in the chain.
            // kept_from: the first revision whose content is kept; those before it have no hash either.
            "ALTER TABLE state ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE state ADD COLUMN head TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE state ADD COLUMN kept_from BIGINT NOT NULL DEFAULT 0",
            """
            UPDATE state SET
                identity = \(dialect.randomText), kept_from = (SELECT COALESCE(MAX(number), 0) FROM revision)
            """,
            // source: canonical JSON of commit, ref and run. hash: over this revision, its writes and the one before.
            "ALTER TABLE revision ADD COLUMN source TEXT",
            "ALTER TABLE revision ADD COLUMN hash TEXT",
        ]
    }

    private static let contentTables = [
        // body: null when the revision deleted the resource or gave it another name.
        """
        CREATE TABLE revision_write (
            revision BIGINT NOT NULL REFERENCES revision (number),
            kind TEXT NOT NULL CHECK (kind IN ('Connection', 'OutboundConnector', 'LoginFlow', 'LoginTrigger')),
            name TEXT NOT NULL CHECK (name <> ''),
            owner TEXT NOT NULL,
            body TEXT,
            renamed_from TEXT CHECK (renamed_from <> ''),
            PRIMARY KEY (kind, name, revision),
            CHECK (body IS NOT NULL OR renamed_from IS NULL)
        )
        """,
        "CREATE INDEX revision_write_revision ON revision_write (revision)",
        // What was applied before contents were kept belongs to the newest revision of then.
        """
        INSERT INTO revision_write (revision, kind, name, owner, body)
        SELECT state.kept_from, kind, name, owner, applied FROM resource CROSS JOIN state WHERE applied IS NOT NULL
        """,
    ]

    // One row while somebody holds the lock.
    private static let lockTable = """
        CREATE TABLE state_lock (
            singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
            token TEXT NOT NULL CHECK (token <> ''),
            held_by TEXT NOT NULL,
            host TEXT NOT NULL,
            process BIGINT NOT NULL,
            purpose TEXT NOT NULL,
            acquired_at BIGINT NOT NULL,
            renewed_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """

    // path: empty for the whole resource. difference: the digest of what was seen; another difference is drift again.
    private static let acknowledgementTable = """
        CREATE TABLE acknowledgement (
            kind TEXT NOT NULL CHECK (kind IN ('Connection', 'OutboundConnector', 'LoginFlow', 'LoginTrigger')),
            name TEXT NOT NULL CHECK (name <> ''),
            path TEXT NOT NULL,
            difference TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            until BIGINT NOT NULL,
            acknowledged_by TEXT NOT NULL,
            acknowledged_at BIGINT NOT NULL,
            PRIMARY KEY (kind, name, path)
        )
        """
}

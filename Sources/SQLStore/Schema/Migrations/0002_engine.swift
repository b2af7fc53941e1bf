/// Stages of a delivery, event time, tombstones, traces of attempts, breakers and deprovisionings.
extension Migration {
    static let engine = Migration(version: 2, name: "engine") { dialect in
        deliveryTable(dialect) + linkTable + [healthTable, removalTable, removalIndex]
    }

    private static func deliveryTable(_ dialect: Dialect) -> [String] {
        [
            // position: login order. as_of: when the login happened; the younger one of a person counts.
            // due_at: when it may be claimed; the end of the lease while it is `sent`.
            // is_next: the person's earliest open delivery to the connector, the only one that may be claimed.
            // doubtful: an attempt may have reached the target; it stays set when that was resolved.
            // approved: a person allowed this deprovisioning, past the brake.
            // trace: the requests of the latest attempt and their answers, JSON, without secrets and bodies.
            // superseded_by: the position of a login, which retention may have removed.
            """
            CREATE TABLE staged_delivery (
                position \(dialect.rowNumber),
                id TEXT NOT NULL UNIQUE,
                login BIGINT NOT NULL REFERENCES login (position),
                connector TEXT NOT NULL,
                subject TEXT NOT NULL,
                as_of BIGINT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'ambiguous', 'held',
                    'succeeded', 'unchanged', 'skipped', 'superseded', 'dead')),
                is_next BIGINT NOT NULL CHECK (is_next IN (0, 1)),
                attempt BIGINT NOT NULL DEFAULT 0 CHECK (attempt >= 0),
                doubtful BIGINT NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
                approved BIGINT NOT NULL DEFAULT 0 CHECK (approved IN (0, 1)),
                due_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                reason TEXT,
                code TEXT,
                trace TEXT,
                superseded_by BIGINT,
                UNIQUE (login, connector),
                CHECK (is_next = 0 OR status IN ('queued', 'sent', 'ambiguous', 'held')),
                CHECK (status <> 'sent' OR is_next = 1),
                CHECK (status <> 'ambiguous' OR doubtful = 1),
                CHECK ((superseded_by IS NOT NULL) = (status = 'superseded'))
            )
            """,
            """
            INSERT INTO staged_delivery (position, id, login, connector, subject, as_of, status, is_next, attempt,
                doubtful, due_at, changed_at, reason, code, superseded_by)
            SELECT delivery.position, delivery.id, delivery.login, delivery.connector, delivery.subject,
                CASE WHEN login.occurred_at < login.received_at THEN login.occurred_at ELSE login.received_at END,
                CASE WHEN status = 'sending' THEN 'sent' WHEN status = 'queued' AND doubtful = 1 THEN 'ambiguous'
                    ELSE status END,
                is_next, attempt, doubtful, due_at, changed_at, reason, code, superseded_by
            FROM delivery JOIN login ON login.position = delivery.login
            """,
            "DROP TABLE delivery",
            "ALTER TABLE staged_delivery RENAME TO delivery",
            // Two people's order is nobody's business; two deliveries of one person are never under way at once.
            "CREATE UNIQUE INDEX delivery_next ON delivery (connector, subject) WHERE is_next = 1",
            // What a claim reads: finished, held and waiting deliveries are not in it, however many there are.
            """
            CREATE INDEX delivery_due ON delivery (connector, due_at, position) \
            WHERE is_next = 1 AND status <> 'held'
            """,
            """
            CREATE INDEX delivery_open ON delivery (connector, subject, position) \
            WHERE status IN ('queued', 'sent', 'ambiguous', 'held')
            """,
            // For counts of what waits or needs a person; what ended well is in no index.
            """
            CREATE INDEX delivery_waiting ON delivery (connector, status, position) \
            WHERE status IN ('queued', 'sent', 'ambiguous', 'held', 'dead')
            """,
        ]
    }

    private static let linkTable = [
        // state: `deactivated` and `deleted` are tombstones. as_of: when the login happened that this row is from;
        // an older one changes nothing any more. remote_id: null once the account is deleted, or when none was made.
        // doubtful: a create ended without an answer and was given up; there may be an account that is ours.
        """
        CREATE TABLE staged_link (
            connector TEXT NOT NULL,
            subject TEXT NOT NULL CHECK (subject <> ''),
            state TEXT NOT NULL CHECK (state IN ('active', 'deactivated', 'deleted')),
            remote_id TEXT CHECK (remote_id <> ''),
            remote_name TEXT NOT NULL,
            digest TEXT NOT NULL,
            as_of BIGINT NOT NULL,
            confirmed_at BIGINT NOT NULL,
            doubtful BIGINT NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
            PRIMARY KEY (connector, subject),
            CHECK ((remote_id IS NULL) = (state = 'deleted'))
        )
        """,
        """
        INSERT INTO staged_link (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
        SELECT connector, subject, 'active', remote_id, remote_name, digest, confirmed_at, confirmed_at
        FROM account_link
        """,
        "DROP TABLE account_link",
        "ALTER TABLE staged_link RENAME TO account_link",
        // For counting: all links less the tombstones, each from an index of its own.
        "CREATE INDEX account_link_tombstone ON account_link (connector) WHERE state <> 'active'",
        // An account belongs to one person.
        "CREATE UNIQUE INDEX account_link_remote ON account_link (connector, remote_id) WHERE remote_id IS NOT NULL",
    ]

    // A breaker that is not closed; a connector without a row has a closed one.
    private static let healthTable = """
        CREATE TABLE connector_health (
            connector TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('open', 'halfOpen')),
            reason TEXT NOT NULL,
            code TEXT,
            since BIGINT NOT NULL,
            probe_at BIGINT NOT NULL,
            openings BIGINT NOT NULL CHECK (openings >= 1)
        )
        """

    // Accounts taken away, for the brake: a delivery counts once, however often it is tried.
    private static let removalTable = """
        CREATE TABLE removal (
            delivery BIGINT NOT NULL PRIMARY KEY,
            connector TEXT NOT NULL,
            removed_at BIGINT NOT NULL
        )
        """

    private static let removalIndex = "CREATE INDEX removal_window ON removal (connector, removed_at)"
}

import Model
import Provisioning

/// The deliveries: insertion and receipts. Claims and settlements stand in their own files.
struct DeliveryTable {
    let session: any SQLSession

    /// Where a delivery stands, as a settlement needs it.
    struct Standing {
        let position: Int
        let connector: String
        let subject: Subject
        let status: DeliveryStatus
        let attempt: Int
        let isDoubtful: Bool
    }

    /// Ends the person's waiting deliveries to the connector that no attempt can have carried out.
    func supersede(connector: String, subject: Subject, by login: Int, at now: Timestamp) throws {
        // Naming both open statuses opens the partial index; asking for one by `=` would tempt SQLite to the index of
        // all queued deliveries of the connector.
        try session.run(
            """
            UPDATE delivery SET
                status = 'superseded', is_next = 0, superseded_by = $3, changed_at = $4,
                reason = 'a later login took its place', code = NULL
            WHERE connector = $1 AND subject = $2 AND status IN ('queued', 'sending')
                AND status <> 'sending' AND doubtful = 0
            """,
            [.text(connector), .text(subject.text), .int(login), .int(now.milliseconds)])
    }

    /// Queues a delivery behind the person's open ones to the same connector.
    func insert(_ id: DeliveryID, login: Int, connector: String, subject: Subject, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO delivery (id, login, connector, subject, status, is_next, due_at, changed_at)
            VALUES ($1, $2, $3, $4, 'queued',
                CASE WHEN EXISTS (
                    SELECT 1 FROM delivery
                    WHERE connector = $3 AND subject = $4 AND status IN ('queued', 'sending')
                ) THEN 0 ELSE 1 END,
                $5, $5)
            """,
            [.text(id.text), .int(login), .text(connector), .text(subject.text), .int(now.milliseconds)])
    }

    /// A login's deliveries as they stand, by connector.
    func owed(login: Int) throws -> [LoginReceipt.Owed] {
        try session.query(
            "SELECT id, connector, status, reason, code, due_at FROM delivery WHERE login = $1 ORDER BY connector",
            [.int(login)]
        ).map { row in
            let status = try row.deliveryStatus(2)
            let reason = try row.optionalText(3)
            // One that was tried has a reason; a new one is not tried again but for the first time.
            return LoginReceipt.Owed(
                id: DeliveryID(try row.text(0)), connector: try row.text(1), status: status, reason: reason,
                code: try row.optionalText(4),
                retryAt: status == .queued && reason != nil ? try row.timestamp(5) : nil)
        }
    }

    func counts() throws -> [DeliveryCount] {
        try session.query(
            """
            SELECT tally.connector, tally.status, tally.number, login.received_at
            FROM (
                SELECT connector, status, COUNT(*) AS number, MIN(position) AS oldest
                FROM delivery GROUP BY connector, status
            ) AS tally
            JOIN delivery ON delivery.position = tally.oldest
            JOIN login ON login.position = delivery.login
            ORDER BY tally.connector, tally.status
            """
        ).map { row in
            DeliveryCount(
                connector: try row.text(0), status: try row.deliveryStatus(1), count: try row.int(2),
                oldest: try row.timestamp(3))
        }
    }

    /// The earliest time a delivery of each connector may be claimed.
    ///
    /// Walks from connector to connector in the index, so that a long queue costs no more than a short one.
    func earliestDue() throws -> [String: Timestamp] {
        var earliest: [String: Timestamp] = [:]
        for row in try session.query(Self.earliestDueQuery) { earliest[try row.text(0)] = try row.timestamp(1) }
        return earliest
    }

    static let earliestDueQuery = """
        WITH RECURSIVE walk (connector) AS (
            SELECT MIN(connector) FROM delivery WHERE is_next = 1
            UNION ALL
            SELECT (SELECT MIN(connector) FROM delivery WHERE is_next = 1 AND connector > walk.connector)
            FROM walk WHERE walk.connector IS NOT NULL
        )
        SELECT connector,
            (SELECT MIN(due_at) FROM delivery WHERE is_next = 1 AND delivery.connector = walk.connector)
        FROM walk WHERE connector IS NOT NULL
        """
}

extension SQLRow {
    func deliveryStatus(_ column: Int) throws(SQLError) -> DeliveryStatus {
        let text = try text(column)
        guard let status = DeliveryStatus(rawValue: text) else {
            throw .corrupt("a stored delivery has the unknown status `\(text)`")
        }
        return status
    }
}

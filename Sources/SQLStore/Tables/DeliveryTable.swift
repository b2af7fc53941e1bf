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
        let asOf: Timestamp
        let login: Int
    }

    static let open = "('queued', 'sent', 'ambiguous', 'held')"

    /// Ends the person's waiting deliveries of older logins that no attempt can have carried out.
    func supersedeOlder(
        connector: String, subject: Subject, than asOf: Timestamp, by login: Int, at now: Timestamp
    ) throws {
        // Naming all open statuses opens the partial index.
        let superseded = try session.query(
            """
            UPDATE delivery SET
                status = 'superseded', is_next = 0, superseded_by = $3, changed_at = $4,
                reason = 'a later login took its place', code = NULL
            WHERE connector = $1 AND subject = $2 AND status IN \(Self.open)
                AND status IN ('queued', 'held') AND as_of <= $5 AND login <> $3
            RETURNING position
            """,
            [.text(connector), .text(subject.text), .int(login), .int(now.milliseconds), .int(asOf.milliseconds)])
        if !superseded.isEmpty { try promote(connector: connector, subject: subject) }
    }

    /// The younger login of the person whose delivery waits already, when this one happened before it.
    func youngerWaiting(connector: String, subject: Subject, than asOf: Timestamp) throws -> Int? {
        try session.query(
            """
            SELECT login FROM delivery
            WHERE connector = $1 AND subject = $2 AND status IN \(Self.open)
                AND status IN ('queued', 'held') AND as_of > $3
            ORDER BY as_of DESC LIMIT 1
            """, [.text(connector), .text(subject.text), .int(asOf.milliseconds)]
        ).first?.int(0)
    }

    /// Queues a delivery behind the person's open ones to the same connector, or ends it at once when a younger login
    /// waits already.
    ///
    /// - Returns: `queued` or `superseded`.
    func insert(
        _ id: DeliveryID, login: Int, connector: String, subject: Subject, asOf: Timestamp, at now: Timestamp
    ) throws -> DeliveryStatus {
        // Most people have no open delivery, and one look tells.
        var isNext = try !hasOpen(connector: connector, subject: subject)
        if !isNext {
            if let younger = try youngerWaiting(connector: connector, subject: subject, than: asOf) {
                try session.run(
                    """
                    INSERT INTO delivery (id, login, connector, subject, as_of, status, is_next, due_at, changed_at,
                        superseded_by, reason)
                    VALUES ($1, $2, $3, $4, $5, 'superseded', 0, $6, $6, $7, 'a later login took its place')
                    """,
                    [
                        .text(id.text), .int(login), .text(connector), .text(subject.text), .int(asOf.milliseconds),
                        .int(now.milliseconds), .int(younger),
                    ])
                return .superseded
            }
            try supersedeOlder(connector: connector, subject: subject, than: asOf, by: login, at: now)
            isNext = try !hasOpen(connector: connector, subject: subject)
        }
        try session.run(
            """
            INSERT INTO delivery (id, login, connector, subject, as_of, status, is_next, due_at, changed_at)
            VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $7)
            """,
            [
                .text(id.text), .int(login), .text(connector), .text(subject.text), .int(asOf.milliseconds),
                .int(isNext ? 1 : 0), .int(now.milliseconds),
            ])
        return .queued
    }

    private func hasOpen(connector: String, subject: Subject) throws -> Bool {
        try !session.query(
            "SELECT 1 FROM delivery WHERE connector = $1 AND subject = $2 AND status IN \(Self.open) LIMIT 1",
            [.text(connector), .text(subject.text)]
        ).isEmpty
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
                retryAt: status.waitsForItsTime && reason != nil ? try row.timestamp(5) : nil)
        }
    }

    /// Counts what is open or dead; what ended well is counted nowhere, however much of it there is.
    func counts() throws -> [DeliveryCount] {
        try session.query(Self.countQuery).map { row in
            DeliveryCount(
                connector: try row.text(0), status: try row.deliveryStatus(1), count: try row.int(2),
                oldest: try row.timestamp(3))
        }
    }

    /// Counts on the index alone; the oldest of each is one step into it.
    static let countQuery = """
        SELECT tally.connector, tally.status, tally.number, (
            SELECT login.received_at FROM delivery JOIN login ON login.position = delivery.login
            WHERE delivery.position = (
                SELECT MIN(position) FROM delivery
                WHERE status IN \(counted) AND connector = tally.connector AND status = tally.status))
        FROM (
            SELECT connector, status, COUNT(*) AS number FROM delivery
            WHERE status IN \(counted) GROUP BY connector, status
        ) AS tally
        ORDER BY tally.connector, tally.status
        """

    /// What the index of what waits holds.
    static let countedStatuses: Set<DeliveryStatus> = [.queued, .sent, .ambiguous, .held, .dead]
    static let counted = "('queued', 'sent', 'ambiguous', 'held', 'dead')"

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
            SELECT MIN(connector) FROM delivery WHERE is_next = 1 AND status <> 'held'
            UNION ALL
            SELECT (SELECT MIN(connector) FROM delivery
                WHERE is_next = 1 AND status <> 'held' AND connector > walk.connector)
            FROM walk WHERE walk.connector IS NOT NULL
        )
        SELECT connector,
            (SELECT MIN(due_at) FROM delivery
                WHERE is_next = 1 AND status <> 'held' AND delivery.connector = walk.connector)
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

import Model
import Provisioning

/// Deliveries that a person puts back into the queue.
extension DeliveryTable {
    /// How many are taken in one transaction.
    static let batch = 500

    /// The newest that stand so and have not changed after `latest`, so that one that fails again meanwhile is not
    /// taken twice.
    func standing(
        as status: DeliveryStatus, connector: String?, since: Timestamp?, latest: Timestamp, before position: Int
    ) throws -> [(id: DeliveryID, position: Int)] {
        var conditions = QueryConditions()
        conditions.demand("connector", "=", connector.map { .text($0) })
        conditions.demand("status", "=", .text(status.rawValue))
        conditions.demand("changed_at", ">=", since.map { .int($0.milliseconds) })
        conditions.demand("changed_at", "<=", .int(latest.milliseconds))
        conditions.demand("position", "<", .int(position))
        return try session.query(
            """
            SELECT id, position FROM delivery \(conditions.text) ORDER BY position DESC LIMIT \(Self.batch)
            """, conditions.bindings
        ).map { (id: DeliveryID(try $0.text(0)), position: try $0.int(1)) }
    }

    /// Puts a dead letter back at its place in the person's order, in place of older ones that wait unsent.
    ///
    /// - Returns: Whether it waits now; otherwise a younger login's open delivery makes it pointless, and it is
    ///   superseded.
    func retry(_ dead: Standing, at now: Timestamp) throws -> Bool {
        if let younger = try youngerOpen(than: dead) {
            try session.run(
                """
                UPDATE delivery SET
                    status = 'superseded', superseded_by = $2, changed_at = $3,
                    reason = 'a later login took its place', code = NULL
                WHERE position = $1
                """, [.int(dead.position), .int(younger), .int(now.milliseconds)])
            return false
        }
        try supersedeOlder(
            connector: dead.connector, subject: dead.subject, than: dead.asOf, by: dead.login, at: now)
        try session.run(
            """
            UPDATE delivery SET
                status = CASE WHEN doubtful = 1 THEN 'ambiguous' ELSE 'queued' END,
                attempt = 0, due_at = $2, changed_at = $2
            WHERE position = $1
            """, [.int(dead.position), .int(now.milliseconds)])
        try advance(connector: dead.connector, subject: dead.subject)
        return true
    }

    private func youngerOpen(than dead: Standing) throws -> Int? {
        try session.query(
            """
            SELECT login FROM delivery
            WHERE connector = $1 AND subject = $2 AND status IN \(Self.open) AND as_of >= $3
            ORDER BY as_of DESC, position DESC LIMIT 1
            """, [.text(dead.connector), .text(dead.subject.text), .int(dead.asOf.milliseconds)]
        ).first?.int(0)
    }

    /// Lets a held deprovisioning go on.
    func approve(_ held: Standing, at now: Timestamp) throws {
        try session.run(
            """
            UPDATE delivery SET
                status = CASE WHEN doubtful = 1 THEN 'ambiguous' ELSE 'queued' END,
                approved = 1, due_at = $2, changed_at = $2
            WHERE position = $1
            """, [.int(held.position), .int(now.milliseconds)])
    }

    /// Makes the person's earliest open delivery the next one, unless one is under way: that ends first.
    private func advance(connector: String, subject: Subject) throws {
        try session.run(
            """
            UPDATE delivery SET is_next = 0
            WHERE connector = $1 AND subject = $2 AND is_next = 1 AND status <> 'sent'
            """, [.text(connector), .text(subject.text)])
        try promote(connector: connector, subject: subject)
    }
}

import Model
import Provisioning

extension DeliveryTable {
    static func claimQuery(_ dialect: Dialect) -> String {
        """
        UPDATE delivery SET
            doubtful = CASE WHEN status = 'sent' THEN 1 ELSE doubtful END,
            status = 'sent', attempt = attempt + 1, due_at = $4, changed_at = $2
        WHERE position IN (
            SELECT position FROM delivery
            WHERE connector = $1 AND is_next = 1 AND status <> 'held' AND due_at <= $2
            ORDER BY due_at, position LIMIT $3 \(dialect.skippingLocked))
        RETURNING position
        """
    }

    /// Takes deliveries that are due, and those whose lease ran out, until `leaseEnd`.
    ///
    /// - Returns: Their positions, ascending: login order.
    /// - Complexity: O(limit · log n) by index `delivery_due`.
    func claim(connector: String, limit: Int, until leaseEnd: Timestamp, at now: Timestamp) throws -> [Int] {
        try session.query(
            Self.claimQuery(session.dialect),
            [.text(connector), .int(now.milliseconds), .int(max(0, limit)), .int(leaseEnd.milliseconds)]
        ).map { try $0.int(0) }.sorted()
    }

    /// A claimed delivery with all it takes to perform it.
    ///
    /// - Throws: `SQLError.corrupt` when what is stored can't be understood.
    func claimed(_ position: Int) throws -> Delivery {
        guard
            let row = try session.query(
                """
                SELECT delivery.id, login.id, delivery.connector, login.connection, delivery.subject,
                    login.attributes, delivery.attempt,
                    CASE WHEN delivery.doubtful = 1 OR account_link.doubtful = 1 THEN 1 ELSE 0 END,
                    login.received_at,
                    delivery.as_of, delivery.approved, account_link.state, account_link.remote_id,
                    account_link.remote_name, account_link.digest, account_link.as_of
                FROM delivery
                JOIN login ON login.position = delivery.login
                LEFT JOIN account_link
                    ON account_link.connector = delivery.connector AND account_link.subject = delivery.subject
                WHERE delivery.position = $1
                """, [.int(position)]
            ).first
        else { throw SQLError.corrupt("a claimed delivery has no login") }
        let connector = try row.text(2)
        let subject = try row.subject(4)
        return Delivery(
            id: DeliveryID(try row.text(0)), login: LoginID(try row.text(1)), connector: connector,
            connection: try row.text(3), subject: subject, attributes: try row.attributes(5),
            asOf: try row.timestamp(9), attempt: try row.int(6), isDoubtful: try row.int(7) == 1,
            isApproved: try row.int(10) == 1, link: try row.link(11, connector: connector, subject: subject),
            receivedAt: try row.timestamp(8))
    }

    /// Lets the lease of a claim run until `leaseEnd`, unless it was settled or claimed anew.
    func extend(_ claim: Claim, until leaseEnd: Timestamp) throws {
        try session.run(
            "UPDATE delivery SET due_at = $3 WHERE id = $1 AND status = 'sent' AND attempt = $2",
            [.text(claim.delivery.text), .int(claim.attempt), .int(leaseEnd.milliseconds)])
    }
}

extension SQLRow {
    func attributes(_ column: Int) throws(SQLError) -> UserAttributes {
        let text = try text(column)
        let value: Value
        do throws(JSONReader.Failure) {
            value = try CanonicalJSON.decode(text)
        } catch {
            throw .corrupt("the stored attributes of a login can't be read: \(error)")
        }
        guard let values = value.map else { throw .corrupt("the stored attributes of a login are no map") }
        return UserAttributes(values)
    }

    func link(_ column: Int, connector: String, subject: Subject) throws(SQLError) -> AccountLink? {
        guard !isNull(column) else { return nil }
        return AccountLink(
            connector: connector, subject: subject, account: try account(column), remoteName: try text(column + 2),
            digest: try text(column + 3), asOf: try timestamp(column + 4))
    }
}

import Model
import Provisioning

extension DeliveryTable {
    static func claimQuery(_ dialect: Dialect) -> String {
        """
        UPDATE delivery SET
            doubtful = CASE WHEN status = 'sending' THEN 1 ELSE doubtful END,
            status = 'sending', attempt = attempt + 1, due_at = $4, changed_at = $2
        WHERE position IN (
            SELECT position FROM delivery
            WHERE connector = $1 AND is_next = 1 AND due_at <= $2
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
                    login.attributes, delivery.attempt, delivery.doubtful, login.received_at,
                    account_link.remote_id, account_link.remote_name, account_link.digest
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
            attempt: try row.int(6), isDoubtful: try row.int(7) == 1,
            link: try row.link(9, connector: connector, subject: subject), receivedAt: try row.timestamp(8))
    }
}

extension SQLRow {
    fileprivate func attributes(_ column: Int) throws(SQLError) -> UserAttributes {
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

    fileprivate func link(_ column: Int, connector: String, subject: Subject) throws(SQLError) -> AccountLink? {
        guard !isNull(column) else { return nil }
        guard let remote = RemoteAccountID(answered: try text(column)) else {
            throw .corrupt("a stored account link has no account identifier")
        }
        return AccountLink(
            connector: connector, subject: subject, remote: remote, remoteName: try text(column + 1),
            digest: try text(column + 2))
    }
}

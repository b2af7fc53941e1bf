import Model
import Provisioning

extension AccountLinkTable {
    func records(_ query: AccountQuery) throws -> [AccountRecord] {
        var conditions = QueryConditions()
        conditions.demand("account_link.connector", "=", query.connector.map { .text($0) })
        conditions.demand("account_link.subject", in: query.subjects?.bindings)
        conditions.demand("account_link.state", "=", query.state.map { .text($0.rawValue) })
        let limit = conditions.bind(.int(max(0, query.limit)))
        return try session.query(
            """
            SELECT connector, subject, state, remote_id, remote_name, as_of, confirmed_at
            FROM account_link \(conditions.text)
            ORDER BY connector, subject LIMIT \(limit)
            """, conditions.bindings
        ).map(record)
    }

    func link(of subject: Subject, connector: String) throws -> AccountLink? {
        try session.query(
            """
            SELECT state, remote_id, remote_name, digest, as_of FROM account_link
            WHERE connector = $1 AND subject = $2
            """, [.text(connector), .text(subject.text)]
        ).first?.link(0, connector: connector, subject: subject)
    }

    /// The subjects that have a link under the text, as subject or as the remote account's name.
    func subjects(matching text: String) throws -> Set<Subject> {
        let rows = try session.query(
            "SELECT DISTINCT subject FROM account_link WHERE subject = $1 OR lower(remote_name) = lower($1)",
            [.text(text)])
        return Set(try rows.map { try $0.subject(0) })
    }

    /// How many accounts are in which state, by connector.
    func states() throws -> [String: [AccountRecord.State: Int]] {
        var states: [String: [AccountRecord.State: Int]] = [:]
        let rows = try session.query("SELECT connector, state, COUNT(*) FROM account_link GROUP BY connector, state")
        for row in rows { states[try row.text(0), default: [:]][try row.accountState(1)] = try row.int(2) }
        return states
    }

    private func record(_ row: SQLRow) throws -> AccountRecord {
        let (connector, subject) = (try row.text(0), try row.subject(1))
        let asOf = try row.timestamp(5)
        return AccountRecord(
            connector: connector, subject: subject, account: try row.account(2), remoteName: try row.text(4),
            asOf: asOf, confirmedAt: try row.timestamp(6),
            login: try login(of: subject, to: connector, asOf: asOf))
    }

    private func login(of subject: Subject, to connector: String, asOf: Timestamp) throws -> LoginID? {
        try session.query(
            """
            SELECT login.id FROM login
            JOIN delivery ON delivery.login = login.position AND delivery.connector = $1
            WHERE login.subject = $2 AND delivery.as_of = $3
            ORDER BY login.position DESC LIMIT 1
            """, [.text(connector), .text(subject.text), .int(asOf.milliseconds)]
        ).first.map { LoginID(try $0.text(0)) }
    }
}

extension SQLRow {
    fileprivate func accountState(_ column: Int) throws(SQLError) -> AccountRecord.State {
        let text = try text(column)
        guard let state = AccountRecord.State(rawValue: text) else {
            throw .corrupt("a stored account link has the unknown state `\(text)`")
        }
        return state
    }
}

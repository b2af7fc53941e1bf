import Model
import Provisioning

extension AccountLinkTable {
    /// A tombstone without a name is of an account that never was.
    private static let state = """
        CASE WHEN account_link.state = 'deleted' AND account_link.remote_name = '' THEN 'never'
        ELSE account_link.state END
        """

    func records(_ query: AccountQuery) throws -> [AccountRecord] {
        var conditions = QueryConditions()
        conditions.demand("account_link.connector", "=", query.connector.map { .text($0) })
        conditions.demand("account_link.subject", in: query.subjects?.bindings)
        conditions.demand(Self.state, "=", query.state.map { .text($0.rawValue) })
        let limit = conditions.bind(.int(max(0, query.limit)))
        let records = try session.query(
            """
            SELECT connector, subject, state, remote_id, remote_name, as_of, confirmed_at
            FROM account_link \(conditions.text)
            ORDER BY connector, subject LIMIT \(limit)
            """, conditions.bindings
        ).map(record)
        var logins: [Origin: LoginID] = [:]
        for start in stride(from: 0, to: records.count, by: Self.mostSubjects) {
            let part = records[start..<min(start + Self.mostSubjects, records.count)]
            logins.merge(try self.logins(of: Set(part.map(\.subject)))) { $1 }
        }
        return records.map { record in
            var record = record
            record.login = logins[Origin(connector: record.connector, subject: record.subject, asOf: record.asOf)]
            return record
        }
    }

    /// What a link and the login that it is from have in common.
    private struct Origin: Hashable {
        let connector: String
        let subject: Subject
        let asOf: Timestamp
    }

    /// One pass over the deliveries finds the logins of so many people: finished ones are in no index by person.
    private static let mostSubjects = 500

    private func logins(of subjects: Set<Subject>) throws -> [Origin: LoginID] {
        var conditions = QueryConditions()
        conditions.demand("delivery.subject", in: subjects.bindings)
        let rows = try session.query(
            """
            SELECT delivery.connector, delivery.subject, delivery.as_of, login.id
            FROM delivery JOIN login ON login.position = delivery.login
            \(conditions.text) ORDER BY delivery.position
            """, conditions.bindings)
        var logins: [Origin: LoginID] = [:]
        for row in rows {
            let origin = Origin(
                connector: try row.text(0), subject: try row.subject(1), asOf: try row.timestamp(2))
            logins[origin] = LoginID(try row.text(3))
        }
        return logins
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
        let rows = try session.query("SELECT connector, \(Self.state), COUNT(*) FROM account_link GROUP BY 1, 2")
        for row in rows { states[try row.text(0), default: [:]][try row.accountState(1)] = try row.int(2) }
        return states
    }

    private func record(_ row: SQLRow) throws -> AccountRecord {
        AccountRecord(
            connector: try row.text(0), subject: try row.subject(1), account: try row.account(2),
            remoteName: try row.text(4), asOf: try row.timestamp(5), confirmedAt: try row.timestamp(6))
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

import Model
import Provisioning

extension LoginTable {
    private static let columns = """
        login.id, login.trigger_name, login.event_id, login.occurred_at, login.received_at, login.application,
        login.connection, login.subject, login.attributes, login.position
        """

    /// When a login happened: what its sender says, but never later than it came.
    static let happenedAt = """
        CASE WHEN login.occurred_at < login.received_at THEN login.occurred_at ELSE login.received_at END
        """

    func records(_ query: LoginQuery) throws -> [LoginRecord] {
        var conditions = QueryConditions()
        conditions.demand("login.connection", "=", query.connection.map { .text($0) })
        conditions.demand("login.application", "=", query.application.map { .text($0) })
        conditions.demand("login.subject", in: query.subjects?.bindings)
        conditions.demand("login.received_at", ">=", query.since.map { .int($0.milliseconds) })
        let limit = conditions.bind(.int(max(0, query.limit)))
        return try session.query(
            """
            SELECT \(Self.columns) FROM login \(conditions.text)
            ORDER BY login.position DESC LIMIT \(limit)
            """, conditions.bindings
        ).map(record)
    }

    func latest(of subject: Subject, through connection: String?) throws -> LoginRecord? {
        var conditions = QueryConditions()
        conditions.demand("login.subject", "=", .text(subject.text))
        conditions.demand("login.connection", "=", connection.map { .text($0) })
        return try session.query(
            """
            SELECT \(Self.columns) FROM login \(conditions.text)
            ORDER BY \(Self.happenedAt) DESC, login.position DESC LIMIT 1
            """, conditions.bindings
        ).first.map(record)
    }

    /// The subjects that the text means in some login.
    func subjects(matching text: String) throws -> Set<Subject> {
        func pattern(_ attribute: String) -> SQLValue {
            let member = CanonicalJSON.encode(.object((attribute, .string(text)))).dropFirst().dropLast()
            return .text("%\(QueryConditions.literal(String(member)))%")
        }
        let rows = try session.query(
            """
            SELECT \(Self.columns) FROM login WHERE position IN (
                SELECT MAX(position) FROM login
                WHERE subject = $1 OR lower(attributes) LIKE lower($2) ESCAPE '\\'
                    OR lower(attributes) LIKE lower($3) ESCAPE '\\'
                GROUP BY connection, subject)
            """, [.text(text), pattern("userName"), pattern("email")])
        // The pattern also finds members of nested maps.
        let people = try rows.map(record).filter { login in
            login.subject.text == text || login.attributes.userName?.lowercased() == text.lowercased()
                || login.attributes.email?.lowercased() == text.lowercased()
        }
        return Set(people.map(\.subject))
    }

    func connections(of subject: Subject) throws -> [String] {
        try session.query(
            "SELECT DISTINCT connection FROM login WHERE subject = $1 ORDER BY connection", [.text(subject.text)]
        ).map { try $0.text(0) }
    }

    private func record(_ row: SQLRow) throws -> LoginRecord {
        LoginRecord(
            id: LoginID(try row.text(0)), trigger: try row.text(1), eventID: try row.text(2),
            occurredAt: try row.isNull(3) ? nil : row.timestamp(3), receivedAt: try row.timestamp(4),
            application: try row.text(5), connection: try row.text(6), subject: try row.subject(7),
            attributes: try row.attributes(8),
            deliveries: try DeliveryTable(session: session).owed(login: try row.int(9)))
    }
}

extension Set<Subject> {
    /// Ascending, so that one question has one text.
    var bindings: [SQLValue] { map(\.text).sorted().map { .text($0) } }
}

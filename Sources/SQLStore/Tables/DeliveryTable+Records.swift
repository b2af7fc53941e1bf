import Model
import Provisioning

extension DeliveryTable {
    func records(_ query: DeliveryQuery) throws -> [DeliveryRecord] {
        var conditions = QueryConditions()
        conditions.demand("delivery.connector", "=", query.connector.map { .text($0) })
        conditions.demand("delivery.status", in: query.statuses?.map(\.rawValue).sorted().map { .text($0) })
        // Tells the planner that the index of what waits has them all: those that ended well may be millions.
        if let statuses = query.statuses, statuses.isSubset(of: Self.countedStatuses) {
            conditions.demand("delivery.status IN \(Self.counted)")
        }
        conditions.demand("delivery.subject", in: query.subjects?.bindings)
        conditions.demand("delivery.changed_at", ">=", query.since.map { .int($0.milliseconds) })
        let limit = conditions.bind(.int(max(0, query.limit)))
        return try session.query(
            """
            SELECT delivery.id, login.id, delivery.connector, delivery.subject, login.attributes, delivery.status,
                delivery.attempt, delivery.doubtful, delivery.approved, delivery.as_of, delivery.due_at,
                delivery.changed_at, delivery.reason, delivery.code, delivery.trace, later.id
            FROM delivery
            JOIN login ON login.position = delivery.login
            LEFT JOIN login AS later ON later.position = delivery.superseded_by
            \(conditions.text)
            ORDER BY delivery.position DESC LIMIT \(limit)
            """, conditions.bindings
        ).map { row in
            let subject = try row.subject(3)
            let attributes = try row.attributes(4)
            return DeliveryRecord(
                id: DeliveryID(try row.text(0)), login: LoginID(try row.text(1)), connector: try row.text(2),
                subject: subject, userName: attributes.userName ?? attributes.email ?? subject.text,
                status: try row.deliveryStatus(5), attempt: try row.int(6), isDoubtful: try row.int(7) == 1,
                isApproved: try row.int(8) == 1, asOf: try row.timestamp(9), dueAt: try row.timestamp(10),
                changedAt: try row.timestamp(11), reason: try row.optionalText(12), code: try row.optionalText(13),
                trace: try row.trace(14), supersededBy: try row.optionalText(15).map { LoginID($0) })
        }
    }
}

extension SQLRow {
    fileprivate func trace(_ column: Int) throws(SQLError) -> [TracedExchange] {
        guard let text = try optionalText(column) else { return [] }
        guard let items = try? CanonicalJSON.decode(text).list else { throw Self.unreadableTrace }
        var trace: [TracedExchange] = []
        for item in items {
            guard let exchange = TracedExchange(stored: item) else { throw Self.unreadableTrace }
            trace.append(exchange)
        }
        return trace
    }

    private static var unreadableTrace: SQLError { .corrupt("the stored trace of a delivery can't be read") }
}

extension TracedExchange {
    /// An exchange as the column `trace` holds it.
    fileprivate init?(stored value: Value) {
        let end: End? =
            if let status = value["status"]?.int { .status(status) } else {
                value["error"]?.string.map { .failure($0) }
            }
        guard let method = value["method"]?.string, let url = value["url"]?.string, let end else { return nil }
        self.init(method: method, url: url, end: end, took: .milliseconds(value["milliseconds"]?.int ?? 0))
    }
}

import Model
import Provisioning

/// Logins that may be forgotten.
extension LoginTable {
    /// How many logins a batch looks through.
    static let batch = 500

    /// The next logins in the order they were stored: position and when each was received.
    func next(after position: Int) throws -> [(position: Int, receivedAt: Timestamp)] {
        try session.query(
            "SELECT position, received_at FROM login WHERE position > $1 ORDER BY position LIMIT \(Self.batch)",
            [.int(position)]
        ).map { (position: try $0.int(0), receivedAt: try $0.timestamp(1)) }
    }

    /// Deletes those logins of a range that the rule allows, with their deliveries, or only counts them.
    func forget(
        _ range: ClosedRange<Int>, by rule: RetentionRule
    ) throws -> (logins: Int, deliveries: Int) {
        let kept: [DeliveryStatus] = DeliveryStatus.allCases.filter { status in
            !status.isFinal || status == .dead && rule.deadLetters == .keep
        }
        var conditions = QueryConditions()
        conditions.demand("login.position", ">=", .int(range.lowerBound))
        conditions.demand("login.position", "<=", .int(range.upperBound))
        conditions.demand("login.received_at", "<", .int(rule.loginsBefore.milliseconds))
        // Row numbers count up from the highest that is there: the newest rows stay, so that none is given twice.
        conditions.demand("login.position < (SELECT MAX(position) FROM login)")
        conditions.demand("login.position <> (SELECT login FROM delivery ORDER BY position DESC LIMIT 1)")
        let places = kept.map { conditions.bind(.text($0.rawValue)) }.joined(separator: ", ")
        conditions.demand(
            """
            NOT EXISTS (
                SELECT 1 FROM delivery AS owed WHERE owed.login = login.position AND owed.status IN (\(places)))
            """)
        let logins = try session.query(
            "SELECT login.position FROM login \(conditions.text)", conditions.bindings
        ).map { try $0.int(0) }
        guard rule.mode == .delete else {
            return (logins.count, try logins.map { try count($0) }.reduce(0, +))
        }
        var deliveries = 0
        for login in logins {
            deliveries += try session.query("DELETE FROM delivery WHERE login = $1 RETURNING position", [.int(login)])
                .count
            try session.run("DELETE FROM login WHERE position = $1", [.int(login)])
        }
        return (logins.count, deliveries)
    }

    private func count(_ login: Int) throws -> Int {
        try session.query("SELECT COUNT(*) FROM delivery WHERE login = $1", [.int(login)]).first?.int(0) ?? 0
    }
}

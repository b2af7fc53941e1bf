import Model
import Provisioning

/// Counts how connectors stand. Reads the index of what waits, never what ended well.
struct StandingQuery {
    let session: any SQLSession

    func standings() throws -> [String: ConnectorStanding] {
        var standings: [String: ConnectorStanding] = [:]
        var oldest: [String: Int] = [:]
        let counts = try session.query(
            """
            SELECT connector, status, COUNT(*), MIN(position) FROM delivery
            WHERE status IN ('queued', 'sent', 'ambiguous', 'held', 'dead') GROUP BY connector, status
            """)
        for row in counts {
            let (connector, status) = (try row.text(0), try row.deliveryStatus(1))
            standings[connector, default: ConnectorStanding()].counts[status] = try row.int(2)
            if !status.isFinal, status != .held {
                oldest[connector] = min(try row.int(3), oldest[connector] ?? .max)
            }
        }
        for (connector, position) in oldest {
            standings[connector]?.waitingSince = try received(position)
        }
        for (connector, states) in try AccountLinkTable(session: session).states() {
            standings[connector, default: ConnectorStanding()].accounts = states
        }
        for (connector, breaker) in try HealthTable(session: session).all() {
            standings[connector, default: ConnectorStanding()].breaker = breaker
        }
        return standings
    }

    private func received(_ delivery: Int) throws -> Timestamp? {
        try session.query(
            """
            SELECT login.received_at FROM delivery JOIN login ON login.position = delivery.login
            WHERE delivery.position = $1
            """, [.int(delivery)]
        ).first?.timestamp(0)
    }
}

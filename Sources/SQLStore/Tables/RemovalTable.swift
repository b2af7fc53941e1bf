import Model
import Provisioning

/// Accounts that were let go, for the brake on deprovisioning.
struct RemovalTable {
    let session: any SQLSession

    func contains(_ delivery: Int) throws -> Bool {
        try !session.query("SELECT delivery FROM removal WHERE delivery = $1", [.int(delivery)]).isEmpty
    }

    /// Whether one more account of the connector may go.
    func verdict(
        connector: String, brake: OutboundConnector.RemovalBrake, at now: Timestamp
    ) throws -> RemovalVerdict {
        let removed = try count(of: connector, after: now - brake.within)
        let allows =
            try removed < brake.moreThan
            || isWithinShare(removed: removed + 1, percent: brake.percent, connector: connector)
        return allows ? .allowed : .held(removed: removed)
    }

    /// How many deliveries of the connector let an account go since `start`.
    func count(of connector: String, after start: Timestamp) throws -> Int {
        try session.query(
            "SELECT COUNT(*) FROM removal WHERE connector = $1 AND removed_at > $2",
            [.text(connector), .int(start.milliseconds)]
        ).first?.int(0) ?? 0
    }

    /// Whether so many accounts are at most the share of those that were linked when the window began.
    ///
    /// Counts no more links than it must: a connector of millions costs as much as one of hundreds.
    func isWithinShare(removed: Int, percent: Int, connector: String) throws -> Bool {
        guard percent > 0 else { return false }
        // removed / (active + removed - 1) <= percent / 100, since the present account is still active.
        let enough = (removed * 100 + percent - 1) / percent - (removed - 1)
        let active =
            try session.query(
                """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM account_link WHERE connector = $1 AND state = 'active' LIMIT $2) AS counted
                """, [.text(connector), .int(max(0, enough))]
            ).first?.int(0) ?? 0
        return active >= enough
    }

    func put(delivery: Int, connector: String, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO removal (delivery, connector, removed_at) VALUES ($1, $2, $3)
            """, [.int(delivery), .text(connector), .int(now.milliseconds)])
    }
}

import Model
import Provisioning

/// The breakers that are not closed.
struct HealthTable {
    let session: any SQLSession

    func all() throws -> [String: ConnectorHealth] {
        var all: [String: ConnectorHealth] = [:]
        for row in try session.query(
            "SELECT connector, state, reason, code, since, probe_at, openings FROM connector_health")
        {
            let word = try row.text(1)
            guard let state = ConnectorHealth.State(rawValue: word) else {
                throw SQLError.corrupt("a stored breaker has the unknown state `\(word)`")
            }
            let code = try row.optionalText(3)
            all[try row.text(0)] = ConnectorHealth(
                state: state, reason: try row.text(2), code: DiagnosticCode.all.first { $0.id == code },
                since: try row.timestamp(4), probeAt: try row.timestamp(5), openings: try row.int(6))
        }
        return all
    }

    func put(_ health: ConnectorHealth, of connector: String) throws {
        try session.run(
            """
            INSERT INTO connector_health (connector, state, reason, code, since, probe_at, openings)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (connector) DO UPDATE SET
                state = excluded.state, reason = excluded.reason, code = excluded.code, since = excluded.since,
                probe_at = excluded.probe_at, openings = excluded.openings
            """,
            [
                .text(connector), .text(health.state.rawValue), .text(health.reason), .text(health.code?.id),
                .int(health.since.milliseconds), .int(health.probeAt.milliseconds), .int(health.openings),
            ])
    }

    /// Closes the breaker.
    ///
    /// - Returns: Whether it was open.
    func remove(_ connector: String) throws -> Bool {
        try !session.query(
            "DELETE FROM connector_health WHERE connector = $1 RETURNING connector", [.text(connector)]
        ).isEmpty
    }
}

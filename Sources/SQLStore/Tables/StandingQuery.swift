import Model
import Provisioning

/// How connectors stand. Reads the index of what waits, never what ended well.
struct StandingQuery {
    let session: any SQLSession

    func standings() throws -> [String: ConnectorStanding] {
        var standings: [String: ConnectorStanding] = [:]
        for count in try DeliveryTable(session: session).counts() {
            var standing = standings[count.connector] ?? ConnectorStanding()
            standing.counts[count.status] = count.count
            if !count.status.isFinal, count.status != .held {
                standing.waitingSince = min(count.oldest, standing.waitingSince ?? count.oldest)
            }
            standings[count.connector] = standing
        }
        for (connector, states) in try AccountLinkTable(session: session).states() {
            standings[connector, default: ConnectorStanding()].accounts = states
        }
        for (connector, breaker) in try HealthTable(session: session).all() {
            standings[connector, default: ConnectorStanding()].breaker = breaker
        }
        return standings
    }
}

import Model
import Provisioning
import Synchronization

/// The stored state that every process reads.
final class UniverseRouting: Sendable {
    private struct State {
        var standings: [ConnectorStanding]
        var table: RoutingTable
    }

    private let scenario: Scenario
    private let state: Mutex<State>

    init(_ scenario: Scenario) throws(StoreError) {
        self.scenario = scenario
        let standings: [ConnectorStanding] = scenario.connectors.map { _ in .enabled }
        state = Mutex(State(standings: standings, table: try scenario.routingTable(standings)))
    }

    var table: RoutingTable { state.withLock { $0.table } }

    /// Applies a change of the stored state, and tells what it was.
    func apply(_ change: StateChange) throws(StoreError) -> (Fault, String) {
        var standings = state.withLock { $0.standings }
        let name = scenario.connectors[change.connector].name
        let played: (Fault, String)
        switch change.kind {
        case .disable:
            standings[change.connector] = .disabled
            played = (.connectorDisabled, name)
        case .delete:
            standings[change.connector] = .deleted
            played = (.connectorDeleted, name)
        case .restore:
            standings[change.connector] = .enabled
            played = (.connectorEnabled, name)
        }
        let table = try scenario.routingTable(standings)
        state.withLock { $0 = State(standings: standings, table: table) }
        return played
    }
}

/// The stored state through the disk of one process.
struct ProcessRouting: RoutingSource {
    let routing: UniverseRouting
    let disk: SimulatedDisk

    func current() async throws(StoreError) -> RoutingTable {
        try await disk.look()
        return routing.table
    }
}

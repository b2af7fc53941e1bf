import Model
import SQLStore

/// What all processes of a universe share: everything outside them.
struct World: Sendable {
    let scenario: Scenario
    let executor: SimulationExecutor
    let time: UniverseTime
    let history: History
    let store: MemoryTransactions
    let routing: UniverseRouting
    let targets: [String: SimulatedTarget]

    /// - Throws: what is wrong with the stored state that was drawn.
    init(_ scenario: Scenario, store: MemoryTransactions) throws(StoreError) {
        self.scenario = scenario
        self.store = store
        executor = SimulationExecutor(seed: scenario.seed)
        time = UniverseTime()
        history = History(time: time)
        routing = try UniverseRouting(scenario)
        var targets: [String: SimulatedTarget] = [:]
        for plan in scenario.connectors {
            targets[plan.name] = SimulatedTarget(plan, people: scenario.people, history: history)
        }
        self.targets = targets
    }
}

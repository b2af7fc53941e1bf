import Model
import SQLStore
import Synchronization

/// The store as one process reaches it: slow, at times refusing, at times silent about what it did.
///
/// Every access is a place where a process can die: before the transaction, and after it.
final class SimulatedDisk: SQLTransactions {
    private let world: World
    private let life: ProcessLife
    private let dice: Dice
    private let name: String
    /// Called right after the next commit, once.
    private let afterCommit = Mutex<(@Sendable () -> Void)?>(nil)

    init(world: World, life: ProcessLife, process: Int) {
        self.world = world
        self.life = life
        dice = Dice(seed: world.scenario.seed, stream: 100 + UInt64(process))
        name = "the store of process \(process)"
    }

    func afterNextCommit(_ act: @escaping @Sendable () -> Void) {
        afterCommit.withLock { $0 = act }
    }

    /// A read that the engine leaves to the universe.
    func look() async throws(StoreError) {
        try await access(writes: false) { () throws(StoreError) in }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try await access(writes: false) { () throws(StoreError) in try world.store.run(body) }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        // Writes may share a commit, and then run again after they were undone.
        let isRepeated = dice.chance(3)
        return try await access(writes: true) { () throws(StoreError) in
            if isRepeated { world.store.undone(body) }
            return try world.store.run(body)
        }
    }

    private func access<Result: Sendable>(
        writes: Bool, _ transaction: () throws(StoreError) -> Result
    ) async throws(StoreError) -> Result {
        let fault = fault(writes: writes)
        if let fault { world.history.played(fault, at: name) }
        // Disk writes do not stop for a cancelled task, and neither does this wait.
        await pause(fault == .slowStore ? dice.number(500...3000) : fault == .storeBusy ? 1000 : dice.number(0...4))
        try demandLife()
        switch fault {
        case .storeBusy: throw .busy
        case .storeUnavailable: throw .unavailable("the disk is full, says the simulation")
        default: break
        }
        let result = try transaction()
        if writes, let act = afterCommit.withLock({ $0.take() }) { act() }
        await pause(writes ? dice.number(0...6) : 0)
        try demandLife()
        if fault == .failedAfterCommit { throw .unavailable("the disk broke after the commit, says the simulation") }
        return result
    }

    private func fault(writes: Bool) -> Fault? {
        let plan = world.scenario.disk
        guard life.isAlive, world.time.elapsed < world.scenario.faultsEnd, dice.chance(plan.percent) else { return nil }
        let fault = dice.one(by: plan.faults)
        return fault == .failedAfterCommit && !writes ? .storeUnavailable : fault
    }

    private func pause(_ milliseconds: Int) async {
        guard life.isAlive, milliseconds > 0 else { return }
        await withCheckedContinuation { continuation in
            world.time.schedule(after: Int64(milliseconds) * 1000) { continuation.resume() }
        }
    }

    private func demandLife() throws(StoreError) {
        guard life.isAlive else { throw .unavailable("the process is dead") }
    }
}

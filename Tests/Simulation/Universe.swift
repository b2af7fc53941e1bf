package import Model
package import SQLStore
import Synchronization

/// One seed's universe: the real engine under a simulated clock, store, network and targets.
package final class Universe {
    private let world: World
    private let processes = ProcessTable()
    private let sender: LoginSender
    private let keeper: ProcessKeeper
    private var jobs = 0

    /// Jobs after which a universe that does not come to rest is given up.
    private static let mostJobs = 300_000
    /// Microseconds after the last fault by which every delivery must have ended.
    private static let longestTail: Int64 = 1800 * Scenario.second

    /// - Parameter store: Emptied, then the universe's own.
    package init(seed: UInt64, store: MemoryTransactions) throws(StoreError) {
        try StoreReading.empty(store)
        world = try World(Scenario(seed: seed), store: store)
        sender = LoginSender(world: world, processes: processes)
        keeper = ProcessKeeper(world: world, processes: processes)
    }

    /// Plays it to its end, on the calling thread, and judges it.
    package func run() throws(StoreError) -> Verdict {
        schedule()
        var problems: [String] = []
        let end = play()
        if let end { problems.append(end) }
        let rows = try StoreReading.rows(world.store)
        keeper.close()
        sender.close()
        while world.executor.runOne() || world.time.advance() {}
        if world.executor.strays > 0 { problems.append("\(world.executor.strays) jobs came from another thread") }
        for name in world.targets.keys.sorted() {
            problems += (world.targets[name]?.violations ?? []).map { "\(name) was sent what no service takes: \($0)" }
        }
        let chronicle = Chronicle(world: world, rows: rows)
        for law in Law.all { problems += law.broken(chronicle).map { "\(law.name): \($0)" } }
        return Verdict(
            seed: world.scenario.seed, hash: world.history.hash, problems: problems,
            faults: Dictionary(
                uniqueKeysWithValues: world.history.faults.map { ($0.key.rawValue, $0.value) }),
            trace: { [history = world.history, scenario = world.scenario] in
                "\(scenario)\n" + history.records.map(\.line).joined()
            })
    }

    private func schedule() {
        let scenario = world.scenario
        keeper.begin()
        sender.schedule()
        for change in scenario.changes {
            world.time.schedule(after: change.moment) { [world] in
                guard let (fault, name) = try? world.routing.apply(change) else { return }
                world.history.played(fault, at: name)
            }
        }
        for jump in scenario.jumps {
            world.time.schedule(after: jump.moment) { [world] in
                world.time.jumpWall(by: jump.milliseconds)
                world.history.played(jump.milliseconds > 0 ? .clockForward : .clockBack, at: "\(jump.milliseconds) ms")
            }
        }
        for connector in scenario.connectors {
            for vanishing in connector.target.vanishings {
                world.time.schedule(after: vanishing.moment) { [world] in
                    world.history.played(.accountVanished, at: connector.name)
                    world.targets[connector.name]?.vanish(userName: scenario.people[vanishing.person].userName)
                }
            }
        }
        noteLogins()
    }

    private func noteLogins() {
        if Set(world.scenario.people.map(\.userName)).count < world.scenario.people.count {
            world.history.played(.sharedUserName, at: "the identity provider")
        }
        var isOutside: [Int: Bool] = [:]
        var lastSent: Int64 = -1
        var lastOccurred: [Int: Int64] = [:]
        for login in world.scenario.logins {
            let history = world.history
            if !login.hasUserName { history.played(.unusableLogin, at: login.eventID) }
            if login.sentAt == lastSent { history.played(.burst, at: login.eventID) }
            if let before = isOutside[login.person], before != !login.isInScope {
                history.played(before ? .returnedToScope : .leftScope, at: login.eventID)
            }
            if let occurred = login.occurredAt {
                if let last = lastOccurred[login.person], occurred < last {
                    history.played(.reorderedLogin, at: login.eventID)
                }
                lastOccurred[login.person] = max(occurred, lastOccurred[login.person] ?? 0)
            }
            isOutside[login.person] = !login.isInScope
            lastSent = login.sentAt
        }
    }

    /// Plays until every delivery ended; tells why it did not come to that.
    private func play() -> String? {
        var nextLook: Int64 = world.scenario.faultsEnd
        while true {
            if world.executor.runOne() {
                jobs += 1
                if jobs > Self.mostJobs { return "it did not come to rest within \(Self.mostJobs) jobs" }
                keeper.jobRan()
                continue
            }
            let moment = world.time.elapsed
            if moment >= nextLook {
                nextLook = moment + Scenario.second
                if sender.isDone, keeper.isSettled, StoreReading.isSettled(world.store) { return nil }
                if moment > world.scenario.faultsEnd + Self.longestTail {
                    return "not every delivery ended within half an hour after the last fault"
                }
            }
            guard world.time.advance() else { return "nothing happens any more, and not every delivery ended" }
        }
    }
}

/// What one seed came to.
package struct Verdict {
    package let seed: UInt64
    /// Of the whole trace.
    package let hash: UInt64
    /// Laws that were broken, each with what broke it.
    package let problems: [String]
    /// How often each fault was played.
    package let faults: [String: Int]
    /// The universe as it was drawn, and all that happened in it.
    package let trace: () -> String
}

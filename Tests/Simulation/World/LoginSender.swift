import Model
import Provisioning
import Synchronization

/// An application that reports logins until it has an answer for each.
final class LoginSender: Sendable {
    private let world: World
    private let processes: ProcessTable
    private let dice: Dice
    private let answered = Mutex<Set<Int>>([])
    private let isClosed = Mutex(false)

    init(world: World, processes: ProcessTable) {
        self.world = world
        self.processes = processes
        dice = Dice(seed: world.scenario.seed, stream: 2)
    }

    /// Whether every login was answered.
    var isDone: Bool { answered.withLock { $0.count } == world.scenario.logins.count }

    func close() { isClosed.withLock { $0 = true } }

    func schedule() {
        for login in world.scenario.logins {
            world.time.schedule(after: login.sentAt) { self.send(login, repeats: login.duplicates) }
        }
    }

    private func send(_ login: LoginPlan, repeats: Int) {
        if isClosed.withLock({ $0 }) { return }
        guard let reported = login.reported(of: world.scenario.people[login.person]) else { return }
        guard let process = processes.any(dice) else {
            return again(login, repeats: repeats, why: "nobody listens")
        }
        process.life.own(
            Task(executorPreference: world.executor) { [self] in
                do {
                    let receipt = try await process.accept(reported)
                    guard process.life.isAlive else {
                        return again(login, repeats: repeats, why: "the connection broke")
                    }
                    answered.withLock { _ = $0.insert(login.number) }
                    world.history.note(
                        .acknowledged(
                            login: login.number, duplicate: receipt.isDuplicate,
                            connectors: receipt.deliveries.map(\.connector)))
                    if repeats > 0 { repeatLater(login, repeats: repeats - 1) }
                } catch {
                    again(login, repeats: repeats, why: "\(error)")
                }
            })
    }

    private func again(_ login: LoginPlan, repeats: Int, why: String) {
        if isClosed.withLock({ $0 }) { return }
        world.history.note(.unacknowledged(login: login.number, why: why))
        world.time.schedule(after: Int64(dice.number(100...3000)) * 1000) { self.send(login, repeats: repeats) }
    }

    private func repeatLater(_ login: LoginPlan, repeats: Int) {
        world.history.played(.duplicateLogin, at: login.eventID)
        world.time.schedule(after: Int64(dice.number(0...20_000)) * 1000) { self.send(login, repeats: repeats) }
    }
}

/// The processes that live now.
final class ProcessTable: Sendable {
    private let living = Mutex<[SimulatedProcess]>([])

    var all: [SimulatedProcess] { living.withLock { $0 } }

    func add(_ process: SimulatedProcess) { living.withLock { $0.append(process) } }

    func remove(_ number: Int) { living.withLock { $0.removeAll { $0.number == number } } }

    func any(_ dice: Dice) -> SimulatedProcess? {
        let all = all
        return all.isEmpty ? nil : dice.one(of: all)
    }
}

import Synchronization

/// Starts processes, ends them where the scenario says, and starts the next ones.
final class ProcessKeeper: Sendable {
    private struct State {
        var started = 0
        var isClosed = false
        /// Ends that are still to come, of the process that suffers them.
        var ends: [ProcessEnd]
        var victim: Int?
        var jobsOfVictim = 0
        var starting = 0
    }

    private let world: World
    private let processes: ProcessTable
    private let state: Mutex<State>

    init(world: World, processes: ProcessTable) {
        self.world = world
        self.processes = processes
        state = Mutex(State(ends: world.scenario.ends))
    }

    /// Whether as many processes run as the scenario has.
    var isSettled: Bool { processes.all.count == world.scenario.processes }

    func begin() {
        for number in 1...world.scenario.processes {
            if number > 1 { world.history.played(.secondProcess, at: "the beginning") }
            start()
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        for process in processes.all { process.life.end() }
    }

    private func start() {
        let number = state.withLock { state in
            guard !state.isClosed else { return nil as Int? }
            state.started += 1
            if state.victim == nil, !state.ends.isEmpty {
                state.victim = state.started
                state.jobsOfVictim = 0
            }
            return state.started
        }
        guard let number else { return }
        let process = SimulatedProcess(number: number, world: world)
        processes.add(process)
        process.start { [self] in gone(number, how: "drained", pause: 0) }
    }

    /// Counts the jobs that ran, and ends the process whose number is up.
    func jobRan() {
        let due: (end: ProcessEnd, victim: Int)? = state.withLock { state in
            guard let victim = state.victim, let end = state.ends.first else { return nil }
            state.jobsOfVictim += 1
            guard state.jobsOfVictim >= end.jobs else { return nil }
            state.ends.removeFirst()
            state.victim = nil
            return (end, victim)
        }
        guard let due, world.time.elapsed < world.scenario.faultsEnd,
            let process = processes.all.first(where: { $0.number == due.victim })
        else { return }
        let place = "process \(due.victim)"
        switch due.end.manner {
        case .crash:
            world.history.played(.crash, at: place)
            crash(process, pause: due.end.pause)
        case .crashAfterCommit:
            process.disk.afterNextCommit { [self] in
                world.history.played(.crashAfterCommit, at: place)
                crash(process, pause: due.end.pause)
            }
        case .drain:
            world.history.played(.restart, at: place)
            process.drain()
        }
    }

    private func crash(_ process: SimulatedProcess, pause: Int64) {
        guard process.life.isAlive else { return }
        process.life.end()
        gone(process.number, how: "crashed", pause: pause)
    }

    private func gone(_ number: Int, how: String, pause: Int64) {
        world.history.note(.processEnded(number, how: how))
        for process in processes.all where process.number == number { process.life.end() }
        processes.remove(number)
        world.time.schedule(after: pause) { [self] in start() }
    }
}

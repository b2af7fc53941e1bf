import Synchronization

/// Whether a process lives, and the tasks that die with it.
final class ProcessLife: Sendable {
    private struct State {
        /// Microseconds since the universe began.
        var death: Int64?
        var tasks: [Task<Void, Never>] = []
    }

    private let time: UniverseTime
    private let state = Mutex(State())

    init(time: UniverseTime) {
        self.time = time
    }

    var isAlive: Bool { state.withLock { $0.death == nil } }

    /// Microseconds since it ended; `nil` while it lives.
    var deadFor: Int64? { state.withLock { $0.death }.map { time.elapsed - $0 } }

    /// Adds a task of this process; one of a dead process is cancelled at once.
    func own(_ task: Task<Void, Never>) {
        let isAlive = state.withLock { state in
            if state.death == nil { state.tasks.append(task) }
            return state.death == nil
        }
        if !isAlive { task.cancel() }
    }

    /// From now on nothing that the process does has an effect.
    func end() {
        let moment = time.elapsed
        let tasks = state.withLock { state in
            state.death = state.death ?? moment
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
    }
}

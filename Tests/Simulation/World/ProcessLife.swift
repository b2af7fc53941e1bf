import Synchronization

/// Whether a process lives, and the tasks that die with it.
final class ProcessLife: Sendable {
    private struct State {
        var isAlive = true
        var tasks: [Task<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isAlive: Bool { state.withLock { $0.isAlive } }

    /// Adds a task of this process; one of a dead process is cancelled at once.
    func own(_ task: Task<Void, Never>) {
        let isAlive = state.withLock { state in
            if state.isAlive { state.tasks.append(task) }
            return state.isAlive
        }
        if !isAlive { task.cancel() }
    }

    /// From now on nothing that the process does has an effect.
    func end() {
        let tasks = state.withLock { state in
            state.isAlive = false
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
    }
}

import Provisioning
import Synchronization

/// One request on its way: the first that ends it counts.
final class Exchange: Sendable {
    typealias End = Result<HTTPResponse, TransportError>

    private struct State {
        var waiting: CheckedContinuation<End, Never>?
        var end: End?
        var isAbandoned = false
    }

    private let life: ProcessLife
    private let state = Mutex(State())

    init(life: ProcessLife) {
        self.life = life
    }

    /// Whether a living sender waits no more, and may have gone on to something else.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    func finish(_ end: End) {
        let isAlive = life.isAlive
        let waiting = state.withLock { state in
            guard state.end == nil else { return nil as CheckedContinuation<End, Never>? }
            state.end = end
            state.isAbandoned = isAlive
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: end)
    }

    /// Waits for the end; cancelling the task ends it, whatever became of the request.
    func wait() async -> End {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let end = state.withLock { state in
                    if state.end == nil { state.waiting = continuation }
                    return state.end
                }
                if let end { continuation.resume(returning: end) }
            }
        } onCancel: {
            finish(.failure(.cancelled))
        }
    }
}

import LoginListener
import Model
import Provisioning
import Reports
import Synchronization

/// Counts what this process did, for its status line.
final class ListenerTally: Sendable {
    private struct State {
        var status = ListenerStatus()
        /// When there were how many logins, oldest first; the last few seconds.
        var samples: [(at: ContinuousClock.Instant, logins: Int)] = []
    }

    private let clock = ContinuousClock()
    private let state: Mutex<State>
    /// Over which time the rate of logins is taken.
    private static let window = Duration.seconds(5)

    init() {
        state = Mutex(State(samples: [(clock.now, 0)]))
    }

    func loginStored() { state.withLock { $0.status.logins += 1 } }

    func note(_ event: DispatchEvent) {
        guard case .settled(_, let settlement) = event else { return }
        state.withLock { state in
            switch settlement.result {
            case .done, .skipped: state.status.done += 1
            case .retry: state.status.retried += 1
            case .dead: state.status.dead += 1
            case .held, .released: break
            }
        }
    }

    /// How the listener stands now.
    func status(queue: QueueSnapshot, now: Timestamp) async -> ListenerStatus {
        var status = takeStatus()
        guard let standing = try? await queue.standing() else { return status }
        let open = standing.counts.filter { !$0.status.isFinal }
        status.waiting = open.reduce(0) { $0 + ($1.status == .held ? 0 : $1.count) }
        status.held = open.reduce(0) { $0 + ($1.status == .held ? $1.count : 0) }
        status.oldest = QueueSnapshot.Standing.oldest(of: open).map { now - $0 }
        status.broken = standing.health.keys.sorted()
        return status
    }

    private func takeStatus() -> ListenerStatus {
        let instant = clock.now
        return state.withLock { state in
            state.samples.append((instant, state.status.logins))
            while state.samples.count > 2, instant - state.samples[1].at >= Self.window { state.samples.removeFirst() }
            var status = state.status
            if let first = state.samples.first, instant > first.at {
                status.loginsPerSecond = Double(status.logins - first.logins) / ((instant - first.at) / .seconds(1))
            }
            return status
        }
    }
}

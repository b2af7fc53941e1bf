import Synchronization

/// How many logins wait for their commit, and since when nothing moved.
///
/// A store that is slow must not make the listener queue without end: beyond a bound, senders are told to come back,
/// at times that differ, since they were all refused in the same moment.
final class IntakeLoad: Sendable {
    private struct State {
        var waiting = 0
        /// When a login last came to nobody waiting, or one's wait ended.
        var movedAt: ContinuousClock.Instant
    }

    private let most: Int
    private let standstill: Duration
    private let clock = ContinuousClock()
    private let state: Mutex<State>

    /// - Parameters:
    ///   - most: Logins that may wait at once.
    ///   - standstill: A store that ends no commit for so long takes no more logins until it does.
    init(most: Int, standstill: Duration) {
        self.most = most
        self.standstill = standstill
        state = Mutex(State(movedAt: clock.now))
    }

    /// Waits for the store on behalf of a login.
    func waiting<Answer, Failure: Error>(
        for store: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let now = clock.now
        state.withLock { state in
            if state.waiting == 0 { state.movedAt = now }
            state.waiting += 1
        }
        defer {
            let now = clock.now
            state.withLock { state in
                state.waiting -= 1
                state.movedAt = now
            }
        }
        return try await store()
    }

    /// When a login that comes now shall come back; `nil` while it may wait.
    var refusal: Duration? {
        let now = clock.now
        let (waiting, still) = state.withLock { ($0.waiting, now - $0.movedAt) }
        if waiting > 0, still >= standstill {
            let seconds = Int(min(max(still, .seconds(2)), .seconds(30)) / .seconds(1))
            return .seconds(Int.random(in: seconds...seconds * 2))
        }
        return waiting >= most ? .seconds(Int.random(in: 1...3)) : nil
    }
}

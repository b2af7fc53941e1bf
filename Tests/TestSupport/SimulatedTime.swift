package import Model
import Synchronization

/// A clock that moves only when a test moves it, with the wall clock that tells the same time.
package final class SimulatedTime: WallClock {
    private struct Sleeper {
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed = Duration.zero
        var nextSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let start: Timestamp
    private let state = Mutex(State())

    package init(from start: Timestamp = LoginFixture.now) {
        self.start = start
    }

    package var now: Timestamp { start + elapsed }
    package var elapsed: Duration { state.withLock { $0.elapsed } }
    package var clock: SimulatedClock { SimulatedClock(time: self) }

    /// Moves the time and wakes who slept until then.
    package func advance(by length: Duration) {
        let woken = state.withLock { state in
            state.elapsed += length
            let due = state.sleepers.filter { $0.value.deadline <= state.elapsed }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }.map(\.value.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// How many tasks sleep now.
    package var sleeping: Int { state.withLock { $0.sleepers.count } }

    /// Moves the time step by step until the condition holds or thirty real seconds are over.
    ///
    /// Each step leaves the other threads a moment: on a busy machine the time would run away from the tasks.
    ///
    /// - Parameter isSettled: Whether every task did what it does at this moment; the time waits for that.
    /// - Returns: Whether the condition held.
    package func run(
        step: Duration = .milliseconds(50), settled isSettled: () -> Bool = { true },
        until condition: () async -> Bool
    ) async -> Bool {
        let limit = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < limit {
            for _ in 0..<50 { await Task.yield() }
            try? await Task.sleep(for: .microseconds(100))
            if await condition() { return true }
            guard isSettled() else {
                try? await Task.sleep(for: .microseconds(100))
                continue
            }
            advance(by: step)
        }
        return false
    }

    fileprivate func sleep(until deadline: Duration) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline <= state.elapsed { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

package struct SimulatedClock: Clock {
    package struct Instant: InstantProtocol {
        package let elapsed: Duration

        package func advanced(by duration: Duration) -> Self { Self(elapsed: elapsed + duration) }
        package func duration(to other: Self) -> Duration { other.elapsed - elapsed }
        package static func < (left: Self, right: Self) -> Bool { left.elapsed < right.elapsed }
    }

    fileprivate let time: SimulatedTime

    package var now: Instant { Instant(elapsed: time.elapsed) }
    package var minimumResolution: Duration { .milliseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await time.sleep(until: deadline.elapsed)
    }
}

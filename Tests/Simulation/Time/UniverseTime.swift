import Model
import Synchronization

/// The time of one universe and what is to happen in it. It moves only when nothing else can run.
final class UniverseTime: Sendable {
    private enum Act {
        case wake(CheckedContinuation<Void, any Error>)
        case run(@Sendable () -> Void)
    }

    private struct Entry {
        let id: Int
        /// Microseconds since the universe began.
        let moment: Int64
        let act: Act
    }

    private struct State {
        var elapsed: Int64 = 0
        var wallOffset: Int64 = 0
        var nextID = 0
        /// Latest first, so that the next one is the last.
        var agenda: [Entry] = []
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []

        mutating func insert(_ entry: Entry) {
            let index = agenda.firstIndex { ($0.moment, $0.id) < (entry.moment, entry.id) } ?? agenda.endIndex
            agenda.insert(entry, at: index)
        }

        mutating func takeID() -> Int {
            nextID += 1
            return nextID
        }
    }

    /// 2026-11-23T19:00:00Z.
    static let start = Timestamp(seconds: 1_795_460_400)
    private let state = Mutex(State())

    /// Microseconds since the universe began.
    var elapsed: Int64 { state.withLock { $0.elapsed } }

    /// The time of day as the processes see it.
    var wall: Timestamp { state.withLock { Self.moment($0.elapsed + $0.wallOffset) } }

    /// The time of day as it is.
    var trueWall: Timestamp { Self.moment(elapsed) }

    static func moment(_ elapsed: Int64) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + elapsed / 1000)
    }

    func jumpWall(by milliseconds: Int) {
        state.withLock { $0.wallOffset += Int64(milliseconds) * 1000 }
    }

    /// Runs the act after that many microseconds.
    func schedule(after microseconds: Int64, _ act: @escaping @Sendable () -> Void) {
        state.withLock { state in
            let id = state.takeID()
            state.insert(Entry(id: id, moment: state.elapsed + max(0, microseconds), act: .run(act)))
        }
    }

    /// Goes to the next moment at which something happens and lets it happen; tells whether there was one.
    func advance() -> Bool {
        let entry = state.withLock { state in
            let entry = state.agenda.popLast()
            if let entry { state.elapsed = max(state.elapsed, entry.moment) }
            return entry
        }
        switch entry?.act {
        case .wake(let sleeper): sleeper.resume()
        case .run(let act): act()
        case nil: return false
        }
        return true
    }

    func sleep(until moment: Int64) async throws {
        let id = state.withLock { $0.takeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if moment <= state.elapsed { return .success(()) }
                    state.insert(Entry(id: id, moment: moment, act: .wake(continuation)))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper: CheckedContinuation<Void, any Error>? = state.withLock { state in
                guard let index = state.agenda.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                guard case .wake(let sleeper) = state.agenda.remove(at: index).act else { return nil }
                return sleeper
            }
            sleeper?.resume(throwing: CancellationError())
        }
    }
}

/// The clocks of one process: both stop with it.
struct UniverseClock: Clock {
    struct Instant: InstantProtocol {
        /// Microseconds since the universe began.
        let elapsed: Int64

        func advanced(by duration: Duration) -> Self {
            Self(elapsed: elapsed + duration.wholeMicroseconds)
        }

        func duration(to other: Self) -> Duration { .microseconds(other.elapsed - elapsed) }
        static func < (left: Self, right: Self) -> Bool { left.elapsed < right.elapsed }
    }

    let time: UniverseTime
    let life: ProcessLife

    var now: Instant { Instant(elapsed: time.elapsed) }
    var minimumResolution: Duration { .microseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        guard life.isAlive else { throw CancellationError() }
        try await time.sleep(until: deadline.elapsed)
    }
}

/// The time of day as the processes of a universe see it.
struct UniverseWallClock: WallClock {
    let time: UniverseTime
    var now: Timestamp { time.wall }
}

extension Duration {
    /// Rounded up, so that nobody wakes early.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + (attoseconds + 999_999_999_999) / 1_000_000_000_000
    }
}

package import Model
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: WallClock {
    private let moment: Mutex<Timestamp>

    /// Starts at 2026-11-23T19:00:00Z unless told otherwise.
    package init(at start: Timestamp = Timestamp(seconds: 1_795_460_400)) {
        moment = Mutex(start)
    }

    package var now: Timestamp { moment.withLock { $0 } }

    package func advance(by length: Duration) {
        moment.withLock { $0 = $0 + length }
    }

    package func set(to time: Timestamp) {
        moment.withLock { $0 = time }
    }
}

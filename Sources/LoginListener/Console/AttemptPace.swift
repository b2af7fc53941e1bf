import Model
import Synchronization

/// Bounds how often the token is guessed, by whomever: five wrong ones a second, ten at once.
final class AttemptPace: Sendable {
    private static let perSecond = 5
    private static let atOnce = 10

    private let left: Mutex<RateAllowance>

    init(at now: Timestamp) {
        left = Mutex(RateAllowance(perSecond: Self.perSecond, burst: Self.atOnce, at: now))
    }

    /// Tries, when there is an attempt left; a right one takes none.
    ///
    /// - Returns: Whether it was right; `nil` when there is none left now, and nothing was tried.
    func attempt(at now: Timestamp, isRight: () -> Bool) -> Bool? {
        left.withLock { left in
            var next = left
            guard next.take(perSecond: Self.perSecond, burst: Self.atOnce, at: now) == nil else { return nil }
            let wasRight = isRight()
            if !wasRight { left = next }
            return wasRight
        }
    }
}

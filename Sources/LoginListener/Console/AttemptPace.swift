import Model
import Synchronization

/// Bounds how often the token is guessed, by whomever: five wrong ones a second, ten at once.
final class AttemptPace: Sendable {
    private static let perSecond = 5.0
    private static let atOnce = 10.0

    private let left: Mutex<(attempts: Double, at: Timestamp)>

    init(at now: Timestamp) {
        left = Mutex((Self.atOnce, now))
    }

    /// Takes an attempt; false when there is none now.
    func take(at now: Timestamp) -> Bool {
        left.withLock { left in
            let grown = left.attempts + max(0, (now - left.at) / .seconds(1)) * Self.perSecond
            left = (min(Self.atOnce, grown), max(now, left.at))
            guard left.attempts >= 1 else { return false }
            left.attempts -= 1
            return true
        }
    }

    /// Gives one back: the token was right.
    func giveBack() {
        left.withLock { $0.attempts = min(Self.atOnce, $0.attempts + 1) }
    }
}

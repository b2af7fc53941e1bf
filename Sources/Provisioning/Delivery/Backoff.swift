import Model

/// Growing pauses between attempts, with full jitter: any pause from none to the ceiling is as likely as another, so
/// that deliveries which failed together do not come back together.
///
/// Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
package struct Backoff: Hashable, Sendable {
    package let base: Duration
    package let cap: Duration

    package init(base: Duration = .seconds(1), cap: Duration = .seconds(900)) {
        self.base = base
        self.cap = cap
    }

    /// The longest pause after the attempt, counted from 1: base · 2^(attempt − 1), at most the cap.
    package func ceiling(after attempt: Int) -> Duration {
        var ceiling = base
        for _ in 1..<max(attempt, 1) where ceiling < cap { ceiling = ceiling * 2 }
        return min(ceiling, cap)
    }

    package func pause(after attempt: Int, random: inout some RandomNumberGenerator) -> Duration {
        .milliseconds(Int.random(in: 0...ceiling(after: attempt).inMilliseconds, using: &random))
    }
}

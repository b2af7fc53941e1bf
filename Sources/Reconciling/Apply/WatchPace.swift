/// When a watch looks again: at its interval, a little scattered, and ever later while looking fails.
package struct WatchPace: Sendable {
    package let interval: Duration
    /// Longest pause after failures, in intervals.
    private static let mostIntervals = 10

    package init(interval: Duration) {
        self.interval = interval
    }

    /// The pause before the next look.
    ///
    /// - Parameters:
    ///   - failures: How many looks in a row failed.
    ///   - scatter: From 0 to 1, random: watches that were started together do not stay together.
    package func pause(afterFailures failures: Int, scatter: Double) -> Duration {
        let doubled = failures < 5 ? 1 << max(0, failures) : Self.mostIntervals
        let pause = interval * (Double(min(doubled, Self.mostIntervals)) * (0.9 + 0.2 * scatter))
        return .milliseconds(Int(pause / .milliseconds(1) + 0.5))
    }
}

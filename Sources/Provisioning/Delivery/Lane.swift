import Model

/// What one connector has under way and may start: its bulkhead. It decides, and waits for nothing.
struct Lane {
    private var concurrency: Int
    private(set) var running = 0
    private var pausedUntil: Timestamp?

    /// Deliveries at once of a connector that is gone: they are only skipped.
    static let concurrencyOfGone = 4

    init(for connector: OutboundConnector?) {
        concurrency = Self.concurrency(of: connector)
    }

    /// Takes over limits that an apply changed.
    mutating func follow(_ connector: OutboundConnector?) {
        concurrency = Self.concurrency(of: connector)
    }

    /// No more deliveries than requests a second: each of them gets its turn every second, so all get done in time.
    private static func concurrency(of connector: OutboundConnector?) -> Int {
        guard let limits = connector?.delivery else { return concurrencyOfGone }
        return min(limits.concurrency, limits.requestsPerSecond)
    }

    /// How many deliveries may start now.
    mutating func room(at now: Timestamp) -> Int {
        if let pausedUntil, now < pausedUntil { return 0 }
        pausedUntil = nil
        return max(0, concurrency - running)
    }

    /// When a pause ends; `nil` when there is none, since then room comes back as deliveries end.
    func roomReturns(at now: Timestamp) -> Duration? {
        guard let pausedUntil, now < pausedUntil else { return nil }
        return pausedUntil - now
    }

    mutating func started(_ count: Int) {
        running += count
    }

    mutating func finished(pauseUntil: Timestamp?) {
        running -= 1
        if let pauseUntil { pausedUntil = max(pauseUntil, pausedUntil ?? pauseUntil) }
    }
}

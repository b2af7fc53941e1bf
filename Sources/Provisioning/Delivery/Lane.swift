import Model

/// What one connector has under way and may start: its bulkhead. It decides, and waits for nothing.
struct Lane {
    private var concurrency: Int
    private var budget: RateBudget
    private(set) var running = 0
    private var pausedUntil: Timestamp?

    /// Limits for deliveries of a connector that is gone: they are only skipped.
    static let limitsOfGone = (concurrency: 4, perSecond: 1000)

    init(for connector: OutboundConnector?, at now: Timestamp) {
        concurrency = connector?.delivery.concurrency ?? Self.limitsOfGone.concurrency
        budget = RateBudget(
            perSecond: connector?.delivery.requestsPerSecond ?? Self.limitsOfGone.perSecond, at: now)
    }

    /// Takes over limits that an apply changed.
    mutating func follow(_ connector: OutboundConnector?) {
        concurrency = connector?.delivery.concurrency ?? Self.limitsOfGone.concurrency
        let perSecond = connector?.delivery.requestsPerSecond ?? Self.limitsOfGone.perSecond
        if perSecond != budget.perSecond { budget.change(to: perSecond) }
    }

    /// How many deliveries may start now.
    mutating func room(at now: Timestamp) -> Int {
        if let pausedUntil, now < pausedUntil { return 0 }
        pausedUntil = nil
        return max(0, min(concurrency - running, budget.available(at: now)))
    }

    /// When room comes back by time alone; `nil` when a delivery must end first.
    mutating func roomReturns(at now: Timestamp) -> Duration? {
        if let pausedUntil, now < pausedUntil { return pausedUntil - now }
        guard running < concurrency else { return nil }
        return budget.wait(at: now)
    }

    mutating func started(_ count: Int) {
        running += count
        budget.spend(count)
    }

    mutating func finished(pauseUntil: Timestamp?) {
        running -= 1
        if let pauseUntil { pausedUntil = max(pauseUntil, pausedUntil ?? pauseUntil) }
    }
}

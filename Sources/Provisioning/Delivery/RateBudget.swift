package import Model

/// A token bucket: so many starts a second, with a second's worth in reserve.
package struct RateBudget: Hashable, Sendable {
    package private(set) var perSecond: Int
    /// Thousandths of a start, so that a millisecond adds `perSecond` of them.
    private var credit: Int
    private var countedAt: Timestamp

    package init(perSecond: Int, at now: Timestamp) {
        self.perSecond = max(1, perSecond)
        credit = self.perSecond * 1000
        countedAt = now
    }

    /// Starts that may happen now.
    package mutating func available(at now: Timestamp) -> Int {
        // A clock set back earns nothing; the bound keeps a long sleep from overflowing.
        let earned = min(max(0, (now - countedAt).inMilliseconds), 1000) * perSecond
        credit = min(credit + earned, perSecond * 1000)
        countedAt = now
        return credit / 1000
    }

    package mutating func spend(_ starts: Int) {
        credit = max(0, credit - starts * 1000)
    }

    /// How long until one start may happen; zero when one may happen now.
    package mutating func wait(at now: Timestamp) -> Duration {
        guard available(at: now) == 0 else { return .zero }
        return .milliseconds((1000 - credit + perSecond - 1) / perSecond)
    }

    package mutating func change(to perSecond: Int) {
        self.perSecond = max(1, perSecond)
        credit = min(credit, self.perSecond * 1000)
    }
}

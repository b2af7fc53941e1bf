import Model

/// What is left of a rate: it fills with time up to the burst, and each request takes one.
struct RateAllowance: Sendable {
    private var rate: Int
    private var burst: Int
    private var left: Double
    private var at: Timestamp

    /// A full one.
    init(perSecond rate: Int, burst: Int, at now: Timestamp) {
        self.rate = rate
        self.burst = burst
        left = Double(burst)
        at = now
    }

    /// Takes one, at the rate that counts now.
    ///
    /// - Returns: How long until there is one again; `nil` when one was taken.
    mutating func take(perSecond rate: Int, burst: Int, at now: Timestamp) -> Duration? {
        self.rate = rate
        self.burst = burst
        fill(at: now)
        guard left < 1 else {
            left -= 1
            return nil
        }
        return .milliseconds(max(1, Int(((1 - left) / Double(rate) * 1000).rounded(.up))))
    }

    /// Whether it says no more than a new one would.
    func isFull(at now: Timestamp) -> Bool {
        var filled = self
        filled.fill(at: now)
        return filled.left >= Double(burst)
    }

    private mutating func fill(at now: Timestamp) {
        // A clock that was set back fills nothing.
        let passed = max(0, Double(now.milliseconds - at.milliseconds)) / 1000
        left = min(Double(burst), left + passed * Double(rate))
        at = now
    }
}

import Model

/// What one connector has under way and may start: its bulkhead. It decides, and waits for nothing.
struct Lane {
    private var concurrency: Int
    private(set) var breaker = Breaker()
    /// Whether the store knows where the breaker stands.
    private(set) var isRecorded = true
    private var pausedUntil: Timestamp?
    /// Deliveries at once after the breaker closed; doubles with each sound answer, `nil` once it is no limit.
    private var ramp: Int?
    private var claims: [Claim: Timestamp] = [:]

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

    var running: Int { claims.count }

    /// Whether a lane made anew would be the same.
    func isForgettable(at now: Timestamp) -> Bool {
        running == 0 && ramp == nil && isRecorded && breaker.isAtRest && (pausedUntil ?? now) <= now
    }

    /// How many deliveries may start now.
    mutating func room(at now: Timestamp) -> Int {
        if let pausedUntil, now < pausedUntil { return 0 }
        pausedUntil = nil
        switch breaker.room(at: now) {
        case .none: return 0
        case .one: return running == 0 ? 1 : 0
        case .free: return max(0, min(concurrency, ramp ?? concurrency) - running)
        }
    }

    /// When a pause ends; `nil` when there is none, since then room comes back as deliveries end.
    func roomReturns(at now: Timestamp) -> Duration? {
        let probe = breaker.health.flatMap { $0.state == .open ? $0.probeAt : nil }
        guard let end = [pausedUntil, probe].compactMap({ $0 }).max(), now < end else { return nil }
        return end - now
    }

    mutating func started(_ claims: [Claim], until leaseEnd: Timestamp) {
        for claim in claims { self.claims[claim] = leaseEnd }
        if !claims.isEmpty, breaker.health?.state == .open {
            breaker.probeStarted()
            isRecorded = false
        }
    }

    /// The claims whose lease should be extended: those that end before `moment`.
    func claims(endingBefore moment: Timestamp) -> [Claim] {
        claims.filter { $0.value < moment }.keys.sorted { $0.delivery.text < $1.delivery.text }
    }

    mutating func extended(_ extended: [Claim], until leaseEnd: Timestamp) {
        for claim in extended where claims[claim] != nil { claims[claim] = leaseEnd }
    }

    /// Notes the end of a delivery and what it told about the target.
    mutating func finished(_ end: LaneEnd, at now: Timestamp, random: inout some RandomNumberGenerator) {
        claims[end.claim] = nil
        if let rest = end.restUntil { pausedUntil = max(rest, pausedUntil ?? rest) }
        let wasClosed = breaker.health == nil
        let hasMoved = breaker.noted(
            end.sign, of: end.subject, reason: end.reason, code: end.code, retryAt: end.restUntil, at: now,
            random: &random)
        if hasMoved { isRecorded = false }
        switch (wasClosed, breaker.health == nil, end.sign) {
        case (false, true, _): ramp = 1
        case (true, true, .healthy): ramp = ramp.flatMap { $0 * 2 < concurrency ? $0 * 2 : nil }
        default: break
        }
    }

    mutating func recorded() { isRecorded = true }

    /// Takes over what the store says about the breaker, once the store knows our own last word.
    ///
    /// - Returns: Whether it moved.
    mutating func follow(_ stored: ConnectorHealth?) -> Bool {
        guard isRecorded, stored != breaker.health else { return false }
        let wasClosed = breaker.health == nil
        breaker.follow(stored)
        if !wasClosed, breaker.health == nil { ramp = 1 }
        return true
    }
}

/// How a delivery ended, as its lane needs to know it.
struct LaneEnd: Sendable {
    let claim: Claim
    let subject: Subject
    let sign: TargetSign
    let reason: String
    let code: DiagnosticCode?
    /// Until when the target asked everybody to stay away.
    let restUntil: Timestamp?
}

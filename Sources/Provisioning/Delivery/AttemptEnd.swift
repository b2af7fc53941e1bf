package import Model

/// How one attempt at a delivery ended, before the rules about retries are applied.
package struct AttemptEnd: Sendable {
    package enum Result: Sendable {
        /// The account is as wanted; `nil` leaves what is linked as it is.
        case done(DeliveryStatus, link: AccountLink?)
        /// Nothing was owed.
        case skipped(Settlement.Skip)
        /// The brake on deprovisioning holds it.
        case held
        /// Another attempt may succeed; not before the time that the target named, if it named one.
        case failed(retryAt: Timestamp?, isDoubtful: Bool)
        /// Another attempt would fail the same way.
        case permanent
        /// It was stopped before anything was sent.
        case stopped
    }

    package let result: Result
    package let reason: String
    package let code: DiagnosticCode?
    package let sign: TargetSign
    package let trace: [TracedExchange]

    package init(
        _ result: Result, reason: String, code: DiagnosticCode? = nil, sign: TargetSign = .none,
        trace: [TracedExchange] = []
    ) {
        self.result = result
        self.reason = reason
        self.code = code
        self.sign = sign
        self.trace = trace
    }
}

/// Performs one attempt at a delivery.
package protocol DeliveryPerforming: Sendable {
    /// Makes the remote account as the delivery wants it.
    ///
    /// When the task is cancelled it ends soon: stopped when nothing was sent, else failed and doubtful.
    func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd
}

/// The rules that turn the end of an attempt into what is recorded.
///
/// | end | recorded |
/// |---|---|
/// | done, skipped, held | the same |
/// | failed, attempts left | retry: at the target's time or after a pause, whichever is later |
/// | failed, last attempt | dead, R6008 with the last reason |
/// | permanent | dead, with its own code |
/// | stopped | released: the attempt does not count |
struct AttemptRules {
    let backoff: Backoff
    /// A target that names a time further away is asked again earlier.
    static let longestRetryAfter = Duration.seconds(86_400)

    func settlement(
        of delivery: Delivery, _ end: AttemptEnd, mostAttempts: Int, at now: Timestamp,
        random: inout some RandomNumberGenerator
    ) -> Settlement {
        var reason = end.reason
        var code = end.code
        var leavesDoubt = delivery.isDoubtful
        if case .failed(_, let isDoubtful) = end.result { leavesDoubt = leavesDoubt || isDoubtful }
        let result: Settlement.Result
        switch end.result {
        case .done(let status, let link): result = .done(status, link: link)
        case .skipped(let skip): result = .skipped(skip)
        case .held: result = .held
        case .permanent: result = .dead
        case .stopped: result = .released
        case .failed where delivery.attempt >= mostAttempts:
            result = .dead
            reason = "\(delivery.attempt) of \(mostAttempts) attempts failed, the last one: \(end.reason)"
            if let code { reason += " (\(code.id))" }
            code = .attemptsExhausted
        case .failed(let named, _):
            let paused = now + backoff.pause(after: delivery.attempt, random: &random)
            let latest = now + Self.longestRetryAfter
            result = .retry(
                at: max(paused, min(named ?? paused, latest)), isDoubtful: leavesDoubt)
        }
        return Settlement(
            delivery: delivery.id, attempt: delivery.attempt, result: result, reason: reason, code: code,
            leavesDoubt: leavesDoubt, trace: end.trace, at: now)
    }

    /// Until when the whole connector rests, since the target asked everybody to stay away: the time it named, or a
    /// second when it only said that we are too fast.
    func rest(after end: AttemptEnd, at now: Timestamp) -> Timestamp? {
        guard case .failed(let named, _) = end.result else { return nil }
        guard let named else { return end.code == .remoteThrottled ? now + .seconds(1) : nil }
        return min(named, now + Self.longestRetryAfter)
    }
}

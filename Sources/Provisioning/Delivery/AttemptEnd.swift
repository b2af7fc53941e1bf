package import Model

/// How one attempt at a delivery ended, before the rules about retries are applied.
package struct AttemptEnd: Sendable {
    package enum Result: Sendable {
        /// The account is as wanted.
        case done(DeliveryStatus, link: AccountLink)
        /// The account is gone or was never there.
        case unlinked(DeliveryStatus)
        /// Nothing was owed.
        case skipped
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

    package init(_ result: Result, reason: String, code: DiagnosticCode? = nil) {
        self.result = result
        self.reason = reason
        self.code = code
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
/// | done, unlinked, skipped | the same |
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
        let result: Settlement.Result
        switch end.result {
        case .done(let status, let link): result = .done(status, link: link)
        case .unlinked(let status): result = .unlinked(status)
        case .skipped: result = .skipped
        case .permanent: result = .dead
        case .stopped: result = .released
        case .failed where delivery.attempt >= mostAttempts:
            result = .dead
            reason = "\(delivery.attempt) of \(mostAttempts) attempts failed, the last one: \(end.reason)"
            if let code { reason += " (\(code.id))" }
            code = .attemptsExhausted
        case .failed(let named, let isDoubtful):
            let paused = now + backoff.pause(after: delivery.attempt, random: &random)
            let latest = now + Self.longestRetryAfter
            result = .retry(
                at: max(paused, min(named ?? paused, latest)), isDoubtful: isDoubtful || delivery.isDoubtful)
        }
        return Settlement(delivery: delivery.id, result: result, reason: reason, code: code, at: now)
    }

    /// Until when the whole connector rests: after a target asked for it or refused our credentials, every other
    /// delivery would meet the same answer.
    func rest(after settlement: Settlement, at now: Timestamp) -> Timestamp? {
        guard case .retry(let at, _) = settlement.result,
            settlement.code == .remoteThrottled || settlement.code == .remoteUnauthorised
        else { return nil }
        return min(at, now + backoff.cap)
    }
}

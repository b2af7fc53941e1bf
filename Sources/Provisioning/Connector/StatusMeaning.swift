import Model

/// What a status of HTTP means where the target's API gives it no meaning of its own (RFC 9110 §15, RFC 6585).
struct StatusMeaning {
    let method: HTTPRequest.Method
    /// What the target said, for people.
    let reason: String
    let retryAt: Timestamp?
    /// The setting that holds the address.
    let address: String

    /// | status | meaning |
    /// |---|---|
    /// | 401 | unauthorised |
    /// | 403 | transient: it may be about this one person |
    /// | 412 | transient: the account changed between our reading and our writing |
    /// | 429 | throttled |
    /// | 503 with a time to come back | transient: nothing was done |
    /// | 408, 425, 5xx | a change is in doubt, a question is asked again |
    /// | 501, 3xx, other 4xx | rejected |
    /// | anything else | a change is in doubt, a question is asked again |
    func outcome(of status: Int) -> DeliveryOutcome {
        switch status {
        case 401: .unauthorised(reason: reason)
        case 403: .transient(.remoteUnauthorised, reason: reason, retryAt: retryAt)
        case 412: .transient(.remoteRejected, reason: reason, retryAt: retryAt)
        case 429: .throttled(reason: reason, retryAt: retryAt)
        case 501: .rejected(.remoteRejected, reason: reason)
        case 503 where retryAt != nil: .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
        case 408, 425, 500...599: doubt(.doubtfulOutcome, asking: .remoteUnreachable)
        case 300...399:
            .rejected(.remoteRejected, reason: "\(reason); redirects are not followed, correct `\(address)`")
        case 400...499: .rejected(.remoteRejected, reason: reason)
        default: doubt(.remoteAnswerUnusable, asking: .remoteAnswerUnusable)
        }
    }

    private func doubt(_ changing: DiagnosticCode, asking: DiagnosticCode) -> DeliveryOutcome {
        method.isSafe
            ? .transient(asking, reason: reason, retryAt: retryAt)
            : .ambiguous(changing, reason: reason, retryAt: retryAt)
    }
}

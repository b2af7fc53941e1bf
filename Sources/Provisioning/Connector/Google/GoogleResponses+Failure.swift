import Model

extension GoogleResponses {
    /// Whom a request is about, and so whom a refusal of it is about.
    enum Concern: Sendable {
        case onePerson
        case everybody
    }

    /// What an answer means that is no success, whatever was asked.
    ///
    /// | answer | outcome |
    /// |---|---|
    /// | 403 or 429 with a reason of a quota, 429 | throttled |
    /// | 401; 403 with a reason that concerns everybody | unauthorised |
    /// | 403 `forbidden` about one person | rejected: nobody else is held up, and it is not tried again |
    /// | 403 without a reason | transient |
    /// | 412 | transient: Google is not done with creating the user |
    /// | 408, 5xx to a change | in doubt; 503 with a time to come back is certain |
    func failure(
        _ answer: RemoteAnswer, of method: HTTPRequest.Method, concerns: Concern
    ) -> DeliveryOutcome {
        let error = GoogleError(answer)
        let reason = error.remedy.map { "\(error); \($0)" } ?? error.description
        let retryAt = RetryAfter.moment(answer.header("Retry-After"), now: now)
        switch answer.status {
        case 429: return .throttled(reason: reason, retryAt: retryAt)
        case 403 where error.has(GoogleError.throttling): return .throttled(reason: reason, retryAt: retryAt)
        case 401: return .unauthorised(reason: reason)
        case 403 where error.remedy != nil || (error.isGoogles && concerns == .everybody):
            return .unauthorised(reason: reason)
        case 403 where error.isGoogles:
            return .rejected(
                .remoteUnauthorised,
                reason:
                    "\(reason); the address is of another Workspace account, or `adminEmail` may not change this user")
        case 403: return .transient(.remoteUnauthorised, reason: reason, retryAt: retryAt)
        case 412: return .transient(.remoteRejected, reason: reason, retryAt: retryAt)
        case 503 where method.isSafe || retryAt != nil:
            return .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
        case 408, 425, 500...599:
            return method.isSafe
                ? .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
                : .ambiguous(.doubtfulOutcome, reason: reason, retryAt: retryAt)
        case 300...399:
            return .rejected(.remoteRejected, reason: "\(reason); redirects are not followed, correct `baseUrl`")
        case 400...499: return .rejected(.remoteRejected, reason: reason)
        default:
            return method.isSafe
                ? .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
                : .ambiguous(.remoteAnswerUnusable, reason: reason)
        }
    }
}

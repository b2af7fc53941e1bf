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
    /// | 403 with a reason of a quota, 429 | throttled |
    /// | 403 with a reason that concerns everybody | unauthorised |
    /// | 403 `forbidden` about one person | rejected: nobody else is held up, and it is not tried again |
    /// | 412 | transient: Google is not done with creating the user |
    /// | any other | as of any target |
    func failure(
        _ answer: RemoteAnswer, of method: HTTPRequest.Method, concerns: Concern
    ) -> DeliveryOutcome {
        let error = GoogleError(answer)
        let reason = error.remedy.map { "\(error); \($0)" } ?? error.description
        let retryAt = RetryAfter.moment(answer.header("Retry-After"), now: now)
        switch answer.status {
        case 403 where error.has(GoogleError.throttling): return .throttled(reason: reason, retryAt: retryAt)
        case 403 where error.remedy != nil || (error.isGoogles && concerns == .everybody):
            return .unauthorised(reason: reason)
        case 403 where error.isGoogles:
            return .rejected(
                .remoteUnauthorised,
                reason:
                    "\(reason); the address is of another Workspace account, or `adminEmail` may not change this user")
        default:
            return StatusMeaning(method: method, reason: reason, retryAt: retryAt, address: "baseUrl")
                .outcome(of: answer.status)
        }
    }
}

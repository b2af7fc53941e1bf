import Model

extension SalesforceResponses {
    /// What an answer means that is no success, whatever was asked. The code says more than the status.
    func failure(_ answer: RemoteAnswer, of method: HTTPRequest.Method) -> DeliveryOutcome {
        let error = SalesforceError(answer)
        let retryAt = RetryAfter.moment(answer.header("Retry-After"), now: now)
        switch error.code {
        case "REQUEST_LIMIT_EXCEEDED"?:
            return .throttled(reason: limited(error, answer), retryAt: retryAt ?? pause(after: error))
        // Both roll back what they began.
        case "UNABLE_TO_LOCK_ROW"?, "SERVER_UNAVAILABLE"?, "API_CURRENTLY_DISABLED"?, "QUERY_TIMEOUT"?:
            return .transient(.remoteUnreachable, reason: error.description, retryAt: retryAt)
        case "API_DISABLED_FOR_ORG"?, "INVALID_SESSION_ID"?, "INVALID_AUTH_HEADER"?:
            return .unauthorised(reason: error.description)
        case let code? where code.hasPrefix("INSUFFICIENT_ACCESS") && answer.status < 500:
            return .transient(.remoteUnauthorised, reason: error.description, retryAt: retryAt)
        case let code? where code.hasPrefix("DUPLICATE") && answer.status < 500:
            return .conflict(reason: error.description, candidates: [])
        default: return failure(error, retryAt, of: method)
        }
    }

    private func failure(
        _ error: SalesforceError, _ retryAt: Timestamp?, of method: HTTPRequest.Method
    ) -> DeliveryOutcome {
        let reason = error.description
        switch error.status {
        case 401: return .unauthorised(reason: reason)
        // May be about this one person.
        case 403: return .transient(.remoteUnauthorised, reason: reason, retryAt: retryAt)
        case 429: return .throttled(reason: reason, retryAt: retryAt)
        case 503 where method.isSafe || retryAt != nil:
            return .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
        case 412: return .transient(.remoteRejected, reason: reason, retryAt: nil)
        case 404 where error.entries.isEmpty || error.code == "NOT_FOUND":
            return .rejected(.remoteRejected, reason: "\(reason); check `instanceUrl` and `apiVersion`")
        case 501: return .rejected(.remoteRejected, reason: reason)
        case 408, 425, 500...599:
            return method.isSafe
                ? .transient(.remoteUnreachable, reason: reason, retryAt: nil)
                : .ambiguous(.doubtfulOutcome, reason: reason, retryAt: retryAt)
        case 300...399:
            return .rejected(.remoteRejected, reason: "\(reason); redirects are not followed, correct `instanceUrl`")
        case 400...499: return .rejected(.remoteRejected, reason: reason)
        default:
            return method.isSafe
                ? .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
                : .ambiguous(.remoteAnswerUnusable, reason: reason)
        }
    }

    private func limited(_ error: SalesforceError, _ answer: RemoteAnswer) -> String {
        guard let limit = SalesforceLimit(answer.header("Sforce-Limit-Info")) else { return error.description }
        return "\(error); \(limit)"
    }

    /// The requests of 24 hours come back little by little; too many at once are over in seconds.
    private func pause(after error: SalesforceError) -> Timestamp? {
        error.entries.contains { $0.message.contains("TotalRequests") } ? now + .seconds(900) : nil
    }
}

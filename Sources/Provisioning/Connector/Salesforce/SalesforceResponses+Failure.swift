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
        default:
            let isElsewhere = error.status == 404 && (error.entries.isEmpty || error.code == "NOT_FOUND")
            return StatusMeaning(
                method: method,
                reason: error.description + (isElsewhere ? "; check `instanceUrl` and `apiVersion`" : ""),
                retryAt: retryAt, address: "instanceUrl"
            ).outcome(of: error.status)
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

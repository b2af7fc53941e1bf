import Model

/// What an answer says about its failure (RFC 7644 §3.12); the body may as well be HTML.
struct SCIM2Error: CustomStringConvertible {
    let status: Int
    let scimType: String?
    let detail: String?
    /// By which the service's people find the request in their logs.
    let requestID: String?

    init(_ answer: RemoteAnswer) {
        let body = answer.rawJSON
        status = answer.status
        scimType = body?.member("scimType")?.string.map(answer.shown)
        detail = body?.member("detail")?.string.map(answer.shown)
        requestID = Self.requestIDs.lazy.compactMap { answer.header($0) }.first { !$0.isEmpty }.map(answer.shown)
    }

    private static let requestIDs = [
        "X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Okta-Request-Id", "X-Ms-Request-Id", "X-Amzn-RequestId",
        "X-Amz-Request-Id", "X-Github-Request-Id", "X-Trace-Id",
    ]

    /// What it says in words, in small letters.
    var words: String { "\(scimType ?? "") \(detail ?? "")".lowercased() }

    var description: String {
        let type = scimType.map { " (\($0))" } ?? ""
        let request = requestID.map { " [request \($0)]" } ?? ""
        return "the target answered \(status)\(type)" + (detail.map { ": \($0)" } ?? "") + request
    }
}

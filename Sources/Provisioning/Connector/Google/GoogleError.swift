import Model

/// What an answer says about its failure; the body may as well be HTML.
///
/// Sources: https://developers.google.com/workspace/admin/directory/v1/limits,
/// https://developers.google.com/workspace/admin/directory/v1/guides/troubleshoot-error-codes
struct GoogleError: CustomStringConvertible {
    let status: Int
    /// `notFound`, `duplicate`, `userRateLimitExceeded`; also the words of newer services, such as `SERVICE_DISABLED`.
    let reasons: [String]
    let message: String?

    init(_ answer: RemoteAnswer) {
        status = answer.status
        let error = answer.json?["error"]
        let listed = (error?["errors"]?.list ?? []) + (error?["details"]?.list ?? [])
        reasons = listed.prefix(20).compactMap { $0["reason"]?.string }.map(answer.shown)
        message = error?["message"]?.string.map(answer.shown)
        code = error?["code"]?.int
    }

    private let code: Int?

    /// The body is Google's own and about this status: a proxy's page or another program's answer is not.
    var isGoogles: Bool { code == status }

    var description: String {
        let words = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
        return "Google answered \(status)\(words)" + (message.map { ": \($0)" } ?? "")
    }

    func has(_ known: Set<String>) -> Bool { reasons.contains(where: known.contains) }

    /// Quotas of the project, the administrator or the operation: slow down, whatever the status.
    static let throttling: Set<String> = [
        "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "RATE_LIMIT_EXCEEDED",
        "RATE_LIMIT_EXCEEDED_PER_USER", "concurrentRequestLimitExceeded",
    ]

    /// What no repeat can mend, and what concerns everybody; with what to do about it.
    static let refusals: [String: String] = [
        "accessNotConfigured": "enable the Admin SDK API in the service account's Google Cloud project",
        "SERVICE_DISABLED": "enable the Admin SDK API in the service account's Google Cloud project",
        "domainCannotUseApis": "allow API access for the Workspace account in the Admin console",
        "insufficientPermissions": "grant the scopes to the service account by domain-wide delegation",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "grant the scopes to the service account by domain-wide delegation",
        "authError": "check the service account's key and `adminEmail`",
        "required": "check the service account's key and `adminEmail`",
    ]

    var remedy: String? { reasons.lazy.compactMap { Self.refusals[$0] }.first }
}

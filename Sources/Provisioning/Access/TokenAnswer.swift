import Model

/// What a token endpoint answered (RFC 6749 §5).
struct TokenAnswer {
    private let answer: RemoteAnswer
    private let url: String
    private let body: Value?

    init(_ answer: RemoteAnswer, from url: String) {
        self.answer = answer
        self.url = url
        body = try? JSONReader.read(answer.body)
    }

    func token(at now: Timestamp) throws(TokenFailure) -> AccessToken {
        let retryAt = RetryAfter.moment(answer.header("Retry-After"), now: now)
        switch answer.status {
        case 200...299:
            guard let token = body.flatMap({ AccessToken($0, at: now) }) else {
                throw .unusable(reason: "\(url) answered \(answer.status) without an access token")
            }
            return token
        case 429: throw .throttled(reason: reason, retryAt: retryAt)
        case 408, 500...599: throw .unavailable(reason: reason, retryAt: retryAt)
        case 400...499: throw .refused(reason: reason)
        default: throw .unusable(reason: reason)
        }
    }

    /// RFC 6749 §5.2: a code, and maybe words.
    private var reason: String {
        let code = body?["error"]?.string.map(answer.shown)
        let words = body?["error_description"]?.string.map(answer.shown)
        let said = [code, words].compactMap { $0 }.joined(separator: ": ")
        return "no token from \(url): it answered \(answer.status)" + (said.isEmpty ? "" : " (\(said))")
    }
}

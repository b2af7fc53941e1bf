import Model

/// The tokens that a code is exchanged for (OpenID Connect Core 1.0 §3.1.3).
struct TokenExchange {
    let idToken: String
    /// `nil` when the provider gave none; then nobody can be asked for more claims.
    let accessToken: String?

    /// - Throws: R5057 when the code or the client is refused, R5050 when the endpoint can't answer now, R5058 for an
    ///   answer of no use.
    init(_ answer: RemoteAnswer, from url: String) throws(SignInFailure) {
        switch answer.status {
        case 200: break
        case 408, 429, 500...599: throw .unavailable(Self.reason(answer, url))
        case 400...499: throw Self.refused(answer, url)
        default: throw .unusableAnswer(Self.reason(answer, url))
        }
        guard let body = answer.object else {
            throw .unusableAnswer("\(url) answered 200 with something else than a JSON object without duplicate names")
        }
        guard let idToken = body["id_token"]?.string, !idToken.isEmpty else {
            throw .unusableAnswer("\(url) answered without `id_token`")
        }
        self.idToken = idToken
        switch body["access_token"] ?? .null {
        case .null: accessToken = nil
        case .string(let text) where !text.isEmpty && text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }):
            guard body["token_type"]?.string?.lowercased() == "bearer" else {
                throw .unusableAnswer("\(url) gave an access token whose `token_type` is not `Bearer`")
            }
            accessToken = text
        default: throw .unusableAnswer("\(url) gave an `access_token` that can't stand in a header")
        }
    }

    /// RFC 6749 §5.2: a code, and maybe words.
    private static func refused(_ answer: RemoteAnswer, _ url: String) -> SignInFailure {
        let isTheCode = answer.object?["error"] == .string("invalid_grant")
        return SignInFailure(
            .codeRefused, advice: isTheCode ? Advice.again : Advice.operators, reason: reason(answer, url))
    }

    private static func reason(_ answer: RemoteAnswer, _ url: String) -> String {
        let body = answer.object
        let said = ["error", "error_description"]
            .compactMap { body?[$0]?.string.map { LogLine(answer.shown($0)).description } }.joined(separator: ": ")
        return "no tokens from \(url): it answered \(answer.status)" + (said.isEmpty ? "" : " (\(said))")
    }
}

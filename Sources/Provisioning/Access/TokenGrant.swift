package import Model

/// A way to be given access tokens (RFC 6749 §4). A connector type may bring one of its own.
package protocol TokenGrant: Sendable {
    /// Tells this grant from others: the same text stands for the same tokens. Holds no secret.
    var identity: String { get }

    /// The request for a token, made anew each time, so that a rotated secret counts with the next token.
    func request(by secrets: any SecretResolving, at now: Timestamp) async throws(GrantFailure) -> TokenRequest
}

/// Why a request for a token can't be made.
package enum GrantFailure: Error, Hashable, Sendable {
    case secret(SecretFailure)
    /// The secret is there and no use, such as a key that is none. Never holds the secret.
    case unusable(reason: String)
}

/// A POST to a token endpoint (RFC 6749 §3.2).
package struct TokenRequest: Sendable {
    /// Absolute.
    package var url: String
    /// Sent as `application/x-www-form-urlencoded`.
    package var form: [(name: String, value: String)]
    package var headers: [HTTPHeader]
    /// Texts that must not be seen in any message.
    package var secrets: [String]
    /// The settings allow plain `http` to another machine.
    package var mayBePlain: Bool

    package init(
        url: String, form: [(name: String, value: String)], headers: [HTTPHeader] = [], secrets: [String],
        mayBePlain: Bool = false
    ) {
        self.url = url
        self.form = form
        self.headers = headers
        self.secrets = secrets
        self.mayBePlain = mayBePlain
    }

    var http: HTTPRequest {
        var request = HTTPRequest(
            method: .post, url: url,
            headers: headers + [
                HTTPHeader("Accept", "application/json"),
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
            ], body: FormBody.bytes(of: form))
        request.mayBePlain = mayBePlain
        return request
    }

    /// As it is recorded: without the form and its headers, which prove who we are.
    var shown: HTTPRequest { HTTPRequest(method: .post, url: url) }
}

/// A token as its endpoint gave it.
package struct AccessToken: Sendable {
    package let text: Redacted
    /// It is not used from then on.
    package let expiresAt: Timestamp
    /// Another one is asked for from then on, while this one still serves.
    package let refreshAt: Timestamp
    /// What else the endpoint said, such as `scope`; no tokens.
    package let answer: ValueMap

    /// Of a token whose endpoint names no lifetime (RFC 6749 §5.1).
    static let unknownLifetime = 600

    /// - Returns: `nil` when the answer holds no token that can stand in a header.
    init?(_ answer: Value, at now: Timestamp) {
        guard let text = answer["access_token"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let named = answer["expires_in"].flatMap { $0.int ?? $0.string.flatMap(Int.init) }
        let lifetime = min(max(named ?? Self.unknownLifetime, 1), 86_400)
        self.text = Redacted(text)
        expiresAt = now + .milliseconds(lifetime * 1000 - min(lifetime * 100, 5000))
        refreshAt = now + .milliseconds(lifetime * 1000 - min(lifetime * 200, 300_000))
        self.answer = ValueMap((answer.map ?? ValueMap()).entries.filter { !$0.key.hasSuffix("_token") })
    }
}

/// Why there is no token.
package enum TokenFailure: Error, Hashable, Sendable {
    case secret(SecretFailure)
    /// The endpoint refuses us (RFC 6749 §5.2).
    case refused(reason: String)
    case throttled(reason: String, retryAt: Timestamp?)
    case unavailable(reason: String, retryAt: Timestamp?)
    case unusable(reason: String)
    /// Cancelled.
    case stopped
}

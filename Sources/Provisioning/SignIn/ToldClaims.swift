import Model

/// What a provider's UserInfo endpoint tells about a person (OpenID Connect Core 1.0 §5.3).
enum ToldClaims {
    case claims(ValueMap)
    /// The provider has none for us, today and tomorrow; the words are for the operator.
    case none(because: String)

    /// Reads an answer.
    ///
    /// One that may be right in a minute throws: without their claims, people would look as if they had lost groups and
    /// attributes, and their accounts would be changed.
    init(_ answer: RemoteAnswer, from url: String, about subject: Subject) throws(SignInFailure) {
        switch answer.status {
        case 200: break
        case 408, 429, 500...599: throw .unusableUserInfo("\(url) answered \(answer.status)")
        default:
            self = .none(because: "\(url) answered \(answer.status), so there are only the ID token's claims")
            return
        }
        guard answer.mediaType != "application/jwt" else {
            self = .none(
                because: "\(url) answered with a signed token, which is not read; ask for JSON at the provider")
            return
        }
        guard answer.mediaType == "application/json", let body = answer.object, let claims = body.map else {
            throw .unusableUserInfo("\(url) answered with something else than a JSON object without duplicate names")
        }
        guard claims["sub"] == .string(subject.text) else {
            throw .unusableUserInfo(
                "\(url) answered about somebody else: its `sub` is not the ID token's", advice: Advice.notProven)
        }
        self = .claims(claims)
    }
}

/// An OpenID Connect provider (OpenID Connect Core 1.0).
package struct OpenIDProvider: ManifestObject, Hashable {
    package static let doc = "An OpenID Connect provider and our client at it."

    /// The very text that was configured.
    package let issuer: WebAddress
    package let clientID: String
    package let clientSecret: SecretReference?
    package let privateKey: SecretReference?
    package let keyID: String?
    /// `nil` leaves it to what is there and what the provider takes.
    package let clientAuthentication: ClientAuthentication?
    package let scopes: Set<String>
    /// Those that ID tokens may be signed with.
    package let algorithms: Set<SignatureAlgorithm>

    private static let issuer = Field<IssuerIdentifier>.required(
        "issuer", "The provider's issuer identifier, the very text that is in its ID tokens.",
        example: "https://corp.okta.example")
    private static let clientID = Field<String>.required(
        "clientId", "Our client identifier at the provider.", example: "0oa1b2c3")
    private static let clientSecret = Field<SecretReference>.optional(
        "clientSecret", "Our client secret, by reference.", example: "{env: CORP_OKTA_CLIENT_SECRET}")
    private static let privateKey = Field<SecretReference>.optional(
        "privateKey",
        "In place of a secret: the key in PEM (RSA, P-256, P-384 or Ed25519) that signs who we are, by reference; the provider has its public half.",
        example: "{file: /run/secrets/corp-okta.pem}")
    private static let keyID = Field<String>.optional(
        "keyId", "The name (`kid`) of the private key at the provider.", example: "reconcile-2026")
    private static let clientAuthentication = Field<ClientAuthentication>.optional(
        "clientAuthentication",
        "How we prove who we are at the token endpoint. When absent: `private_key_jwt` with a private key, `none` without any secret, and otherwise the one of the others that the provider's metadata names, `client_secret_basic` first.",
        example: "client_secret_post")
    private static let scopes = Field<Unordered<String>>.defaulted(
        "scopes", "The scopes to ask for.", to: Unordered(["openid", "profile", "email"]),
        example: "[openid, profile, email, groups]")
    private static let algorithms = Field<Unordered<SignatureAlgorithm>>.optional(
        "algorithms", "The signature algorithms that ID tokens may have; each of the list when absent.",
        example: "[RS256]")

    package static let fields = [
        issuer.shape, clientID.shape, clientSecret.shape, privateKey.shape, keyID.shape, clientAuthentication.shape,
        scopes.shape, algorithms.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let issuer = object.required(Self.issuer)
        let clientID = object.required(Self.clientID)
        clientSecret = object.optional(Self.clientSecret)
        privateKey = object.optional(Self.privateKey)
        keyID = object.optional(Self.keyID)
        clientAuthentication = object.optional(Self.clientAuthentication)
        let scopes = object.defaulted(Self.scopes)
        algorithms = object.optional(Self.algorithms)?.items ?? Set(SignatureAlgorithm.allCases)
        Self.checkProof(of: object, clientAuthentication)
        guard let issuer, let clientID, let scopes else { return nil }
        self.issuer = issuer.address
        self.clientID = clientID
        self.scopes = scopes.items
    }

    /// What proves us is one thing, and what its way of proving needs.
    private static func checkProof(of object: ObjectReader, _ way: ClientAuthentication?) {
        func report(_ problem: String, _ hint: String) {
            object.reading.report(.exactlyOne, at: object.node.position, problem, hint: hint)
        }
        let hasSecret = object.has("clientSecret")
        let hasKey = object.has("privateKey")
        if hasSecret, hasKey {
            report("only one of `clientSecret`, `privateKey` may be there, found 2", "keep what the provider has")
        }
        if object.has("keyId"), !hasKey {
            report("`keyId` names a private key, and `privateKey` is missing", "add `privateKey`, or drop `keyId`")
        }
        let needed: String?
        switch way {
        case nil: return
        case .basic, .post: needed = hasSecret ? nil : "clientSecret"
        case .privateKeyJWT: needed = hasKey ? nil : "privateKey"
        case .unproven:
            if hasSecret || hasKey {
                report("`clientAuthentication: none` uses no secret, and there is one", "drop one of the two")
            }
            return
        }
        if let needed {
            report(
                "`clientAuthentication: \(way?.rawValue ?? "")` needs `\(needed)`",
                "add `\(needed)`, or drop `clientAuthentication`")
        }
    }
}

/// How a client proves itself at a token endpoint (OpenID Connect Core 1.0 §9).
package enum ClientAuthentication: String, ManifestChoice, Hashable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"
    /// A public client: PKCE alone ties the code to us.
    case unproven = "none"
}

/// An issuer identifier (OpenID Connect Core 1.0 §1.2): compared as text, so a trailing `/` stays.
struct IssuerIdentifier: ManifestScalar {
    let address: WebAddress

    static let form = TextForm(name: "an http or https address without query", pattern: "^https?://[^\\s@#?]+$") {
        text in WebAddress(text) != nil && !text.contains("?")
    }
    static var shape: Shape { .text(form) }
    var canonical: Value { .string(address.text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: .anything) else { return nil }
        guard form.accepts(text), let address = WebAddress(verbatim: text) else {
            reading.report(
                .malformedText, at: node.position,
                "not an absolute http or https address without user name, query and fragment",
                hint: "write it like https://host.example/path, as the provider does")
            return nil
        }
        let value = Self(address: address)
        return Accepted(value, canonical: value.canonical)
    }
}

import Crypto
package import Model

/// A bare ID token (OpenID Connect Core 1.0 §2) that an application posts after its own sign-in.
package struct IDTokenTrigger: TriggerType {
    package static let name = "oidc"
    package static let doc =
        "An ID token (OpenID Connect) that the application posts as it is after its own sign-in: the issuer stands for the connection, the audience for the application."
    package static let mediaTypes = ["application/jwt"]

    private let proof: IssuerProof
    private let connection: String
    private let applications: [String: String]
    private let bearer: SecretReference?
    private let time: TokenTime

    private static let issuer = Field<String>.required(
        "issuer", "The `iss` of the tokens, the very text.", example: "https://corp.okta.example")
    private static let connection = Field<ResourceName<Connection>>.required(
        "connection", "The connection that the issuer stands for.", example: "corp-okta")
    private static let audiences = Field<[String: ResourceName<LoginFlow>]>.required(
        "audiences", "Client ids that tokens may be for, and the login flow that each stands for.",
        example: "{0oa1b2c3: crm}")
    private static let keys = Field<IssuerKeys>.required(
        "keys", "The issuer's public keys: the `jwks_uri` of its discovery document.",
        example: "{url: https://corp.okta.example/oauth2/v1/keys}")
    private static let algorithms = Field<Unordered<SignatureAlgorithm>>.defaulted(
        "algorithms", "The signature algorithms that are taken.", to: Unordered(Set(SignatureAlgorithm.allCases)),
        example: "[RS256]")
    private static let bearer = Field<SecretReference>.optional(
        "bearer", "A token that the application sends besides, as `Authorization: Bearer`.",
        example: "{env: CRM_TOKEN}")
    private static let maxAge = Field<Duration>.defaulted(
        "maxAge", "How long after `iat` a token may come, even if it counts longer.", to: .seconds(600), example: "5m")

    package static let fields = [
        issuer.shape, connection.shape, audiences.shape, keys.shape, algorithms.shape, bearer.shape, maxAge.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let issuer = object.required(Self.issuer)
        let connection = object.required(Self.connection)
        let audiences = object.required(Self.audiences)
        let keys = object.required(Self.keys)
        let algorithms = object.defaulted(Self.algorithms)
        bearer = object.optional(Self.bearer)
        let maxAge = object.defaulted(Self.maxAge)
        guard let issuer, let connection, let audiences, let keys, let algorithms, let maxAge else { return nil }
        self.connection = connection.name
        applications = audiences.mapValues(\.name)
        proof = IssuerProof(
            issuer: issuer, audiences: Set(audiences.keys), keys: keys, algorithms: algorithms.items)
        time = TokenTime(oldest: maxAge)
    }

    package var keyAddresses: [WebAddress] { proof.keys.addresses }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        try BearerToken.check(bearer, of: request, by: means)
        let claims = try await proof.claims(
            in: request.body, by: means, admitting: { $0 == nil || $0 == "jwt" }, called: "`JWT` or absent")
        guard claims["exp"] != nil else { throw .malformedToken("`exp` is required in an ID token") }
        try time.check(claims, at: now)
        guard claims["events"] == nil else {
            throw .malformedToken("an event (`events`) is no ID token", hint: "send the ID token of the sign-in")
        }
        // What is signed, not the signature: some algorithms have several right ones for one text.
        let signed = request.body.prefix(upTo: request.body.lastIndex(of: UInt8(ascii: ".")) ?? 0)
        let digest = SHA256.hash(data: Array(signed)).hexadecimal
        return TriggerProof(eventID: "sha256-" + digest, claims: claims)
    }

    package func report(
        in request: TriggerRequest, proven proof: TriggerProof
    ) throws(TriggerRefusal) -> TriggerReport {
        guard let claims = proof.claims, let id = proof.eventID else {
            return .nothing(because: "the token says nothing")
        }
        guard let text = claims["sub"]?.string, LoginBody.isUsable(text, upTo: 512), let subject = Subject(text) else {
            throw .malformedToken("`sub` must be text of 1 to 512 bytes without control characters")
        }
        let login = ReportedLogin(
            eventID: id, occurredAt: (claims["auth_time"]?.int ?? claims["iat"]?.int).flatMap(Self.moment),
            application: try application(of: claims), connection: connection, subject: subject,
            claims: ValueMap(claims.entries.filter { !Self.ofTheToken.contains($0.key) }))
        return .login(login)
    }

    private static func moment(_ seconds: Int) -> Timestamp? {
        (0..<TokenTime.firstMilliseconds).contains(seconds) ? Timestamp(seconds: Int64(seconds)) : nil
    }

    /// The login flow of the client that asked for the token (OpenID Connect Core 1.0 §3.1.3.7, rules 3 to 5).
    private func application(of claims: ValueMap) throws(TriggerRefusal) -> String {
        let audience = IssuerProof.audience(of: claims)
        let party = claims["azp"]?.string
        guard claims["azp"] == nil || party != nil, audience.count == 1 || party != nil else {
            throw TriggerRefusal(
                .wrongAudience, "a token for several audiences must name one as `azp`",
                hint: "post the ID token that the application's own client was given")
        }
        guard let client = party ?? audience.first, let application = applications[client] else {
            throw TriggerRefusal(
                .wrongAudience, "the token was given to a client that the trigger does not declare",
                hint: "add the client id to the trigger's `audiences`")
        }
        return application
    }

    /// Claims about the token, which are no attributes of the person.
    private static let ofTheToken: Set<String> = [
        "iss", "aud", "exp", "iat", "nbf", "jti", "azp", "nonce", "at_hash", "c_hash", "s_hash", "auth_time", "sid",
    ]
}

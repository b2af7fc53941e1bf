package import Model

/// Security event tokens (RFC 8417), pushed as RFC 8935 says.
package struct SecurityEventTrigger: TriggerType {
    package static let name = "set"
    package static let doc =
        "A security event token (RFC 8417), signed by its issuer and pushed as RFC 8935 says: CAEP session-established, or WSO2's loginSuccess."
    package static let mediaTypes = ["application/secevent+jwt"]
    /// RFC 8417 §2.3: explicit typing keeps ID and access tokens out.
    private static let tokenType = "secevent+jwt"

    private let proof: IssuerProof
    private let bearer: SecretReference?
    private let time: TokenTime
    private let others: OtherEvents
    private let login: EventLogin

    private enum OtherEvents: String, ManifestChoice {
        case acknowledge
        case refuse
    }

    private static let issuer = Field<String>.required(
        "issuer", "The `iss` of the tokens, the very text.", example: "https://idp.example.com")
    private static let audience = Field<Unordered<String>>.required(
        "audience", "Who we are to the issuer: one of them must be in `aud`.",
        example: "[https://provisioning.example.com]")
    private static let keys = Field<IssuerKeys>.required(
        "keys", "The issuer's public keys.", example: "{url: https://idp.example.com/jwks.json}")
    private static let algorithms = Field<Unordered<SignatureAlgorithm>>.defaulted(
        "algorithms", "The signature algorithms that are taken.", to: Unordered(Set(SignatureAlgorithm.allCases)),
        example: "[ES256]")
    private static let bearer = Field<SecretReference>.optional(
        "bearer", "A token that the transmitter sends besides, as `Authorization: Bearer`.",
        example: "{env: SET_TRANSMITTER_TOKEN}")
    private static let maxAge = Field<Duration>.defaulted(
        "maxAge",
        "How long after `iat` a token may come: as long as the transmitter goes on trying. The same `jti` never counts twice.",
        to: .seconds(3600), example: "24h")
    private static let otherEvents = Field<OtherEvents>.defaulted(
        "otherEvents", "What becomes of events that are no logins: taken and ignored, or refused.", to: .acknowledge,
        example: "refuse")
    private static let login = Field<EventLogin>.defaulted(
        "login", "How an event becomes a login.")

    package static let fields = [
        issuer.shape, audience.shape, keys.shape, algorithms.shape, bearer.shape, maxAge.shape, otherEvents.shape,
        login.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let issuer = object.required(Self.issuer)
        let audience = object.required(Self.audience)
        let keys = object.required(Self.keys)
        let algorithms = object.defaulted(Self.algorithms)
        bearer = object.optional(Self.bearer)
        let maxAge = object.defaulted(Self.maxAge)
        let others = object.defaulted(Self.otherEvents)
        let login = object.defaulted(Self.login)
        guard let issuer, let audience, let keys, let algorithms, let maxAge, let others, let login else { return nil }
        proof = IssuerProof(
            issuer: issuer, audiences: audience.items, keys: keys, algorithms: algorithms.items)
        time = TokenTime(oldest: maxAge)
        self.others = others
        self.login = login
    }

    package var keyAddresses: [WebAddress] { proof.keys.addresses }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        try BearerToken.check(bearer, of: request, by: means)
        let claims = try await proof.claims(
            in: request.body, by: means, admitting: { $0 == Self.tokenType }, called: "`\(Self.tokenType)`")
        try time.check(claims, at: now)
        guard let id = claims["jti"]?.string, LoginBody.isUsable(id, upTo: LoginBody.longestName) else {
            throw .malformedToken(
                "`jti` must be text of 1 to \(LoginBody.longestName) bytes without control characters")
        }
        return TriggerProof(eventID: id, claims: claims)
    }

    package func report(
        in request: TriggerRequest, proven proof: TriggerProof
    ) throws(TriggerRefusal) -> TriggerReport {
        guard let claims = proof.claims, let id = proof.eventID,
            let event = try FoundEvent(in: claims, refusingOthers: others == .refuse)
        else { return .nothing(because: "the event is no login") }
        return .login(try login.login(of: event, id: id))
    }

    package func answer(to outcome: TriggerOutcome) -> TriggerAnswer? {
        switch outcome {
        case .taken: PushAnswer.accepted
        case .refused(let refusal): PushAnswer.refusal(refusal)
        }
    }
}

package import Model

/// Security event tokens (RFC 8417), pushed as RFC 8935 says.
package struct SecurityEventTrigger: TriggerType {
    package static let name = "set"
    package static let doc =
        "A security event token (RFC 8417), signed by its issuer and pushed as RFC 8935 says: CAEP session-established, or WSO2's loginSuccess."
    package static let mediaTypes = ["application/secevent+jwt"]
    /// RFC 8417 §2.3: explicit typing keeps ID and access tokens out.
    private static let tokenType = "secevent+jwt"

    private let issuer: String
    private let audiences: Set<String>
    private let keys: IssuerKeys
    private let algorithms: Set<SignatureAlgorithm>
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
        self.issuer = issuer
        audiences = audience.items
        self.keys = keys
        self.algorithms = algorithms.items
        time = TokenTime(oldest: maxAge)
        self.others = others
        self.login = login
    }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        if let bearer {
            guard try BearerToken(of: request).matches(try means.resolve(bearer)) else {
                throw .badProof("the bearer token is not the trigger's")
            }
        }
        let claims = try await verifiedClaims(in: request.body, by: means)
        guard claims["iss"] == .string(issuer) else {
            throw TriggerRefusal(
                .wrongIssuer, "the token's `iss` is not the trigger's `issuer`", hint: "both must be the same text")
        }
        guard admits(claims["aud"]) else {
            throw TriggerRefusal(
                .wrongAudience, "the token's `aud` holds none of the trigger's `audience`",
                hint: "configure this receiver's audience at the issuer")
        }
        try time.check(claims, at: now)
        guard let id = claims["jti"]?.string, LoginBody.isUsable(id, upTo: LoginBody.longestName) else {
            throw .malformedToken(
                "`jti` must be text of 1 to \(LoginBody.longestName) bytes without control characters")
        }
        return TriggerProof(eventID: id, claims: claims)
    }

    private func verifiedClaims(in body: [UInt8], by means: ProofMeans) async throws(TriggerRefusal) -> ValueMap {
        let token: SignedToken
        do throws(SignedToken.Failure) {
            token = try SignedToken(body)
        } catch {
            throw .malformedToken(error.reason, hint: "send one signed token in compact form and nothing else")
        }
        guard token.type == Self.tokenType else {
            throw .malformedToken(
                "the token's `typ` is not `\(Self.tokenType)`", hint: "an ID or access token is no security event")
        }
        guard let algorithm = SignatureAlgorithm(rawValue: token.algorithm), algorithms.contains(algorithm) else {
            throw TriggerRefusal(
                .unacceptableKey,
                "the token's `alg` is none of \(algorithms.map(\.rawValue).sorted().joined(separator: ", "))",
                hint: "sign with one of them, or add to the trigger's `algorithms`")
        }
        let keys = try await keys.keys(holding: token.keyID, from: means.keys)
        switch await token.verified(by: keys, as: algorithm) {
        case .claims(let claims): return claims
        case .noClaims: throw .malformedToken("the token's payload is no JSON object without duplicate names")
        case .noKey:
            throw TriggerRefusal(
                .unacceptableKey, "no key of the issuer has the token's `kid` and fits its `alg`",
                hint: "publish the key at the address in the trigger's `keys` before signing with it")
        case .wrongSignature:
            throw .badProof("the token's signature does not match the issuer's key")
        }
    }

    private func admits(_ audience: Value?) -> Bool {
        switch audience {
        case .string(let one): audiences.contains(one)
        case .list(let several): several.contains { $0.string.map(audiences.contains) ?? false }
        default: false
        }
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

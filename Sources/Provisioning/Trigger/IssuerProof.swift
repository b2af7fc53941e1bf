import Model

/// What proves that a token is of an issuer and for us: its type, algorithm, signature, `iss` and `aud`.
struct IssuerProof: Sendable {
    let issuer: String
    let audiences: Set<String>
    let keys: IssuerKeys
    let algorithms: Set<SignatureAlgorithm>

    /// The claims of a token whose `typ` is right, once all of it is proven.
    ///
    /// - Throws: R5002 or R5030 to R5034. Whoever can't sign learns nothing about the issuer and the audience.
    func claims(
        in body: [UInt8], by means: ProofMeans, admitting isType: (String?) -> Bool, called typeWords: String
    ) async throws(TriggerRefusal) -> ValueMap {
        let token: SignedToken
        do throws(SignedToken.Failure) {
            token = try SignedToken(body)
        } catch {
            throw .malformedToken(error.reason, hint: "send one signed token in compact form and nothing else")
        }
        guard isType(token.type) else {
            throw .malformedToken(
                "the token's `typ` is not \(typeWords)", hint: "send the token that this trigger is for")
        }
        guard let algorithm = SignatureAlgorithm(rawValue: token.algorithm), algorithms.contains(algorithm) else {
            throw TriggerRefusal(
                .unacceptableKey,
                "the token's `alg` is none of \(algorithms.map(\.rawValue).sorted().joined(separator: ", "))",
                hint: "sign with one of them, or add to the trigger's `algorithms`")
        }
        let claims = try await verified(token, as: algorithm, by: means)
        guard claims["iss"] == .string(issuer) else {
            throw TriggerRefusal(
                .wrongIssuer, "the token's `iss` is not the trigger's `issuer`", hint: "both must be the same text")
        }
        guard !Self.audience(of: claims).isDisjoint(with: audiences) else {
            throw TriggerRefusal(
                .wrongAudience, "the token's `aud` holds none that the trigger declares",
                hint: "configure the audience at the issuer, or add it to the trigger")
        }
        return claims
    }

    private func verified(
        _ token: SignedToken, as algorithm: SignatureAlgorithm, by means: ProofMeans
    ) async throws(TriggerRefusal) -> ValueMap {
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

    /// One text or a list of them (RFC 7519 §4.1.3).
    static func audience(of claims: ValueMap) -> Set<String> {
        switch claims["aud"] {
        case .string(let one): [one]
        case .list(let several): Set(several.compactMap(\.string))
        default: []
        }
    }
}

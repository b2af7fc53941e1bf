import Crypto
import Model

/// What an ID token must be to prove a sign-in (OpenID Connect Core 1.0 §3.1.3.7).
struct IDTokenCheck: Sendable {
    let issuer: String
    let clientID: String
    let algorithms: Set<SignatureAlgorithm>
    let nonce: String
    let accessToken: String?

    /// A token is made when its code is exchanged; the time is for a provider whose clock is behind.
    private static let time = TokenTime(oldest: .seconds(600))

    /// The claims of a token that all of it is proven of.
    ///
    /// - Throws: R5059 for what is not the provider's, R5060 for what is not for this sign-in, R5050 while the
    ///   provider's keys can't be had.
    func claims(
        in text: String, keysAt address: WebAddress, of cache: KeyCache, at now: Timestamp
    ) async throws(SignInFailure) -> ValueMap {
        let token: SignedToken
        do throws(SignedToken.Failure) {
            token = try SignedToken(Array(text.utf8))
        } catch {
            throw .unproven("the ID token is no signed token in compact form: \(error.reason)")
        }
        guard token.type == nil || token.type == "jwt" else {
            throw .unproven("the ID token's `typ` is not `JWT`: it is a token of another kind")
        }
        guard let algorithm = SignatureAlgorithm(rawValue: token.algorithm), algorithms.contains(algorithm) else {
            throw .unproven(
                "the ID token's `alg` is `\(LogLine(token.algorithm))`, none of \(algorithms.map(\.rawValue).sorted().joined(separator: ", "))"
            )
        }
        let claims = try await proven(token, as: algorithm, keysAt: address, of: cache)
        guard claims["iss"] == .string(issuer) else {
            throw .foreign("the ID token's `iss` is not `issuer` of the connection, the very text")
        }
        try checkAudience(of: claims)
        guard claims["exp"] != nil, claims["exp"] != .null else { throw .foreign("the ID token lacks `exp`") }
        do throws(TriggerRefusal) {
            try Self.time.check(claims, at: now)
        } catch {
            throw .foreign("the ID token's time is wrong: \(error.message)")
        }
        guard let given = claims["nonce"]?.string, Nonce.matches(given, nonce) else {
            throw .foreign("the ID token's `nonce` is not this sign-in's: it belongs to another one")
        }
        try checkHash(of: claims, algorithm)
        return claims
    }

    private func proven(
        _ token: SignedToken, as algorithm: SignatureAlgorithm, keysAt address: WebAddress, of cache: KeyCache
    ) async throws(SignInFailure) -> ValueMap {
        let keys: KeySet
        do throws(KeyFailure) {
            keys = try await cache.keys(at: address, holding: token.keyID)
        } catch {
            throw .unavailable(error.reason)
        }
        switch await token.verified(by: keys, as: algorithm) {
        case .claims(let claims): return claims
        case .noKey: throw .unproven("no key at \(address.text) has the ID token's `kid` and fits its `alg`")
        case .wrongSignature: throw .unproven("the ID token's signature is by no key at \(address.text)")
        case .noClaims: throw .unproven("the ID token's payload is no JSON object without duplicate names")
        }
    }

    /// Rules 3 to 5. A token for others too counts only when it says that it was given to us.
    private func checkAudience(of claims: ValueMap) throws(SignInFailure) {
        let audience: [String]
        switch claims["aud"] {
        case .string(let one): audience = [one]
        case .list(let several):
            audience = several.compactMap(\.string).count == several.count ? several.compactMap(\.string) : []
        default: audience = []
        }
        guard audience.contains(clientID) else {
            throw .foreign(
                "the ID token's `aud` "
                    + (audience.isEmpty ? "names nobody" : "does not name our client")
                    + "; configure the client as its audience at the provider")
        }
        switch claims["azp"] ?? .null {
        case .null:
            guard audience.allSatisfy({ $0 == clientID }) else {
                throw .foreign("the ID token is for several audiences and has no `azp` that names our client")
            }
        case .string(clientID): break
        default: throw .foreign("the ID token's `azp` is another client: it was given to somebody else")
        }
    }

    /// §3.1.3.6: the left half of the access token's hash, by the hash of the signature's algorithm.
    private func checkHash(of claims: ValueMap, _ algorithm: SignatureAlgorithm) throws(SignInFailure) {
        guard let claim = claims["at_hash"], claim != .null, let accessToken else { return }
        let bytes = Array(accessToken.utf8)
        let hash: [UInt8] =
            switch algorithm {
            case .rs256, .ps256, .es256: Array(SHA256.hash(data: bytes))
            case .rs384, .ps384, .es384: Array(SHA384.hash(data: bytes))
            // Of Ed25519 no specification says it; providers use the hash that it uses itself.
            case .rs512, .ps512, .edDSA, .ed25519: Array(SHA512.hash(data: bytes))
            }
        guard let given = claim.string, Nonce.matches(given, Base64URL.encoded(hash.prefix(hash.count / 2))) else {
            throw .foreign("the ID token's `at_hash` does not belong to the access token beside it")
        }
    }
}

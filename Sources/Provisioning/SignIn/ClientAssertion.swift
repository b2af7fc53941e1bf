import JWTKit
import Model

/// A signed statement that the client is ours (`private_key_jwt`, OpenID Connect Core 1.0 §9, RFC 7523 §3).
struct ClientAssertion {
    let clientID: String
    /// The token endpoint, as §9 says and providers check. Who holds an assertion for one endpoint can do nothing at
    /// another provider as long as no two have the same key.
    let audience: String
    let key: SecretReference
    let keyID: String?

    /// It is used at once; the rest is for clocks that differ.
    static let lifetime = Duration.seconds(60)

    func signed(
        by secrets: any SecretResolving, random: @Sendable () -> UInt64, at now: Timestamp
    ) async throws(SignInFailure) -> String {
        let pem: String
        do throws(SecretFailure) {
            pem = try secrets.resolve(key).revealed
        } catch {
            throw .proofUnavailable(error.description)
        }
        let kid = keyID.map { JWKIdentifier(string: $0) }
        let keys = JWTKeyCollection()
        if let rsa = try? Insecure.RSA.PrivateKey(pem: pem) {
            await keys.add(rsa: rsa, digestAlgorithm: .sha256, kid: kid)
        } else if let p256 = try? ES256PrivateKey(pem: pem) {
            await keys.add(ecdsa: p256, kid: kid)
        } else if let p384 = try? ES384PrivateKey(pem: pem) {
            await keys.add(ecdsa: p384, kid: kid)
        } else if let ed25519 = try? EdDSA.PrivateKey(pem: pem) {
            await keys.add(eddsa: ed25519, kid: kid)
        } else {
            throw .proofUnavailable(
                "the secret \(key) is no private key of RSA (2048 bits or more), P-256, P-384 or Ed25519 in PEM "
                    + "without a passphrase")
        }
        let seconds = now.milliseconds / 1000
        let claims = Claims(
            iss: clientID, sub: clientID, aud: audience, jti: Nonce.text(by: random), iat: seconds,
            exp: seconds + Self.lifetime.components.seconds)
        do {
            return try await keys.sign(claims, kid: kid)
        } catch {
            // What the library says may quote the key.
            throw .proofUnavailable("nothing can be signed with the private key \(key)")
        }
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let jti: String
        let iat: Int64
        let exp: Int64

        /// Nobody verifies it here.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}

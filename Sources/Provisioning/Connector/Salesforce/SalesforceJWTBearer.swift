import JWTKit
import Model

/// The JWT bearer grant (RFC 7523 §2.1) as Salesforce takes it.
///
/// Source: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
struct SalesforceJWTBearer: TokenGrant {
    let tokenURL: WebAddress
    let clientID: String
    let username: String
    let privateKey: SecretReference
    let audience: String

    /// Salesforce takes at most three minutes; the rest is for clocks that differ.
    static let lifetime = Duration.seconds(150)

    var identity: String { "jwt-bearer \(tokenURL.text) \(clientID) \(username) \(audience) \(privateKey)" }

    func request(by secrets: any SecretResolving, at now: Timestamp) async throws(GrantFailure) -> TokenRequest {
        let pem: String
        do throws(SecretFailure) {
            pem = try secrets.resolve(privateKey).revealed
        } catch {
            throw .secret(error)
        }
        let assertion = try await signed(with: pem, at: now)
        return TokenRequest(
            url: tokenURL.text,
            form: [
                (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                (name: "assertion", value: assertion),
            ],
            secrets: [assertion])
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let exp: Int64

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func signed(with pem: String, at now: Timestamp) async throws(GrantFailure) -> String {
        let key: Insecure.RSA.PrivateKey
        do {
            key = try Insecure.RSA.PrivateKey(pem: pem)
        } catch {
            throw .unusable(
                reason: "the private key \(privateKey) is no RSA key of at least 2048 bits in PEM without a passphrase")
        }
        let claims = Claims(
            iss: clientID, sub: username, aud: audience, exp: (now + Self.lifetime).milliseconds / 1000)
        do {
            return try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).sign(claims)
        } catch {
            throw .unusable(reason: "nothing can be signed with the private key \(privateKey)")
        }
    }
}

import JWTKit
import Model

/// The JWT bearer grant of a service account that acts for an administrator
/// (https://developers.google.com/identity/protocols/oauth2/service-account, RFC 7523 §2.1).
struct GoogleServiceAccount: TokenGrant {
    /// The JSON key file's content.
    let key: SecretReference
    let admin: String
    let scopes: [String]
    /// The token endpoint that the key names may be plain http on this machine, as a simulator's is.
    let mayBePlain: Bool

    /// What an assertion is for, whatever `token_uri` an older key file names: "always", says the guide.
    static let audience = "https://oauth2.googleapis.com/token"
    /// Google refuses an assertion that lives longer than an hour; ours is used at once.
    static let lifetime: Int64 = 300

    var identity: String { "google \(key) \(admin) \(scopes.joined(separator: " "))" }

    func request(by secrets: any SecretResolving, at now: Timestamp) async throws(GrantFailure) -> TokenRequest {
        let text: String
        do throws(SecretFailure) {
            text = try secrets.resolve(key).revealed
        } catch {
            throw .secret(error)
        }
        guard !text.isEmpty else { throw .secret(.empty(key)) }
        let file = try GoogleKeyFile(text, from: key, mayBePlain: mayBePlain)
        let assertion = try await signed(file, at: now)
        return TokenRequest(
            url: file.tokenURL,
            form: [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)],
            secrets: [assertion, file.privateKey] + file.secretLines, mayBePlain: false)
    }

    private func signed(_ file: GoogleKeyFile, at now: Timestamp) async throws(GrantFailure) -> String {
        let seconds = now.milliseconds / 1000
        let claims = Claims(
            iss: file.email, sub: admin, scope: scopes.joined(separator: " "), aud: Self.audience, iat: seconds,
            exp: seconds + Self.lifetime)
        do {
            let kid = file.keyID.map { JWKIdentifier(string: $0) }
            let keys = JWTKeyCollection()
            await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: file.privateKey), digestAlgorithm: .sha256, kid: kid)
            return try await keys.sign(claims, kid: kid)
        } catch {
            // What the library says may quote the key.
            throw .unusable(reason: "the `private_key` in \(key) is no RSA key of 2048 bits or more in PEM")
        }
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let scope: String
        let aud: String
        let iat: Int64
        let exp: Int64

        /// Nobody verifies it here.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}

/// What a service account's JSON key file says.
struct GoogleKeyFile {
    let email: String
    let privateKey: String
    let keyID: String?
    let tokenURL: String

    /// - Throws: what is wrong with the file, never what it holds.
    init(_ text: String, from reference: SecretReference, mayBePlain: Bool) throws(GrantFailure) {
        guard let file = try? JSONReader.read(Array(text.utf8)), file.map != nil else {
            throw .unusable(reason: "\(reference) holds no JSON key file of a service account")
        }
        guard file["type"]?.string == "service_account" else {
            throw .unusable(reason: "the key file in \(reference) is not of `type: service_account`")
        }
        func member(_ name: String) throws(GrantFailure) -> String {
            guard let text = file[name]?.string, !text.isEmpty else {
                throw .unusable(reason: "the key file in \(reference) lacks `\(name)`")
            }
            return text
        }
        email = try member("client_email")
        privateKey = try member("private_key")
        keyID = file["private_key_id"]?.string
        tokenURL = try member("token_uri")
        guard let address = WebAddress(tokenURL), address.isEncrypted || (mayBePlain && address.isLoopback) else {
            throw .unusable(reason: "the `token_uri` in \(reference) is no https address")
        }
    }

    /// The lines of the key, each of which gives some of it away.
    var secretLines: [String] {
        privateKey.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-") && $0.count >= 16 }
    }
}

package import Model

/// The client credentials grant (RFC 6749 §4.4).
package struct ClientCredentials: TokenGrant {
    /// How the client proves itself to the token endpoint (RFC 6749 §2.3.1).
    package enum Proof: String, ManifestChoice, Hashable {
        /// In the Authorization header.
        case basic
        /// In the form.
        case body
    }

    package let tokenURL: WebAddress
    package let clientID: String
    package let clientSecret: SecretReference
    /// Space-separated; `nil` leaves it to the server.
    package let scope: String?
    package let proof: Proof
    package let mayBePlain: Bool

    package init(
        tokenURL: WebAddress, clientID: String, clientSecret: SecretReference, scope: String? = nil,
        proof: Proof = .basic, mayBePlain: Bool = false
    ) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
        self.proof = proof
        self.mayBePlain = mayBePlain
    }

    package var identity: String {
        "client_credentials \(tokenURL.text) \(clientID) \(clientSecret) \(scope ?? "")"
    }

    package func request(
        by secrets: any SecretResolving, at now: Timestamp
    ) async throws(GrantFailure) -> TokenRequest {
        let secret: String
        do throws(SecretFailure) {
            secret = try Credentials.resolve(clientSecret, by: secrets)
        } catch {
            throw .secret(error)
        }
        var form = [(name: "grant_type", value: "client_credentials")]
        if let scope { form.append((name: "scope", value: scope)) }
        switch proof {
        case .body:
            form += [(name: "client_id", value: clientID), (name: "client_secret", value: secret)]
            return TokenRequest(url: tokenURL.text, form: form, secrets: [secret], mayBePlain: mayBePlain)
        case .basic:
            // RFC 6749 §2.3.1: both are form-encoded before they are joined.
            let pair = "\(FormBody.encoded(clientID)):\(FormBody.encoded(secret))".utf8.inBase64
            return TokenRequest(
                url: tokenURL.text, form: form,
                headers: [HTTPHeader("Authorization", "Basic \(pair)", isSensitive: true)],
                secrets: [secret, pair], mayBePlain: mayBePlain)
        }
    }
}

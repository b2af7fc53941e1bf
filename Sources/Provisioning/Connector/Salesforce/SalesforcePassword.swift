import Model

/// The password grant (RFC 6749 §4.3). Salesforce blocks it in organisations made since Summer '23.
///
/// Source: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_username_password_flow.htm
struct SalesforcePassword: TokenGrant {
    let tokenURL: WebAddress
    let clientID: String
    let clientSecret: SecretReference
    let username: String
    let password: SecretReference

    var identity: String { "password \(tokenURL.text) \(clientID) \(username) \(clientSecret) \(password)" }

    func request(by secrets: any SecretResolving, at now: Timestamp) async throws(GrantFailure) -> TokenRequest {
        let clientSecret: String
        let password: String
        do throws(SecretFailure) {
            clientSecret = try Credentials.resolve(self.clientSecret, by: secrets)
            password = try Credentials.resolve(self.password, by: secrets)
        } catch {
            throw .secret(error)
        }
        return TokenRequest(
            url: tokenURL.text,
            form: [
                (name: "grant_type", value: "password"), (name: "client_id", value: clientID),
                (name: "client_secret", value: clientSecret), (name: "username", value: username),
                (name: "password", value: password),
            ],
            secrets: [clientSecret, password])
    }
}

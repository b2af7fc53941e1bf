package import Model

/// How we get an access token of an organisation: exactly one of the OAuth 2.0 flows without a person.
package struct SalesforceAuthentication: ManifestObject {
    package static let doc = "How we get an access token: exactly one of the fields."

    package enum Flow: Sendable {
        case jwtBearer(JWTBearer)
        case clientCredentials(Client)
        case password(Password)
    }

    package let flow: Flow

    private static let jwtBearer = Field<JWTBearer>.optional(
        "jwtBearer", "A signed statement who we are (RFC 7523): no secret leaves this machine.")
    private static let clientCredentials = Field<Client>.optional(
        "clientCredentials", "The app's key and secret; the app's policies name the user who acts.")
    private static let password = Field<Password>.optional(
        "password",
        "A user's name and password. Salesforce blocks this flow in new organisations and advises against it: prefer another."
    )

    package static let fields = [jwtBearer.shape, clientCredentials.shape, password.shape]
    package static let exactlyOneOf = [["jwtBearer", "clientCredentials", "password"]]

    package init?(_ object: inout ObjectReader) {
        let jwtBearer = object.optional(Self.jwtBearer).map(Flow.jwtBearer)
        let clientCredentials = object.optional(Self.clientCredentials).map(Flow.clientCredentials)
        let password = object.optional(Self.password).map(Flow.password)
        guard let flow = jwtBearer ?? clientCredentials ?? password else { return nil }
        self.flow = flow
    }

    func grant(at tokenURL: WebAddress) -> any TokenGrant {
        switch flow {
        case .jwtBearer(let given):
            SalesforceJWTBearer(
                tokenURL: tokenURL, clientID: given.clientID, username: given.username, privateKey: given.privateKey,
                audience: given.audience)
        case .clientCredentials(let given):
            ClientCredentials(
                tokenURL: tokenURL, clientID: given.clientID, clientSecret: given.clientSecret, proof: .body)
        case .password(let given):
            SalesforcePassword(
                tokenURL: tokenURL, clientID: given.clientID, clientSecret: given.clientSecret,
                username: given.username, password: given.password)
        }
    }

    package struct JWTBearer: ManifestObject {
        package static let doc = "A signed statement who we are (RFC 7523)."

        let clientID: String
        let username: String
        let privateKey: SecretReference
        let audience: String

        private static let clientID = Field<String>.required(
            "clientId", "The app's consumer key.", example: "3MVG9…")
        private static let username = Field<String>.required(
            "username", "The Salesforce user on whose behalf we act.", example: "provisioning@example.com")
        private static let privateKey = Field<SecretReference>.required(
            "privateKey", "The RSA key in PEM whose certificate the app holds, by reference.",
            example: "{file: /run/secrets/crm.pem}")
        private static let audience = Field<String>.defaulted(
            "audience", "Whom the statement is for; https://test.salesforce.com for a sandbox.",
            to: "https://login.salesforce.com")

        package static let fields = [clientID.shape, username.shape, privateKey.shape, audience.shape]

        package init?(_ object: inout ObjectReader) {
            let clientID = object.required(Self.clientID)
            let username = object.required(Self.username)
            let privateKey = object.required(Self.privateKey)
            let audience = object.defaulted(Self.audience)
            guard let clientID, let username, let privateKey, let audience else { return nil }
            self.clientID = clientID
            self.username = username
            self.privateKey = privateKey
            self.audience = audience
        }
    }

    package struct Client: ManifestObject {
        package static let doc = "The app's key and secret (RFC 6749 §4.4)."

        let clientID: String
        let clientSecret: SecretReference

        private static let clientID = Field<String>.required(
            "clientId", "The app's consumer key.", example: "3MVG9…")
        private static let clientSecret = Field<SecretReference>.required(
            "clientSecret", "The app's consumer secret, by reference.", example: "{env: CRM_CLIENT_SECRET}")

        package static let fields = [clientID.shape, clientSecret.shape]

        package init?(_ object: inout ObjectReader) {
            let clientID = object.required(Self.clientID)
            let clientSecret = object.required(Self.clientSecret)
            guard let clientID, let clientSecret else { return nil }
            self.clientID = clientID
            self.clientSecret = clientSecret
        }
    }

    package struct Password: ManifestObject {
        package static let doc = "A user's name and password (RFC 6749 §4.3), which Salesforce advises against."

        let clientID: String
        let clientSecret: SecretReference
        let username: String
        let password: SecretReference

        private static let clientID = Field<String>.required(
            "clientId", "The app's consumer key.", example: "3MVG9…")
        private static let clientSecret = Field<SecretReference>.required(
            "clientSecret", "The app's consumer secret, by reference.", example: "{env: CRM_CLIENT_SECRET}")
        private static let username = Field<String>.required(
            "username", "The Salesforce user on whose behalf we act.", example: "provisioning@example.com")
        private static let password = Field<SecretReference>.required(
            "password", "The password and, outside trusted networks, the security token right behind it, by reference.",
            example: "{env: CRM_PASSWORD}")

        package static let fields = [clientID.shape, clientSecret.shape, username.shape, password.shape]

        package init?(_ object: inout ObjectReader) {
            let clientID = object.required(Self.clientID)
            let clientSecret = object.required(Self.clientSecret)
            let username = object.required(Self.username)
            let password = object.required(Self.password)
            guard let clientID, let clientSecret, let username, let password else { return nil }
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.username = username
            self.password = password
        }
    }
}

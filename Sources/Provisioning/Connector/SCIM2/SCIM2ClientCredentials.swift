import Model

/// A client at a token endpoint, whose tokens the service takes.
struct SCIM2ClientCredentials: ManifestObject {
    static let doc = "A token that our client is given by a token endpoint (RFC 6749 §4.4)."

    let grant: ClientCredentials

    private static let tokenURL = Field<WebAddress>.required(
        "tokenUrl", "The token endpoint's address.", example: "https://login.example.com/oauth2/token")
    private static let clientID = Field<String>.required("clientId", "Our client there.", example: "reconcile")
    private static let clientSecret = Field<SecretReference>.required(
        "clientSecret", "The client's secret, by reference.", example: "{env: WIKI_CLIENT_SECRET}")
    private static let scope = Field<String>.optional(
        "scope", "The scopes to ask for, with spaces between; absent leaves them to the endpoint.",
        example: "scim.users")
    private static let proof = Field<ClientCredentials.Proof>.defaulted(
        "proof", "Where the client's name and secret stand: in a `basic` header or in the `body`.", to: .basic)
    private static let allowInsecureHTTP = Field<Bool>.defaulted(
        "allowInsecureHttp", "Lets the secret travel over plain http to another host than this one.", to: false)

    static let fields = [
        tokenURL.shape, clientID.shape, clientSecret.shape, scope.shape, proof.shape, allowInsecureHTTP.shape,
    ]

    init?(_ object: inout ObjectReader) {
        let tokenURL = object.required(Self.tokenURL)
        let clientID = object.required(Self.clientID)
        let clientSecret = object.required(Self.clientSecret)
        let scope = object.optional(Self.scope)
        let proof = object.defaulted(Self.proof)
        let allowInsecureHTTP = object.defaulted(Self.allowInsecureHTTP)
        guard let tokenURL, let clientID, let clientSecret, let proof, let allowInsecureHTTP else { return nil }
        guard tokenURL.isEncrypted || tokenURL.isLoopback || allowInsecureHTTP else {
            let position = object.node["tokenUrl"]?.position ?? object.node.position
            let reading = object.reading
            reading.inside(.key("tokenUrl")) {
                reading.report(
                    .insecureURL, at: position, "found an http address of another host, expected https",
                    hint: "use https, or set `allowInsecureHttp: true` beside it")
            }
            return nil
        }
        grant = ClientCredentials(
            tokenURL: tokenURL, clientID: clientID, clientSecret: clientSecret, scope: scope, proof: proof,
            mayBePlain: !tokenURL.isEncrypted)
    }
}

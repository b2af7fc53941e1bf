package import Model

/// Sign-ins that WSO2 Identity Server or Asgardeo tells by webhook.
package struct WSO2Trigger: TriggerType {
    package static let name = "wso2"
    package static let doc =
        "Sign-ins that WSO2 Identity Server or Asgardeo tells by webhook, proven by its signature."

    private let credential: TriggerSecrets
    private let methods: SignInEvidence.Methods
    private let connectionClaim: String?
    private let topics: Set<String>?
    private let maxAge: Duration

    private static let secret = Field<SecretReference>.optional(
        "secret", "The secret of the webhook at the server, which signs its events.",
        example: "{env: WSO2_WEBHOOK_SECRET}")
    private static let secrets = TriggerSecrets.field(
        "secrets", "Several of them, any of which proves: the old and the new one while they are changed.",
        example: "[{env: WSO2_WEBHOOK_SECRET}, {env: WSO2_WEBHOOK_SECRET_OLD}]")
    private static let authenticators = Field<[String: AuthenticatorName]>.optional(
        "authenticators",
        "Connection: the server's authenticator that signs people in through it. Absent, it follows from the issuer.",
        example: "{corp-okta: OpenIDConnectAuthenticator}")
    private static let connectionClaim = Field<String>.optional(
        "connectionClaim",
        "The claim that names the connection, by its name or display name, for login flows where nothing else does.",
        example: "http://wso2.org/claims/identityProvider")
    private static let topics = Field<Unordered<String>>.optional(
        "topics", "The topics of the hub that are wanted. Absent takes every topic of the WSO2 event profile.",
        example: "[myorg.10084.schema.wso2.v1.event.login]")
    private static let maxAge = Field<Duration>.defaulted(
        "maxAge", "How old an event may be when it arrives.", to: .seconds(3600), example: "1h")

    package static let fields = [
        secret.shape, secrets.shape, authenticators.shape, connectionClaim.shape, topics.shape, maxAge.shape,
    ]
    package static let exactlyOneOf = [["secret", "secrets"]]

    package init?(_ object: inout ObjectReader) {
        let credential = TriggerSecrets(object.optional(Self.secret), object.optional(Self.secrets))
        let authenticators = object.optional(Self.authenticators)
        connectionClaim = object.optional(Self.connectionClaim)
        topics = object.optional(Self.topics)?.items
        let maxAge = object.defaulted(Self.maxAge)
        guard let credential, let maxAge else { return nil }
        self.credential = credential
        self.maxAge = maxAge
        methods = SignInEvidence.Methods(
            local: WSO2Authenticators.local, reach: WSO2Authenticators.reach,
            declared: (authenticators ?? [:]).mapValues(\.text), field: Self.authenticators.name)
    }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        let signature = try EventSignature(of: request)
        // Some publishers sign the text as UTF-8 and write it as ISO-8859-1: what is signed is what was meant.
        let readings = [request.body] + (LatinText.asUTF8(request.body).map { [$0] } ?? [])
        var meant: [UInt8]?
        try credential.prove(
            with: means,
            { secret in
                let covered = readings.filter { signature.covers($0, secret: secret) }
                meant = meant ?? covered.first
                return !covered.isEmpty
            },
            else: .badProof(
                "no signature matches", hint: "compare the secret of the webhook at the server with the trigger's"))
        let body = LatinText.readable(meant ?? request.body)
        if !body.isEmpty { try requireFresh(body, at: now) }
        return TriggerProof(eventID: nil, body: body)
    }

    package func report(
        in request: TriggerRequest, proven proof: TriggerProof
    ) throws(TriggerRefusal) -> TriggerReport {
        let event = try WSO2Event(proof.body ?? request.body)
        guard let signIn = event.signIn else {
            return .nothing(because: "the event tells of no sign-in that succeeded")
        }
        return .login(try event.login(of: signIn, methods: methods, connectionClaim: connectionClaim))
    }

    package func consent(to query: [String: String]) -> String? {
        HubRequest(query)?.answer(for: topics)
    }

    /// The event's own time is all there is: the signature covers no other.
    private func requireFresh(_ body: [UInt8], at now: Timestamp) throws(TriggerRefusal) {
        let age = now - (try WSO2Event(body).issuedAt)
        guard age <= maxAge, age >= .zero - ReplayWindow.standard.tolerance else {
            throw TriggerRefusal(
                .outsideWindow,
                age > maxAge
                    ? "the event is older than \(maxAge.written)" : "the event is from more than five minutes ahead",
                hint: age > maxAge ? "raise `maxAge` of the trigger if such delays are usual" : "check both clocks")
        }
    }
}

/// An authenticator's name, as the server's login flows have it.
private struct AuthenticatorName: ManifestScalar, Hashable {
    let text: String

    static var shape: Shape { .text(.anything) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        // The key is the connection, and a connection that is not declared would never be meant.
        if case .key(let connection)? = reading.currentPath.components.last, TextForm.resourceName.accepts(connection) {
            reading.noteReference(to: ResourceKey(.connection, connection), at: node.position)
        }
        return reading.text(node, form: .anything).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}

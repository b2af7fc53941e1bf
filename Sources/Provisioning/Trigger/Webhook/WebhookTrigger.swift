package import Model

/// A login sent as the contract's JSON, proven by a signature or by a bearer token.
package struct WebhookTrigger: TriggerType {
    package static let name = "webhook"
    package static let doc =
        "A login sent as JSON, proven by a Standard Webhooks signature (`secret`) or by a bearer token (`bearer`)."

    package static let mediaTypes = ["application/json", CloudEvent.structured, CloudEvent.batched]

    private enum Credential: Sendable {
        case signingSecrets(TriggerSecrets)
        case bearerTokens(TriggerSecrets)
    }

    private let credential: Credential

    private static let secret = Field<SecretReference>.optional(
        "secret",
        "The secret that signs requests (Standard Webhooks: HMAC-SHA256), raw or as `whsec_` and base64.",
        example: "{env: APP_BACKEND_WEBHOOK_SECRET}")
    private static let bearer = Field<SecretReference>.optional(
        "bearer", "The token that requests carry as `Authorization: Bearer`.",
        example: "{env: APP_BACKEND_TOKEN}")

    private static let secrets = TriggerSecrets.field(
        "secrets", "Several signing secrets, any of which proves: the old and the new one while they are changed.",
        example: "[{env: APP_BACKEND_WEBHOOK_SECRET}, {env: APP_BACKEND_WEBHOOK_SECRET_OLD}]")
    private static let bearers = TriggerSecrets.field(
        "bearers", "Several tokens, any of which proves: the old and the new one while they are changed.",
        example: "[{env: APP_BACKEND_TOKEN}, {env: APP_BACKEND_TOKEN_OLD}]")

    package static let fields = [secret.shape, secrets.shape, bearer.shape, bearers.shape]
    package static let exactlyOneOf = [["secret", "secrets", "bearer", "bearers"]]

    package init?(_ object: inout ObjectReader) {
        let signing = TriggerSecrets(object.optional(Self.secret), object.optional(Self.secrets))
        let bearing = TriggerSecrets(object.optional(Self.bearer), object.optional(Self.bearers))
        switch (signing, bearing) {
        case (let signing?, nil): credential = .signingSecrets(signing)
        case (nil, let bearing?): credential = .bearerTokens(bearing)
        default: return nil
        }
    }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        switch credential {
        case .signingSecrets(let signing):
            let signature = try StandardSignature(of: request)
            try signing.prove(
                with: means,
                { (secret) throws(TriggerRefusal) in try signature.matches(body: request.body, secret: secret) },
                else: .badProof(
                    "no signature matches", hint: "sign `id.timestamp.body` with the trigger's secret, byte for byte"))
            try signature.requireInWindow(at: now)
            return TriggerProof(eventID: signature.id)
        case .bearerTokens(let bearing):
            let token = try BearerToken(of: request)
            try bearing.prove(
                with: means, { token.matches($0) }, else: .badProof("the bearer token is not the trigger's"))
            return TriggerProof(eventID: nil)
        }
    }

    package func report(
        in request: TriggerRequest, proven proof: TriggerProof
    ) throws(TriggerRefusal) -> TriggerReport {
        if let report = try CloudEvent.report(in: request, provenID: proof.eventID) { return report }
        return .login(try LoginBody.read(request.body, eventID: proof.eventID))
    }
}

package import Model

/// A login sent as the contract's JSON, proven by a signature or by a bearer token.
package struct WebhookTrigger: TriggerType {
    package static let name = "webhook"
    package static let doc =
        "A login sent as JSON, proven by a Standard Webhooks signature (`secret`) or by a bearer token (`bearer`)."

    private enum Credential: Sendable {
        case signingSecret(SecretReference)
        case bearerToken(SecretReference)
    }

    private let credential: Credential

    private static let secret = Field<SecretReference>.optional(
        "secret",
        "The secret that signs requests (Standard Webhooks: HMAC-SHA256), raw or as `whsec_` and base64.",
        example: "{env: APP_BACKEND_WEBHOOK_SECRET}")
    private static let bearer = Field<SecretReference>.optional(
        "bearer", "The token that requests carry as `Authorization: Bearer`.",
        example: "{env: APP_BACKEND_TOKEN}")

    package static let fields = [secret.shape, bearer.shape]
    package static let exactlyOneOf = [["secret", "bearer"]]

    package init?(_ object: inout ObjectReader) {
        let secret = object.optional(Self.secret)
        let bearer = object.optional(Self.bearer)
        switch (secret, bearer) {
        case (let secret?, nil): credential = .signingSecret(secret)
        case (nil, let bearer?): credential = .bearerToken(bearer)
        default: return nil
        }
    }

    package func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof {
        switch credential {
        case .signingSecret(let reference):
            let signature = try StandardSignature(of: request)
            let secret = try means.resolve(reference)
            try signature.verify(body: request.body, secret: secret, at: now)
            return TriggerProof(eventID: signature.id)
        case .bearerToken(let reference):
            let token = try BearerToken(of: request)
            guard token.matches(try means.resolve(reference)) else {
                throw .badProof("the bearer token is not the trigger's")
            }
            return TriggerProof(eventID: nil)
        }
    }

    package func login(
        in request: TriggerRequest, proven proof: TriggerProof
    ) throws(TriggerRefusal) -> ReportedLogin? {
        try LoginBody.read(request.body, eventID: proof.eventID)
    }
}

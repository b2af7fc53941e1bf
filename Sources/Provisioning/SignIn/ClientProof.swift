import Crypto
import Model

/// What proves to a token endpoint that the client is ours.
struct ClientProof: Sendable {
    let way: ClientAuthentication
    let form: [(name: String, value: String)]
    let headers: [HTTPHeader]
    /// Texts that must not be seen in any message.
    let secrets: [String]

    /// - Throws: R5056, or R5051 when the provider takes no way of proving that we have.
    static func make(
        for provider: OpenIDProvider, at metadata: ProviderMetadata, by secrets: any SecretResolving,
        random: @Sendable () -> UInt64, now: Timestamp
    ) async throws(SignInFailure) -> ClientProof {
        let way = try way(of: provider, at: metadata)
        switch way {
        case .unproven:
            return ClientProof(way: way, form: [("client_id", provider.clientID)], headers: [], secrets: [])
        case .post:
            let secret = try secret(of: provider, by: secrets)
            return ClientProof(
                way: way, form: [("client_id", provider.clientID), ("client_secret", secret)], headers: [],
                secrets: [secret])
        case .basic:
            let secret = try secret(of: provider, by: secrets)
            // RFC 6749 §2.3.1: both are form-encoded before they are joined.
            let pair = "\(FormBody.encoded(provider.clientID)):\(FormBody.encoded(secret))".utf8.inBase64
            return ClientProof(
                way: way, form: [], headers: [HTTPHeader("Authorization", "Basic \(pair)", isSensitive: true)],
                secrets: [secret, FormBody.encoded(secret), pair])
        case .privateKeyJWT:
            guard let reference = provider.privateKey else { throw .proofUnavailable("`privateKey` is missing") }
            let assertion = try await ClientAssertion(
                clientID: provider.clientID, audience: metadata.tokenEndpoint, key: reference, keyID: provider.keyID
            ).signed(by: secrets, random: random, at: now)
            return ClientProof(
                way: way,
                form: [
                    ("client_id", provider.clientID),
                    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    ("client_assertion", assertion),
                ], headers: [], secrets: [assertion])
        }
    }

    /// What is configured; else what is there and the provider takes.
    private static func way(
        of provider: OpenIDProvider, at metadata: ProviderMetadata
    ) throws(SignInFailure) -> ClientAuthentication {
        if let configured = provider.clientAuthentication { return configured }
        if provider.privateKey != nil { return .privateKeyJWT }
        guard provider.clientSecret != nil else { return .unproven }
        // OpenID Connect Discovery 1.0 §3: without the list it is this one.
        guard let taken = metadata.clientAuthentications else { return .basic }
        guard let way = [ClientAuthentication.basic, .post].first(where: { taken.contains($0.rawValue) }) else {
            throw .unusableMetadata(
                "`token_endpoint_auth_methods_supported` has neither client_secret_basic nor client_secret_post; "
                    + "give the connection a `privateKey`, or set `clientAuthentication`")
        }
        return way
    }

    private static func secret(
        of provider: OpenIDProvider, by resolver: any SecretResolving
    ) throws(SignInFailure) -> String {
        guard let reference = provider.clientSecret else { throw .proofUnavailable("`clientSecret` is missing") }
        do throws(SecretFailure) {
            return try Credentials.resolve(reference, by: resolver)
        } catch {
            throw .proofUnavailable(error.description)
        }
    }
}

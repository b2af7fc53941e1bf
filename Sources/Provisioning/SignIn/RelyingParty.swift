package import Model

/// Signs people in with the authorization code flow, PKCE and a nonce (OpenID Connect Core 1.0 §3.1).
package struct RelyingParty: SigningIn {
    let requests: ProviderRequests
    let metadata: MetadataCache
    let keys: KeyCache
    let secrets: any SecretResolving
    let random: @Sendable () -> UInt64

    /// Longest a person may stay at the provider.
    package static let longestAway = Duration.seconds(600)

    /// - Parameters:
    ///   - keys: The keys of issuers, shared with the triggers.
    ///   - random: Gives 64 random bits a call, fit for secrets.
    package init(
        transport: any HTTPTransport, keys: KeyCache, secrets: any SecretResolving, clock: any WallClock,
        random: @escaping @Sendable () -> UInt64
    ) {
        let requests = ProviderRequests(transport: transport)
        self.requests = requests
        self.keys = keys
        self.secrets = secrets
        self.random = random
        metadata = MetadataCache(clock: clock, random: random) { issuer throws(SignInFailure) in
            try await requests.metadata(of: issuer)
        }
    }

    package func begin(_ asked: SignInRequest, at now: Timestamp) async throws(SignInFailure) -> SignInStart {
        let provider = asked.provider
        let metadata = try await metadata(for: provider)
        let pending = PendingSignIn(
            state: Nonce.text(by: random), nonce: Nonce.text(by: random), verifier: Nonce.text(by: random),
            connection: asked.connection, application: asked.application, issuer: metadata.issuer,
            redirectURI: asked.redirectURI, returnTo: asked.returnTo, startedAt: now)
        let scopes = ["openid"] + provider.scopes.subtracting(["openid"]).sorted()
        let address = SignInAddress.text(
            metadata.authorizationEndpoint,
            [
                ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", asked.redirectURI),
                ("scope", scopes.joined(separator: " ")), ("state", pending.state), ("nonce", pending.nonce),
                ("code_challenge", Nonce.challenge(of: pending.verifier)), ("code_challenge_method", "S256"),
            ])
        return SignInStart(address: address, pending: pending)
    }

    /// The metadata of a provider whose ID tokens can be signed so that they count.
    func metadata(for provider: OpenIDProvider) async throws(SignInFailure) -> ProviderMetadata {
        let metadata = try await metadata.metadata(of: provider.issuer)
        if let signed = metadata.signatureAlgorithms,
            !provider.algorithms.contains(where: { signed.contains($0.rawValue) })
        {
            throw .unusableMetadata(
                "`id_token_signing_alg_values_supported` has none of the connection's `algorithms`: "
                    + provider.algorithms.map(\.rawValue).sorted().joined(separator: ", "))
        }
        return metadata
    }

    package func finish(
        _ callback: [String: String], of pending: PendingSignIn, with provider: OpenIDProvider,
        wanting wanted: Set<String>, at now: Timestamp
    ) async throws(SignInFailure) -> ProvenPerson {
        guard let state = callback["state"], Nonce.matches(state, pending.state) else {
            throw .foreignCallback("the callback's `state` is not that of the sign-in that this browser began")
        }
        guard now - pending.startedAt <= Self.longestAway, pending.startedAt - now <= TokenTime.skew else {
            throw SignInFailure(
                .signInTooOld, advice: Advice.again,
                reason: "the sign-in began at \(pending.startedAt), and a callback counts for "
                    + Self.longestAway.written)
        }
        guard pending.issuer == provider.issuer.text else {
            throw .foreignCallback("the connection's `issuer` was changed while the person was away")
        }
        let metadata = try await metadata.metadata(of: provider.issuer)
        try Self.checkIssuer(of: callback, against: metadata)
        if let error = callback["error"] {
            throw ProviderError(code: error, words: callback["error_description"]).failure
        }
        guard let code = callback["code"], !code.isEmpty else {
            throw .foreignCallback("the callback has neither `code` nor `error`")
        }
        let tokens = try await exchange(code, of: pending, with: provider, at: metadata, now)
        let check = IDTokenCheck(
            issuer: metadata.issuer, clientID: provider.clientID, algorithms: provider.algorithms,
            nonce: pending.nonce, accessToken: tokens.accessToken)
        let claims = try await check.claims(in: tokens.idToken, keysAt: metadata.keysAddress, of: keys, at: now)
        guard let text = claims["sub"]?.string, LoginBody.isUsable(text, upTo: 512), let subject = Subject(text) else {
            throw .foreign("the ID token's `sub` must be text of 1 to 512 bytes without control characters")
        }
        let more = try await userInfo(about: subject, claims, wanting: wanted, tokens.accessToken, at: metadata)
        return ProvenPerson(
            subject: subject, claims: PersonClaims.merged(claims, more.claims),
            authenticatedAt: PersonClaims.authenticatedAt(claims) ?? now, idToken: tokens.idToken, note: more.note)
    }

    package func logoutAddress(
        of provider: OpenIDProvider, idToken: String?, returningTo address: String
    ) async throws(SignInFailure) -> String? {
        guard let endpoint = try await metadata.metadata(of: provider.issuer).endSessionEndpoint else { return nil }
        let hint = idToken.map { [(name: "id_token_hint", value: $0)] } ?? []
        return SignInAddress.text(
            endpoint, hint + [("client_id", provider.clientID), ("post_logout_redirect_uri", address)])
    }

    /// RFC 9207 §2.4, for errors too: who answers must be who was asked.
    private static func checkIssuer(
        of callback: [String: String], against metadata: ProviderMetadata
    ) throws(SignInFailure) {
        switch callback["iss"] {
        case metadata.issuer?: return
        case nil where !metadata.namesIssuer: return
        case let named:
            throw SignInFailure(
                .anotherProviderAnswered, advice: Advice.notProven,
                reason: named == nil
                    ? "the callback lacks `iss`, and the provider says that its callbacks have it"
                    : "the callback's `iss` is not `\(metadata.issuer)`")
        }
    }

    private func exchange(
        _ code: String, of pending: PendingSignIn, with provider: OpenIDProvider, at metadata: ProviderMetadata,
        _ now: Timestamp
    ) async throws(SignInFailure) -> TokenExchange {
        let proof = try await ClientProof.make(
            for: provider, at: metadata, by: secrets, random: random, now: now)
        let answer = try await requests.post(
            metadata.tokenEndpoint,
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", pending.redirectURI),
                ("code_verifier", pending.verifier),
            ] + proof.form, proof.headers, hiding: proof.secrets + [code, pending.verifier])
        return try TokenExchange(answer, from: metadata.tokenEndpoint)
    }

    /// Asks for the claims that the ID token lacks.
    private func userInfo(
        about subject: Subject, _ claims: ValueMap, wanting wanted: Set<String>, _ token: String?,
        at metadata: ProviderMetadata
    ) async throws(SignInFailure) -> (claims: ValueMap, note: String?) {
        guard let token, let endpoint = metadata.userInfoEndpoint, wanted.contains(where: { claims[$0] == nil }) else {
            return (ValueMap(), nil)
        }
        let answer: RemoteAnswer
        do throws(SignInFailure) {
            answer = try await requests.get(endpoint, accepting: "application/json", bearer: token)
        } catch {
            throw .unusableUserInfo(error.reason)
        }
        switch try ToldClaims(answer, from: endpoint, about: subject) {
        case .claims(let more): return (more, nil)
        case .none(let reason): return (ValueMap(), reason)
        }
    }
}

extension ProviderRequests {
    /// The provider's discovery document.
    func metadata(of issuer: WebAddress) async throws(SignInFailure) -> MetadataCache.Fetched {
        guard let address = ProviderMetadata.address(of: issuer) else {
            throw .unusableMetadata("`issuer` is `\(issuer.text)`, expected an https address without query")
        }
        let answer = try await get(address, accepting: "application/json")
        guard answer.status == 200 else {
            throw .unavailable("no metadata from \(address): it answered \(answer.status)")
        }
        do throws(ProviderMetadata.Failure) {
            return MetadataCache.Fetched(
                metadata: try ProviderMetadata(answer.body, of: issuer),
                lifetime: answer.header("Cache-Control").flatMap(KeyCache.maxAge))
        } catch {
            throw .unusableMetadata("the metadata at \(address) are of no use: \(error.reason)")
        }
    }
}

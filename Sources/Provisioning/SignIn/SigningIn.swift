package import Model

/// Signs people in at external identity providers (authorization code flow, OpenID Connect Core 1.0 §3.1).
package protocol SigningIn: Sendable {
    /// Makes the request that sends the browser to the provider.
    ///
    /// - Throws: When the provider's metadata can't be had or lack what is needed.
    func begin(_ asked: SignInRequest, at now: Timestamp) async throws(SignInFailure) -> SignInStart

    /// Takes what the browser brought back from the provider, and proves who signed in.
    ///
    /// - Parameters:
    ///   - callback: The parameters of the callback's query, each once.
    ///   - pending: What `begin` gave for this browser.
    ///   - wanted: Claims that the connection's attributes are read from (`Connection.attributes.values`); the provider
    ///     is asked for the person's claims when the ID token lacks one.
    func finish(
        _ callback: [String: String], of pending: PendingSignIn, with provider: OpenIDProvider,
        wanting wanted: Set<String>, at now: Timestamp
    ) async throws(SignInFailure) -> ProvenPerson

    /// The provider's address that ends the person's session there (OpenID Connect RP-Initiated Logout 1.0 §2);
    /// `nil` when it has none.
    func logoutAddress(
        of provider: OpenIDProvider, idToken: String?, returningTo address: String
    ) async throws(SignInFailure) -> String?
}

/// A sign-in that a browser asks for.
package struct SignInRequest: Sendable {
    package let connection: String
    package let provider: OpenIDProvider
    /// The login flow's name.
    package let application: String
    /// Our callback, absolute, as registered at the provider.
    package let redirectURI: String
    /// Where the person goes on to in the application: a path.
    package let returnTo: String

    package init(
        connection: String, provider: OpenIDProvider, application: String, redirectURI: String, returnTo: String
    ) {
        self.connection = connection
        self.provider = provider
        self.application = application
        self.redirectURI = redirectURI
        self.returnTo = returnTo
    }
}

/// A sign-in on its way: kept by the browser, sealed, until it comes back.
package struct PendingSignIn: Hashable, Sendable {
    /// Each 256 random bits in base64url: `state` (RFC 6749 §10.12), `nonce` (OpenID Connect Core 1.0 §3.1.2.1) and the
    /// code verifier (RFC 7636 §4.1).
    package let state: String
    package let nonce: String
    package let verifier: String
    package let connection: String
    package let application: String
    /// As the provider's metadata named itself; a callback of another one is a mix-up (RFC 9207).
    package let issuer: String
    package let redirectURI: String
    package let returnTo: String
    package let startedAt: Timestamp

    package init(
        state: String, nonce: String, verifier: String, connection: String, application: String, issuer: String,
        redirectURI: String, returnTo: String, startedAt: Timestamp
    ) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.connection = connection
        self.application = application
        self.issuer = issuer
        self.redirectURI = redirectURI
        self.returnTo = returnTo
        self.startedAt = startedAt
    }
}

/// Where the browser is sent, and what it keeps meanwhile.
package struct SignInStart: Hashable, Sendable {
    /// The provider's authorization endpoint with the request in its query.
    package let address: String
    package let pending: PendingSignIn

    package init(address: String, pending: PendingSignIn) {
        self.address = address
        self.pending = pending
    }
}

/// Who signed in, as the provider proved it.
package struct ProvenPerson: Sendable {
    package let subject: Subject
    /// The claims of the ID token and the UserInfo answer about the person, without those about the token.
    package let claims: ValueMap
    package let authenticatedAt: Timestamp
    /// The token as it came: a hint when the person logs out.
    package let idToken: String
    /// What the operator should know although it went well, such as that the provider has no UserInfo for us.
    package let note: String?

    package init(
        subject: Subject, claims: ValueMap, authenticatedAt: Timestamp, idToken: String, note: String? = nil
    ) {
        self.subject = subject
        self.claims = claims
        self.authenticatedAt = authenticatedAt
        self.idToken = idToken
        self.note = note
    }
}

/// Why nobody is signed in. Its texts hold neither codes nor tokens nor secrets.
package struct SignInFailure: Error, Hashable, Sendable {
    package let code: DiagnosticCode
    /// What the person can do, in a sentence or two; tells nothing about the installation.
    package let advice: String
    /// Why, for the operator's log.
    package let reason: String

    package init(_ code: DiagnosticCode, advice: String, reason: String) {
        self.code = code
        self.advice = advice
        self.reason = reason
    }
}

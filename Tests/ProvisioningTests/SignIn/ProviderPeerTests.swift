import Crypto
import CurlTransport
import Foundation
import Model
import Provisioning
import TestSupport
import Testing

/// Signing in at providers that we did not write. The test plays the browser.
@Suite(.timeLimit(.minutes(3))) struct ProviderPeerTests {
    static let redirect = "http://127.0.0.1:9/login/callback"

    /// A sign-in at a real provider over a real transport.
    struct Visit {
        let transport: CurlTransport
        let party: RelyingParty
        let provider: OpenIDProvider
        let clock = SystemTime()

        init(_ transport: CurlTransport, _ issuer: String, client: String, _ more: [(String, Value)], key: String = "")
            throws
        {
            self.transport = transport
            party = RelyingParty(
                transport: transport, keys: KeyCache(over: transport, clock: clock, random: { 0 }),
                secrets: FixedSecrets(["SECRET": "app-secret", "KEY": key]), clock: clock,
                random: RemoteSession.systemRandom)
            provider = try SignInCase.provider(issuer, client: client, more)
        }

        func begin() async throws -> SignInStart {
            try await party.begin(
                SignInRequest(
                    connection: "idp", provider: provider, application: "crm", redirectURI: ProviderPeerTests.redirect,
                    returnTo: "/"), at: clock.now)
        }

        func signIn(
            _ answers: [String: String], changing change: (inout PendingSignIn) -> Void = { _ in }
        ) async throws -> ProvenPerson {
            let start = try await begin()
            let callback = try await HeadlessBrowser(over: transport).go(
                to: start.address, until: ProviderPeerTests.redirect, answering: answers)
            var pending = start.pending
            change(&pending)
            return try await party.finish(
                callback, of: pending, with: provider, wanting: ["email", "name", "groups"], at: clock.now)
        }
    }

    struct SystemTime: WallClock {
        var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
    }

    static let secret: [(String, Value)] = [("clientSecret", .secret(.environment("SECRET")))]

    private static func withTransport(_ body: (CurlTransport) async throws -> Void) async throws {
        let transport = try CurlTransport()
        do {
            try await body(transport)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    // MARK: nanoidp

    private static func withNanoIDP(_ body: (Int, CurlTransport) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let arguments = { (port: Int) in
            _ = try? folder.write(settings(port), to: "settings.yaml")
            _ = try? folder.write(users, to: "users.yaml")
            return [
                "--config", folder.url.path(percentEncoded: false), "--host", "127.0.0.1", "--port", "\(port)",
                "--profile", "oauth21",
            ]
        }
        try await PeerProcess.with("nanoidp", arguments: arguments, in: folder.url) { port, _ in
            try await withTransport { try await body(port, $0) }
        }
    }

    private static func settings(_ port: Int) -> String {
        """
        server: {host: 127.0.0.1, port: \(port)}
        oauth:
          issuer: http://127.0.0.1:\(port)
          require_pkce: true
          clients:
            - {client_id: app, client_secret: app-secret, redirect_uris: ["\(redirect)"]}
        session: {enforce_password_check: true}
        """
    }

    private static let users = """
        users:
          ada: {password: analytical engine, email: ada@example.com, groups: [engineering]}
        """

    private static let ada = ["username": "ada", "login": "ada", "password": "analytical engine", "answer": "accept"]

    @Test func `nanoidp signs a person in, and refuses another code verifier`() async throws {
        try await Self.withNanoIDP { port, transport in
            let visit = try Visit(transport, "http://127.0.0.1:\(port)", client: "app", Self.secret)
            let person = try await visit.signIn(Self.ada)
            #expect(person.subject.text == "ada")
            #expect(person.claims["email"] == .string("ada@example.com"), "\(person.claims.keys)")
            #expect(person.note == nil)
            let failure = await #expect(throws: SignInFailure.self) {
                try await visit.signIn(Self.ada) { pending in
                    pending = PendingSignIn(
                        state: pending.state, nonce: pending.nonce, verifier: String(pending.verifier.reversed()),
                        connection: pending.connection, application: pending.application, issuer: pending.issuer,
                        redirectURI: pending.redirectURI, returnTo: pending.returnTo, startedAt: pending.startedAt)
                }
            }
            #expect(failure?.code == .codeRefused && failure?.reason.contains("invalid_grant") == true)
            let stranger = try Visit(
                transport, "http://127.0.0.1:\(port)", client: "app", [("clientSecret", .secret(.environment("KEY")))],
                key: "wrong")
            let refused = await #expect(throws: SignInFailure.self) { try await stranger.signIn(Self.ada) }
            #expect(refused?.code == .codeRefused && refused?.reason.contains("invalid_client") == true)
            let out = try await visit.party.logoutAddress(
                of: visit.provider, idToken: person.idToken, returningTo: "http://127.0.0.1:9/")
            #expect(out?.hasPrefix("http://127.0.0.1:\(port)/logout?id_token_hint=") == true)
        }
    }

    // MARK: oidc-provider-mock

    @Test func `oidc-provider-mock signs a person in without naming its key, and ends a sign-in without our state`()
        async throws
    {
        let claims = #"{"sub":"00u1","email":"ada@example.com","name":"Ada","groups":["engineering"]}"#
        let arguments = { (port: Int) in ["-p", "\(port)", "--user-claims", claims] }
        try await PeerProcess.with("oidc-provider-mock", arguments: arguments) { port, _ in
            try await Self.withTransport { transport in
                let visit = try Visit(transport, "http://127.0.0.1:\(port)", client: "any", Self.secret)
                let person = try await visit.signIn(["sub": "00u1"])
                #expect(person.subject.text == "00u1")
                #expect(person.claims.keys == ["email", "groups", "name", "sub"])
                #expect(person.claims["groups"] == .list([.string("engineering")]))
                let declined = await #expect(throws: SignInFailure.self) { try await visit.signIn(["action": "deny"]) }
                #expect(declined?.code == .foreignCallback, "its error comes without our state")
                let nonce = await #expect(throws: SignInFailure.self) {
                    try await visit.signIn(["sub": "00u1"]) { pending in
                        pending = PendingSignIn(
                            state: pending.state, nonce: pending.verifier, verifier: pending.verifier,
                            connection: pending.connection, application: pending.application, issuer: pending.issuer,
                            redirectURI: pending.redirectURI, returnTo: pending.returnTo, startedAt: pending.startedAt)
                    }
                }
                #expect(nonce?.code == .foreignToken && nonce?.reason.contains("nonce") == true)
            }
        }
    }

    // MARK: canaille

    private static func withCanaille(jwks: String, _ body: (Int, CurlTransport) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = Repository.url("Tests/ProvisioningTests/Peers/canaille_provider.py").path(percentEncoded: false)
        let arguments = { (port: Int) in [script, "\(port)", redirect, jwks] }
        try await PeerProcess.with("canaille/bin/python", arguments: arguments, in: folder.url) { port, _ in
            try await withTransport { try await body(port, $0) }
        }
    }

    @Test func `canaille, whose issuer ends in a slash, signs a person in, but not without an audience`() async throws {
        try await Self.withCanaille(jwks: "") { port, transport in
            let issuer = "http://127.0.0.1:\(port)/"
            let person = try await Visit(transport, issuer, client: "app", Self.secret).signIn(Self.ada)
            #expect(person.subject.text == "ada", "\(person.claims.keys)")
            #expect(person.claims["email"] == .string("ada@example.com"))
            let failure = await #expect(throws: SignInFailure.self) {
                try await Visit(transport, issuer, client: "bare", Self.secret).signIn(Self.ada)
            }
            #expect(failure?.code == .foreignToken && failure?.reason.contains("`aud` names nobody") == true)
            let other = await #expect(throws: SignInFailure.self) {
                try await Visit(transport, String(issuer.dropLast()), client: "app", Self.secret).begin()
            }
            #expect(other?.code == .unusableMetadata)
        }
    }

    @Test func `canaille takes a signed statement in place of a secret, by the right key only`() async throws {
        let key = P256.Signing.PrivateKey()
        let point = key.publicKey.rawRepresentation
        let jwks =
            #"{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","use":"sig","alg":"ES256","x":"#
            + #""\#(TokenSigner.base64URL(point.prefix(32)))","y":"\#(TokenSigner.base64URL(point.suffix(32)))"}]}"#
        let signed: [(String, Value)] = [
            ("privateKey", .secret(.environment("KEY"))), ("keyId", .string("k1")),
        ]
        try await Self.withCanaille(jwks: jwks) { port, transport in
            let issuer = "http://127.0.0.1:\(port)"
            let person = try await Visit(transport, issuer, client: "signed", signed, key: key.pemRepresentation)
                .signIn(Self.ada)
            #expect(person.subject.text == "ada")
            let other = P256.Signing.PrivateKey().pemRepresentation
            let failure = await #expect(throws: SignInFailure.self) {
                try await Visit(transport, issuer, client: "signed", signed, key: other).signIn(Self.ada)
            }
            #expect(failure?.code == .codeRefused, "\(String(describing: failure))")
        }
    }
}

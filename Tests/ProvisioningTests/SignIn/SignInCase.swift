import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

/// One sign-in at a simulated provider, from the button to the proven person.
struct SignInCase {
    let clock: StandingClock
    let idp: SimulatedProvider
    let party: RelyingParty
    let provider: OpenIDProvider

    static let redirect = "https://login.example.com/login/callback"
    static let client = "crm client/1"
    /// As a connection's attributes need them.
    static let wanted: Set<String> = ["email", "name", "groups"]

    /// - Parameter more: Fields of `oidc` beside issuer and client; a client secret unless there is another proof.
    init(
        issuer: String = "https://idp.example", _ more: [(String, Value)] = Self.withSecret,
        key: String = ClientKeys.ed25519
    ) throws {
        let clock = StandingClock()
        let idp = SimulatedProvider(issuer: issuer, clock: clock)
        self.init(idp: idp, transport: idp, provider: try Self.provider(issuer, more), key: key, clock: clock)
    }

    init(
        idp: SimulatedProvider, transport: any HTTPTransport, provider: OpenIDProvider, key: String,
        clock: StandingClock
    ) {
        self.clock = clock
        self.idp = idp
        self.provider = provider
        let random = Mutex(SeededRandom(seed: 7))
        party = RelyingParty(
            transport: transport, keys: KeyCache(over: transport, clock: clock, random: { 0 }),
            secrets: FixedSecrets(["CLIENT_SECRET": TokenSigner.clientSecret, "PRIVATE_KEY": key]),
            clock: clock, random: { random.withLock { $0.next() } })
    }

    static let withSecret: [(String, Value)] = [("clientSecret", .secret(.environment("CLIENT_SECRET")))]

    static func provider(_ issuer: String, client: String = Self.client, _ more: [(String, Value)]) throws
        -> OpenIDProvider
    {
        var oidc = ValueMap([
            .init(key: "issuer", value: .string(issuer)), .init(key: "clientId", value: .string(client)),
        ])
        for (name, value) in more { oidc[name] = value }
        let table = try LoginFixture.table([(ResourceKey(.connection, "idp"), .object(("oidc", .map(oidc))))])
        return try #require(table.connections["idp"]?.oidc)
    }

    func begin(returnTo: String = "/") async throws(SignInFailure) -> SignInStart {
        try await party.begin(
            SignInRequest(
                connection: "idp", provider: provider, application: "crm", redirectURI: Self.redirect,
                returnTo: returnTo),
            at: clock.now)
    }

    func finish(
        _ callback: [String: String], of pending: PendingSignIn, wanting wanted: Set<String> = Self.wanted
    ) async throws(SignInFailure) -> ProvenPerson {
        try await party.finish(callback, of: pending, with: provider, wanting: wanted, at: clock.now)
    }

    /// All of it, with a changed callback or pending sign-in.
    func signIn(
        wanting wanted: Set<String> = Self.wanted,
        callback change: (inout [String: String]) -> Void = { _ in }
    ) async throws -> ProvenPerson {
        let start = try await begin()
        var callback = try idp.authorize(start.address)
        change(&callback)
        return try await finish(callback, of: start.pending, wanting: wanted)
    }

    /// Why nobody is signed in; `nil` when somebody is.
    func refusal(
        wanting wanted: Set<String> = Self.wanted, callback change: (inout [String: String]) -> Void = { _ in }
    ) async throws -> SignInFailure? {
        do {
            _ = try await signIn(wanting: wanted, callback: change)
            return nil
        } catch let failure as SignInFailure {
            return failure
        }
    }
}

/// A private key of the client, and its public half as the provider has it.
enum ClientKeys {
    /// From RFC 8410 §10.3.
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """
    static let ed25519X = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
}

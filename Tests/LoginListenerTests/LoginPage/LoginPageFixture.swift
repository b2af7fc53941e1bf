import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

@testable import LoginListener

/// A login page over fakes, and browsers that go to it.
struct LoginPageFixture: Sendable {
    static let key = Redacted("0123456789abcdef0123456789abcdef")

    let listener: ListenerFixture
    let provider = FakeProvider()
    let ended = MemoryEndedSessions()

    init(
        _ specs: [(ResourceKey, Value)] = standardSpecs, keys secrets: [Redacted]? = [key]
    ) throws {
        let random = SeededBits()
        let keys = try #require(secrets.map { SessionKeys($0) } ?? SessionKeys(by: { random.next() }))
        listener = try ListenerFixture(
            specs,
            loginPage: LoginPageMeans(
                signingIn: provider, keys: keys, endedSessions: ended, random: { random.next() }))
    }

    /// `crm` offers one connection, `shop` three of which one is off, `desk` none that can be used.
    static let standardSpecs = [
        connection("corp-okta", title: "Corporate Okta"), connection("corp-entra"),
        connection("off-idp", enabled: false),
        (
            ResourceKey(.connection, "corp-saml"),
            Value.object(
                (
                    "saml",
                    .object(
                        ("entityId", .string("https://saml.example")), ("ssoUrl", .string("https://saml.example/sso")),
                        ("certificates", .list([.string("MIID")])))
                ))
        ),
        flow("crm", at: "https://crm.example.com", offers: ["corp-okta"], [("waitFor", .string("0s"))]),
        flow("shop", at: "https://shop.example.com/start", offers: ["corp-entra", "off-idp", "corp-okta"]),
        flow("twin", at: "https://CRM.example.com:443", offers: ["corp-okta"]),
        flow("desk", at: "https://desk.example.com", offers: ["off-idp"]),
        flow("saml", at: "https://saml.example.com", offers: ["corp-saml"]),
        flow("plain", at: "http://plain.example.com", offers: ["corp-okta"]),
        flow("local", at: "http://127.0.0.1:8080", offers: ["corp-okta"]),
        flow("nowhere", at: nil, offers: ["corp-okta"]),
        LoginFixture.connector("wiki", of: "corp-okta"), LoginFixture.connector("chat", of: "corp-okta"),
    ]

    static func connection(
        _ name: String, title: String? = nil, enabled: Bool = true
    ) -> (ResourceKey, Value) {
        let plain = LoginFixture.connection(name, enabled: enabled)
        guard let title, var spec = plain.1.map else { return plain }
        spec["displayName"] = .string(title)
        return (plain.0, .map(spec))
    }

    static func flow(
        _ name: String, at address: String?, offers connections: [String], _ more: [(String, Value)] = []
    ) -> (ResourceKey, Value) {
        var spec = LoginFixture.flow(name, offers: connections).1.map ?? ValueMap()
        spec["application"] = address.map { .object(("url", .string($0))) }
        for (key, value) in more { spec[key] = value }
        return (ResourceKey(.loginFlow, name), .map(spec))
    }

    /// Runs `body` with a client of the listener.
    func with<Result>(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Result) async throws
        -> Result
    {
        try await listener.application().test(.router) { client in try await body(client) }
    }

    var log: String { listener.log.text }
}

/// A browser: it keeps cookies and says what it is.
final class FakeBrowser: Sendable {
    let agent: String
    private let client: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])

    init(_ client: any TestClientProtocol, agent: String = "Firefox/150") {
        self.client = client
        self.agent = agent
    }

    var cookies: [String: String] {
        get { jar.withLock { $0 } }
        set { jar.withLock { $0 = newValue } }
    }

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> TestResponse {
        try await send(.get, path, headers, nil)
    }

    func post(_ path: String, _ form: String, _ headers: [(String, String)] = []) async throws -> TestResponse {
        try await send(.post, path, [("Content-Type", "application/x-www-form-urlencoded")] + headers, form)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [(String, String)], _ body: String?
    ) async throws -> TestResponse {
        var fields = HTTPFields()
        fields[.userAgent] = agent
        let cookies = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !cookies.isEmpty { fields[.cookie] = cookies }
        for (name, value) in headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        let response = try await client.execute(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
        for cookie in response.headers[values: .setCookie] { keep(cookie) }
        return response
    }

    private func keep(_ cookie: String) {
        let parts = cookie.split(separator: "; ").map(String.init)
        // What a browser demands of the prefix (RFC 6265bis §4.1.3.2).
        for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            #expect(parts.contains(attribute), "\(cookie) lacks \(attribute)")
        }
        #expect(!cookie.contains("Domain"))
        #expect(cookie.hasPrefix("__Host-"))
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        jar.withLock { $0[pair[0]] = parts.contains("Max-Age=0") ? nil : pair[1] }
    }

    /// Begins a sign-in and lets the provider answer: the callback's path and query.
    func begin(
        _ application: String = "crm", through connection: String = "corp-okta", returnTo: String? = nil
    ) async throws -> String {
        let query = returnTo.map { "?return=\(QueryText.escaped($0))" } ?? ""
        let started = try await get("/login/\(application)/start/\(connection)\(query)")
        try #require(started.status == .found, "\(String(buffer: started.body))")
        let address = try #require(started.headers[.location])
        let state = try #require(address.firstMatch(of: /state=([^&]+)/)).1
        return "/login/\(application)/callback?state=\(state)&code=code-\(state)"
    }

    /// Signs in: the answer to the callback.
    @discardableResult func signIn(
        _ application: String = "crm", through connection: String = "corp-okta", returnTo: String? = nil
    ) async throws -> TestResponse {
        try await get(try await begin(application, through: connection, returnTo: returnTo))
    }

    func auth(_ query: String = "?application=crm", _ headers: [(String, String)] = []) async throws -> TestResponse {
        try await get("/auth\(query)", headers)
    }
}

/// A provider that signs in whom the test says.
final class FakeProvider: SigningIn {
    struct Person: Sendable {
        var subject = "00u1"
        var claims: [(String, Value)] = [
            ("email", .string("ada@example.com")), ("name", .string("Ada Lovelace")),
            ("preferred_username", .string("ada")), ("groups", .list([.string("support"), .string("engineering")])),
        ]
        var idToken = "header.payload.signature"
    }

    private struct State {
        var begun = 0
        var person = Person()
        var failure: SignInFailure?
        var logout: String? = "https://corp-okta.example/logout"
        var asked: [SignInRequest] = []
        var finished: [PendingSignIn] = []
        var hints: [String?] = []
    }

    private let state = Mutex(State())

    var person: Person {
        get { state.withLock { $0.person } }
        set { state.withLock { $0.person = newValue } }
    }
    var logout: String? {
        get { state.withLock { $0.logout } }
        set { state.withLock { $0.logout = newValue } }
    }
    var failure: SignInFailure? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }
    var asked: [SignInRequest] { state.withLock { $0.asked } }
    var finished: [PendingSignIn] { state.withLock { $0.finished } }
    var hints: [String?] { state.withLock { $0.hints } }

    func begin(_ asked: SignInRequest, at now: Timestamp) async throws(SignInFailure) -> SignInStart {
        if let failure { throw failure }
        let number = state.withLock { state in
            state.begun += 1
            state.asked.append(asked)
            return state.begun
        }
        let text = String(repeating: "s", count: 40) + "\(number)"
        return SignInStart(
            address: "\(asked.provider.issuer.text)/authorize?state=\(text)",
            pending: PendingSignIn(
                state: text, nonce: String(repeating: "n", count: 43), verifier: String(repeating: "v", count: 43),
                connection: asked.connection, application: asked.application, issuer: asked.provider.issuer.text,
                redirectURI: asked.redirectURI, returnTo: asked.returnTo, startedAt: now))
    }

    func finish(
        _ callback: [String: String], of pending: PendingSignIn, with provider: OpenIDProvider,
        wanting wanted: Set<String>, at now: Timestamp
    ) async throws(SignInFailure) -> ProvenPerson {
        if let failure { throw failure }
        guard callback["state"] == pending.state, callback["code"] == "code-\(pending.state)",
            pending.issuer == provider.issuer.text, let subject = Subject(person.subject)
        else { throw SignInFailure(.badProof, advice: "Please sign in again.", reason: "the code is wrong") }
        state.withLock { $0.finished.append(pending) }
        return ProvenPerson(
            subject: subject, claims: ValueMap(person.claims.map { ValueMap.Entry(key: $0.0, value: $0.1) }),
            authenticatedAt: now, idToken: person.idToken)
    }

    func logoutAddress(
        of provider: OpenIDProvider, idToken: String?, returningTo address: String
    ) async throws(SignInFailure) -> String? {
        if let failure { throw failure }
        state.withLock { $0.hints.append(idToken) }
        return logout.map { "\($0)?post_logout_redirect_uri=\(QueryText.escaped(address))" }
    }
}

/// Ended sessions in memory, with the promises of the port.
final class MemoryEndedSessions: EndedSessions {
    private let sessions = Mutex<(ended: [SessionID: Timestamp], failure: StoreError?)>(([:], nil))

    func fail(with failure: StoreError?) { sessions.withLock { $0.failure = failure } }

    func end(_ session: SessionID, until expiry: Timestamp, at now: Timestamp) async throws(StoreError) {
        let failure = sessions.withLock { sessions in
            if sessions.failure == nil { sessions.ended[session] = expiry }
            return sessions.failure
        }
        if let failure { throw failure }
    }

    func isEnded(_ session: SessionID) async throws(StoreError) -> Bool {
        let (isEnded, failure) = sessions.withLock { ($0.ended[session] != nil, $0.failure) }
        if let failure { throw failure }
        return isEnded
    }
}

/// Bits that are the same in each run.
final class SeededBits: Sendable {
    private let state = Mutex<UInt64>(0x9E37_79B9_7F4A_7C15)

    func next() -> UInt64 {
        state.withLock { state in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }
}

func page(_ response: TestResponse) -> String { String(buffer: response.body) }

func field(_ name: String, of response: TestResponse) -> String? {
    HTTPFields.Element.Name(name).flatMap { response.headers[$0] }
}

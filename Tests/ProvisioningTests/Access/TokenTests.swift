import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

/// A token endpoint and a target that takes the tokens it gave.
final class TokenWorld: HTTPTransport {
    struct State {
        var given = 0
        /// Tokens that the target takes.
        var valid: Set<String> = []
        var requests: [HTTPRequest] = []
        var endpoint: HTTPResponse?
        var lifetime = 3600
    }

    static let secret = "cl13nt-s3cret"
    let state = Mutex(State())
    let slow: (@Sendable () async -> Void)?

    init(slow: (@Sendable () async -> Void)? = nil) {
        self.slow = slow
    }

    var tokenRequests: [HTTPRequest] { state.withLock { $0.requests.filter { $0.url.hasSuffix("/token") } } }
    func change(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if request.url.hasSuffix("/token") { await slow?() }
        return state.withLock { state in
            state.requests.append(request)
            guard request.url.hasSuffix("/token") else {
                let token = request.header("Authorization")?.dropFirst("Bearer ".count).description ?? ""
                return HTTPResponse(status: state.valid.contains(token) ? 200 : 401)
            }
            if let endpoint = state.endpoint { return endpoint }
            state.given += 1
            let token = "tok-\(state.given)"
            state.valid.insert(token)
            let body = #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":\#(state.lifetime)}"#
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
    }
}

extension HTTPRequest {
    fileprivate func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

@Suite struct TokenTests {
    let world = TokenWorld()
    let clock = ManualClock()
    let memory = TargetMemory()
    let trace = ExchangeTrace()

    let grant: ClientCredentials

    init() throws {
        grant = ClientCredentials(
            tokenURL: try #require(WebAddress("https://login.example/token")), clientID: "us",
            clientSecret: .environment("SECRET"))
    }

    func session(_ connector: String = "wiki", _ transport: (any HTTPTransport)? = nil) -> RemoteSession {
        RemoteSession(
            transport: transport ?? world, secrets: NamedSecrets(secrets: ["SECRET": TokenWorld.secret]),
            clock: clock, timeout: .seconds(5), mode: .dryRun, connector: connector, memory: memory,
            record: { [trace] in trace.append($0) })
    }

    func get(_ connector: String = "wiki") async throws -> Int {
        try await session(connector).send(
            HTTPRequest(method: .get, url: "https://target.example/Users"), with: .token(grant)
        ).status
    }

    @Test func `one token serves many requests, and each connector has its own`() async throws {
        for _ in 0..<3 { #expect(try await get() == 200) }
        #expect(world.tokenRequests.count == 1)
        #expect(try await get("chat") == 200)
        #expect(world.tokenRequests.count == 2)
    }

    @Test func `a token is replaced before it runs out, and one that can't be is used to its end`() async throws {
        #expect(try await get() == 200)
        clock.advance(by: .seconds(3300))
        #expect(try await get() == 200)
        #expect(world.tokenRequests.count == 2)
        world.change { $0.endpoint = HTTPResponse(status: 503) }
        clock.advance(by: .seconds(3400))
        #expect(try await get() == 200)
        #expect(try await get() == 200)
        // Asked once more, and then not again for a while.
        #expect(world.tokenRequests.count == 3)
        clock.advance(by: .seconds(200))
        await #expect(throws: RemoteFailure.self) { try await get() }
    }

    @Test func `a kept token that is refused is replaced once`() async throws {
        #expect(try await get() == 200)
        world.change { $0.valid = [] }
        #expect(try await get() == 200)
        #expect(world.tokenRequests.count == 2)
    }

    @Test func `a fresh token that is refused is not asked for again`() async throws {
        world.change { $0.lifetime = 1 }
        let refusing = RefusingTarget(world: world)
        let answer = try await session("wiki", refusing).send(
            HTTPRequest(method: .get, url: "https://target.example/Users"), with: .token(grant))
        #expect(answer.status == 401)
        #expect(world.tokenRequests.count == 1)
    }

    @Test func `many requests at once wait for one token`() async throws {
        let slow = TokenWorld(slow: { for _ in 0..<500 { await Task.yield() } })
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await session("wiki", slow).send(
                        HTTPRequest(method: .get, url: "https://target.example/Users"), with: .token(grant)
                    ).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(slow.tokenRequests.count == 1)
    }

    @Test(arguments: [(400, "unauthorised"), (401, "unauthorised"), (429, "throttled"), (503, "transient")])
    func `what the endpoint says is told, and the secret is not`(status: Int, word: String) async throws {
        let body = #"{"error":"invalid_client","error_description":"no such \#(TokenWorld.secret)"}"#
        world.change { $0.endpoint = HTTPResponse(status: status, body: Array(body.utf8)) }
        do throws(RemoteFailure) {
            _ = try await session().send(
                HTTPRequest(method: .get, url: "https://target.example/Users"), with: .token(grant))
            Issue.record("sent")
        } catch {
            let outcome = error.outcome(of: .post)
            #expect("\(outcome)".hasPrefix(word))
            #expect(outcome.reason.contains("invalid_client"))
            #expect(!outcome.reason.contains(TokenWorld.secret))
        }
        #expect(!"\(trace.exchanges)".contains(TokenWorld.secret))
    }

    @Test(arguments: ["", "{}", #"{"access_token":""}"#, #"{"access_token":"a b"}"#, "<html>"])
    func `an answer without a usable token is none`(body: String) async throws {
        world.change { $0.endpoint = HTTPResponse(status: 200, body: Array(body.utf8)) }
        await #expect(
            throws: RemoteFailure.token(
                .unusable(reason: "https://login.example/token answered 200 without an access token"))
        ) { try await session().token(for: grant) }
    }
}

/// Takes no token at all.
private struct RefusingTarget: HTTPTransport {
    let world: TokenWorld

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard request.url.hasSuffix("/token") else { return HTTPResponse(status: 401) }
        return try await world.send(request)
    }
}

import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

/// How the cache asks over HTTP, and what it makes of answers.
struct KeyCacheTransportTests {
    private final class Answering: HTTPTransport {
        private let answer: Result<HTTPResponse, TransportError>
        private let sent = Mutex<[HTTPRequest]>([])

        init(_ answer: Result<HTTPResponse, TransportError>) { self.answer = answer }

        var requests: [HTTPRequest] { sent.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            sent.withLock { $0.append(request) }
            return try answer.get()
        }
    }

    private let jwks: [UInt8]
    private let address: WebAddress
    private let clock = StandingClock()

    init() async throws {
        jwks = Array(try await MintedTokens.made().text("jwks").utf8)
        address = try #require(WebAddress("https://idp.example/jwks.json"))
    }

    @Test func `it asks with GET, for a short answer, soon`() async throws {
        let transport = Answering(.success(HTTPResponse(status: 200, body: jwks)))
        let cache = KeyCache(over: transport, clock: clock, random: { 0 })
        _ = try await cache.keys(at: address, holding: nil)
        let request = try #require(transport.requests.first)
        #expect(request.method == .get && request.url == "https://idp.example/jwks.json" && !request.mayBePlain)
        #expect(request.timeout <= .seconds(5) && request.largestAnswer <= 256 << 10)
    }

    @Test(arguments: [
        ("max-age=120", 120), ("public, Max-Age = 7200", 7200), ("max-age=5", 60), ("no-store", 600),
        ("max-age=soon", 600), ("max-age=-1", 600), ("s-maxage=9, max-age=90", 90),
        ("max-age=99999999999999999999", 600),
    ])
    func `an answer counts for its max-age`(header: String, seconds: Int) async throws {
        let transport = Answering(
            .success(HTTPResponse(status: 200, headers: [HTTPHeader("cache-control", header)], body: jwks)))
        let cache = KeyCache(over: transport, clock: clock, random: { 0 })
        _ = try await cache.keys(at: address, holding: nil)
        clock.advance(by: .seconds(seconds) - .milliseconds(1))
        _ = try await cache.keys(at: address, holding: nil)
        #expect(transport.requests.count == 1)
        clock.advance(by: .milliseconds(1))
        _ = try await cache.keys(at: address, holding: nil)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        (Result<HTTPResponse, TransportError>.success(HTTPResponse(status: 404)), "404"),
        (.success(HTTPResponse(status: 302)), "302"), (.failure(.unsent("no route")), "no route"),
        (.failure(.ambiguous("timeout")), "timeout"), (.failure(.refused("too large")), "too large"),
    ])
    func `no keys is a failure that says why`(answer: Result<HTTPResponse, TransportError>, words: String) async throws
    {
        let cache = KeyCache(over: Answering(answer), clock: clock, random: { 0 })
        let failure = await #expect(throws: KeyFailure.self) { try await cache.keys(at: address, holding: nil) }
        #expect(failure?.reason.contains(words) == true && failure?.isStopped == false)
    }

    @Test func `a cancelled request is none`() async throws {
        let cache = KeyCache(over: Answering(.failure(.cancelled)), clock: clock, random: { 0 })
        let failure = await #expect(throws: KeyFailure.self) { try await cache.keys(at: address, holding: nil) }
        #expect(failure?.isStopped == true)
    }
}

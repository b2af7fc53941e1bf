import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// Whether an answer came.
private final class AnswerSeen: Sendable {
    private let flag = Mutex(false)

    var isThere: Bool { flag.withLock { $0 } }
    func note() { flag.withLock { $0 = true } }
}

@Suite(.timeLimit(.minutes(1)))
struct WaitTests {
    /// Posts a login and lets the simulated time run, after it was stored, until the answer is there.
    static func post(
        _ fixture: ListenerFixture, wait: String, afterStoring act: () -> Void = {}
    ) async throws -> TestResponse {
        let seen = AnswerSeen()
        async let response = {
            defer { seen.note() }
            return try await TriggerRoutesTests.post(to: "/triggers/app-backend?wait=\(wait)", in: fixture)
        }()
        try #require(await fixture.time.run(step: .zero) { fixture.stored.value == 1 })
        act()
        try #require(await fixture.time.run { seen.isThere })
        return try await response
    }

    @Test func `a held answer comes with 200 when the deliveries ended`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(fixture, wait: "30s") {
            fixture.deliveries.end(DeliveryID("0"), as: .succeeded)
            fixture.deliveries.end(DeliveryID("1"), as: .dead)
        }
        #expect(response.status == .ok)
        #expect(members(response)["deliveries"]?.list?.map { $0["status"]?.string } == ["succeeded", "dead"])
        #expect(fixture.time.elapsed < .seconds(30))
    }

    @Test(arguments: [("2s", 2), ("60s", 60), ("2h", 60)])
    func `a held answer comes with 202 when the time is up, a minute at most`(wait: String, seconds: Int) async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(fixture, wait: wait)
        #expect(response.status == .accepted)
        #expect(fixture.time.elapsed >= .seconds(seconds))
    }

    @Test func `a login that owes nothing is answered at once`() async throws {
        let fixture = try ListenerFixture(LoginFixture.standardSpecs.filter { $0.0.kind != .outboundConnector })
        #expect(try await Self.post(fixture, wait: "60s").status == .ok)
    }

    @Test func `a store that fails while the answer is held is no error: the login is stored`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(fixture, wait: "1s") { fixture.deliveries.fail(with: .busy) }
        #expect(response.status == .accepted)
    }

    @Test func `the listener takes a free port, answers over the wire, and drains a held answer`() async throws {
        let fixture = try ListenerFixture()
        let bound = AsyncStream<Int>.makeStream()
        let application = fixture.application(clock: ContinuousClock()) { host, port in
            #expect(host == "127.0.0.1")
            bound.continuation.yield(port)
        }
        let group = ServiceGroup(
            configuration: .init(services: [application], logger: application.logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            var ports = bound.stream.makeAsyncIterator()
            let port = try #require(await ports.next())
            #expect(port > 0)
            try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
                let ready = try await client.execute(TestClient.Request("/readyz", method: .get, headers: [:]))
                #expect(ready.status == .ok)
                let body = ListenerFixture.body()
                async let held = client.execute(
                    TestClient.Request(
                        "/triggers/app-backend?wait=60s", method: .post, headers: ListenerFixture.signed(body),
                        body: ByteBuffer(string: body)))
                #expect(await fixture.time.run(step: .zero) { fixture.stored.value == 1 })
                await group.triggerGracefulShutdown()
                #expect(try await held.status == .accepted)
            }
            try await tasks.waitForAll()
        }
    }
}

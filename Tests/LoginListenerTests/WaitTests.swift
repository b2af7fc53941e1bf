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
        _ fixture: ListenerFixture, wait: String, afterStoring act: () async throws -> Void = {}
    ) async throws -> TestResponse {
        let seen = AnswerSeen()
        async let response = {
            defer { seen.note() }
            return try await TriggerRoutesTests.post(to: "/triggers/app-backend?wait=\(wait)", in: fixture)
        }()
        try #require(await fixture.time.run(step: .zero) { fixture.stored.value == 1 })
        try await act()
        // While the answer is held two tasks sleep: until the next look, and until the time is up.
        let isSettled = { fixture.time.sleeping == 2 || seen.isThere }
        try #require(await fixture.time.run(settled: isSettled) { seen.isThere })
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

    @Test func `the answer comes as soon as this process settles the last delivery, without a poll`() async throws {
        let fixture = try ListenerFixture()
        let seen = AnswerSeen()
        async let answer = {
            defer { seen.note() }
            return try await TriggerRoutesTests.post(to: "/triggers/app-backend?wait=30s", in: fixture)
        }()
        try #require(
            await fixture.time.run(step: .zero) { fixture.settlements.held == 1 && fixture.deliveries.looks == 1 })
        fixture.deliveries.end(DeliveryID("0"), as: .succeeded)
        fixture.settlements.ring(for: LoginID("login-1"))
        try #require(await fixture.time.run(step: .zero) { fixture.deliveries.looks == 2 })
        #expect(!seen.isThere)
        fixture.settlements.ring(for: LoginID("login-2"))
        fixture.deliveries.end(DeliveryID("1"), as: .unchanged)
        fixture.settlements.ring(for: LoginID("login-1"))
        try #require(await fixture.time.run(step: .zero) { seen.isThere })
        let response = try await answer
        #expect(response.status == .ok)
        #expect(members(response)["deliveries"]?.list?.map { $0["status"]?.string } == ["succeeded", "unchanged"])
        // The time stood still: one look when the hold began, one a ring.
        #expect(fixture.time.elapsed == .zero)
        #expect(fixture.deliveries.looks == 3)
        #expect(fixture.settlements.held == 0)
    }

    @Test func `what another process settles is seen by a slow poll`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(fixture, wait: "10s") {
            fixture.deliveries.end(DeliveryID("0"), as: .succeeded)
            fixture.deliveries.end(DeliveryID("1"), as: .succeeded)
        }
        #expect(response.status == .ok)
        #expect(fixture.time.elapsed < .seconds(10))
        #expect(fixture.deliveries.looks <= 8)
    }

    @Test func `at the deadline each delivery tells where it stands and when it is tried again`() async throws {
        let fixture = try ListenerFixture()
        let retryAt = LoginFixture.now + .seconds(40)
        let response = try await Self.post(fixture, wait: "2s") {
            let claimed = try await fixture.deliveries.claim(
                connector: "chat", limit: 1, lease: .seconds(60), at: fixture.time.now)
            try await fixture.deliveries.settle(
                Settlement(
                    delivery: try #require(claimed.first).id, result: .retry(at: retryAt, isDoubtful: false),
                    reason: "the target answered 503", code: .remoteUnreachable, at: fixture.time.now))
        }
        #expect(response.status == .accepted)
        #expect(
            members(response)["deliveries"]?.list == [
                .object(
                    ("code", .string("R6005")), ("connector", .string("chat")), ("id", .string("0")),
                    ("reason", .string("the target answered 503")), ("retryAt", .string("\(retryAt)")),
                    ("status", .string("queued"))),
                .object(("connector", .string("wiki")), ("id", .string("1")), ("status", .string("queued"))),
            ])
        // One look when the hold began, one each half second, one at the end.
        #expect((4...6).contains(fixture.deliveries.looks), "\(fixture.deliveries.looks) looks")
        #expect(fixture.settlements.held == 0)
    }

    @Test func `a delivery that waits for a person ends the hold with 202`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(fixture, wait: "30s") {
            fixture.deliveries.end(DeliveryID("0"), as: .succeeded)
            fixture.deliveries.end(DeliveryID("1"), as: .held)
        }
        #expect(response.status == .accepted)
        #expect(members(response)["deliveries"]?.list?.map { $0["status"]?.string } == ["succeeded", "held"])
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

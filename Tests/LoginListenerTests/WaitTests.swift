import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

struct WaitTests {
    static func post(_ fixture: ListenerFixture, wait: String) async throws -> TestResponse {
        try await TriggerRoutesTests.post(to: "/triggers/app-backend?wait=\(wait)", in: fixture)
    }

    @Test func `a held answer comes with 200 when the deliveries ended`() async throws {
        let fixture = try ListenerFixture()
        async let response = Self.post(fixture, wait: "30s")
        #expect(await fixture.time.run(step: .milliseconds(10)) { fixture.stored.value == 1 })
        fixture.deliveries.end(DeliveryID("0"), as: .succeeded)
        fixture.deliveries.end(DeliveryID("1"), as: .dead)
        #expect(await fixture.time.run { fixture.time.elapsed > .seconds(1) })
        #expect(try await response.status == .ok)
        #expect(
            members(try await response)["deliveries"]?.list?.map { $0["status"]?.string } == ["succeeded", "dead"])
    }

    @Test func `a held answer comes with 202 when the time is up`() async throws {
        let fixture = try ListenerFixture()
        async let response = Self.post(fixture, wait: "2s")
        #expect(await fixture.time.run { fixture.time.elapsed >= .seconds(30) && fixture.stored.value == 1 })
        #expect(try await response.status == .accepted)
    }

    @Test func `a login that owes nothing is answered at once`() async throws {
        let fixture = try ListenerFixture(LoginFixture.standardSpecs.filter { $0.0.kind != .outboundConnector })
        #expect(try await Self.post(fixture, wait: "60s").status == .ok)
    }

    @Test func `a store that fails while the answer is held is no error: the login is stored`() async throws {
        let fixture = try ListenerFixture()
        async let response = Self.post(fixture, wait: "1s")
        #expect(await fixture.time.run(step: .milliseconds(10)) { fixture.stored.value == 1 })
        fixture.deliveries.fail(with: .busy)
        #expect(await fixture.time.run { fixture.time.elapsed >= .seconds(30) })
        #expect(try await response.status == .accepted)
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

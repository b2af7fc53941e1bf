import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import TestSupport
import Testing

struct TriggerLimitsTests {
    /// A trigger that takes two requests at once, one a second, and a kilobyte.
    private static func fixture() throws -> ListenerFixture {
        let (key, spec) = LoginFixture.trigger("small")
        var members = spec.map ?? ValueMap()
        members["limits"] = .object(
            ("requestsPerSecond", .int(1)), ("burst", .int(2)), ("largestBody", .int(1024)))
        return try ListenerFixture(LoginFixture.standardSpecs + [(key, .map(members))])
    }

    private static func post(
        _ client: some TestClientProtocol, id: String, body: String? = nil, forged: Bool = false
    ) async throws -> TestResponse {
        let body = body ?? ListenerFixture.body(id: id)
        return try await client.execute(
            uri: "/triggers/small", method: .post,
            headers: forged ? ListenerFixture.signed("something else") : ListenerFixture.signed(body),
            body: ByteBuffer(string: body))
    }

    @Test func `a trigger that sends faster than declared is told when to come back`() async throws {
        let fixture = try Self.fixture()
        try await fixture.application().test(.router) { client in
            #expect(try await Self.post(client, id: "1").status == .accepted)
            #expect(try await Self.post(client, id: "2").status == .accepted)
            let refused = try await Self.post(client, id: "3")
            TriggerRoutesTests.expectProblem(refused, .tooManyRequests, .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "1")
            fixture.time.advance(by: .seconds(1))
            #expect(try await Self.post(client, id: "3").status == .accepted)
            #expect(try await Self.post(client, id: "4").status == .tooManyRequests)
        }
        #expect(fixture.stored.value == 3)
        #expect(fixture.metrics.text.contains(#"reconcile_logins_total{result="refused",code="R5070"} 2"#))
    }

    @Test func `forged requests take nothing from the sender's rate, and are bounded themselves`() async throws {
        let fixture = try Self.fixture()
        try await fixture.application().test(.router) { client in
            for number in 1...18 {
                let forged = try await Self.post(client, id: "f\(number)", forged: true)
                #expect(forged.status == .unauthorized)
            }
            #expect(try await Self.post(client, id: "1").status == .accepted)
            #expect(try await Self.post(client, id: "2").status == .accepted)
            #expect(try await Self.post(client, id: "f", forged: true).status == .tooManyRequests)
        }
    }

    @Test func `other triggers go on while one is over its limits`() async throws {
        let fixture = try Self.fixture()
        try await fixture.application().test(.router) { client in
            for number in 1...3 { _ = try await Self.post(client, id: "\(number)") }
            let body = ListenerFixture.body(id: "x")
            let other = try await client.execute(
                uri: "/triggers/app-backend", method: .post, headers: ListenerFixture.signed(body),
                body: ByteBuffer(string: body))
            #expect(other.status == .accepted)
        }
    }

    @Test func `a body larger than the trigger takes is refused, one as large is not`() async throws {
        let fixture = try Self.fixture()
        let plain = ListenerFixture.body(id: "1")
        let fitting = plain + String(repeating: " ", count: 1024 - plain.utf8.count)
        try await fixture.application().test(.router) { client in
            TriggerRoutesTests.expectProblem(
                try await Self.post(client, id: "1", body: fitting + " "), .contentTooLarge, .bodyTooLarge)
            #expect(try await Self.post(client, id: "1", body: fitting).status == .accepted)
        }
    }

    @Test func `limits that say the defaults change nothing in what is stored`() throws {
        let (key, spec) = LoginFixture.trigger("same")
        for limits in [Value.map(ValueMap()), .object(("burst", .int(2000)))] {
            var written = spec.map ?? ValueMap()
            written["limits"] = limits
            let reading = Reading(file: "", catalogue: LoginFixture.schemas)
            let plain = LoginTrigger.read(Node(spec), in: reading)
            let spelled = LoginTrigger.read(Node(.map(written)), in: reading)
            #expect(plain?.canonical == spelled?.canonical, "\(key)")
            #expect(plain?.value.limits.requestsPerSecond == 1000)
        }
    }
}

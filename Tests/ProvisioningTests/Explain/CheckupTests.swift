import Model
import Provisioning
import TestSupport
import Testing

struct CheckupTests {
    private static let now = LoginFixture.now

    private static func lines(_ standings: [String: ConnectorStanding]) throws -> [Checkup.Line] {
        let connectors = try LoginFixture.table().connectors.filter { ["wiki", "idle"].contains($0.key) }
        return Checkup.connectors(connectors, standings, at: now)
    }

    @Test func `an enabled connector without work is fine, and one that is off is not looked at`() throws {
        let lines = try Self.lines([:])
        #expect(lines.allSatisfy { $0.subject == "OutboundConnector/wiki" && $0.isFine })
        #expect(lines.map(\.message) == ["the breaker is closed", "nothing waits"])
    }

    @Test func `dead letters, held deprovisionings and an open breaker need somebody`() throws {
        let health = ConnectorHealth(
            state: .halfOpen, reason: "it answered 503", code: .remoteUnreachable, since: Self.now,
            probeAt: Self.now, openings: 3)
        let lines = try Self.lines([
            "wiki": ConnectorStanding(breaker: health, counts: [.dead: 1, .held: 2]),
            "gone": ConnectorStanding(counts: [.dead: 3]),
        ])
        let wrong = lines.filter { !$0.isFine }
        #expect(
            wrong.map(\.message) == [
                "3 dead letters",
                "the breaker is half open since 2026-11-23T19:00:00.000Z: it answered 503 (R6005); "
                    + "one delivery tries at 2026-11-23T19:00:00.000Z",
                "1 dead letter", "the brake holds 2 deprovisionings",
            ])
        #expect(wrong[2].remedy?.contains("`reconcile deliveries retry --connector wiki`") == true)
        #expect(wrong[3].remedy?.contains("`reconcile deliveries approve --connector wiki`") == true)
    }

    @Test(arguments: [(300, true), (301, false)])
    func `a queue that nobody empties is wrong after five minutes`(age: Int, isFine: Bool) throws {
        let lines = try Self.lines([
            "wiki": ConnectorStanding(counts: [.queued: 2], waitingSince: Self.now + .seconds(-age))
        ])
        let queue = try #require(lines.first { $0.message.contains("wait") })
        #expect(queue.isFine == isFine)
        #expect(queue.message.hasPrefix("2 deliveries wait, the oldest for "))
    }

    @Test func `a secret is told by its name, never by its value`() throws {
        let spec = Value.object(
            (
                "settings",
                .list([
                    .object(("token", .secret(.environment("TOKEN")))),
                    .object(("other", .secret(.environment("NOT_SET")))),
                ])
            ))
        let lines = Checkup.secrets(
            of: ResourceKey(.outboundConnector, "wiki"), spec: spec, by: FixedSecrets(["TOKEN": "t0ken-value"]))
        #expect(lines.map(\.isFine) == [true, false])
        #expect(lines[0].message == "the secret {env: TOKEN} can be had here")
        #expect(lines[1].message == "the environment variable `NOT_SET` is not set")
        #expect(!lines.contains { ($0.message + ($0.remedy ?? "")).contains("t0ken-value") })
    }
}

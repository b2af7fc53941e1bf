import Model
import Provisioning
import TargetSimulators
import Testing

/// The read-only test of a Workspace account.
@Suite struct GoogleProbeTests {
    static func probe(
        _ settings: Value = GoogleConnectorTests.settings(), prepare: (GoogleSimulator) -> Void = { _ in }
    ) async throws -> ([ProbeStep], GoogleSimulator) {
        let (target, simulator) = try GoogleConnectorTests.target(settings: settings, mode: .dryRun)
        prepare(simulator)
        return (await target.connector.probe(in: target.session), simulator)
    }

    @Test func `all is well`() async throws {
        let (steps, simulator) = try await Self.probe(
            GoogleConnectorTests.settings(
                ("domain", .string("example.com")), ("groups", .object(("a", .string("eng@example.com")))))
        ) { $0.addGroup("eng@example.com") }
        #expect(steps.allSatisfy { $0.remedy == nil }, "\(steps)")
        #expect(steps.map(\.subject) == ["token", "administrator", "users", "group eng@example.com"])
        #expect(steps[0].message == "Google gives tokens on behalf of admin@example.com for directory.user, group.member")
        #expect(steps[2].message.contains("the domain example.com (customer C0123abcd)"))
        #expect(simulator.changes.isEmpty && simulator.violations.isEmpty)
    }

    @Test func `a missing delegation names the scopes to grant`() async throws {
        let (steps, _) = try await Self.probe { simulator in
            simulator.failTokens(
                GoogleSimulator.json(401, .object(("error", .string("unauthorized_client")))))
        }
        #expect(steps.count == 1)
        #expect(steps.first?.remedy?.contains("https://www.googleapis.com/auth/admin.directory.user") == true)
    }

    @Test func `a domain that is another's and a group that is not there are told`() async throws {
        let (steps, _) = try await Self.probe(
            GoogleConnectorTests.settings(
                ("domain", .string("corp.example")), ("groups", .object(("a", .string("eng@example.com"))))))
        #expect(steps.map { $0.remedy == nil } == [true, true, false, false])
        #expect(steps[2].message.contains("Domain not found."))
        #expect(steps[3].message.contains("groupKey"))
    }

    @Test func `a refused request is told with its remedy`() async throws {
        let (steps, _) = try await Self.probe { simulator in
            simulator.failAll(.answer(GoogleSimulator.error(403, "accessNotConfigured", "Admin SDK API is disabled")))
        }
        #expect(steps.dropFirst().allSatisfy { $0.message.contains("enable the Admin SDK API") && $0.remedy != nil })
    }
}

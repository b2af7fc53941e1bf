import Model
import Provisioning
import TargetSimulators
import Testing

/// What Google's own errors mean for a delivery.
@Suite struct GoogleErrorTests {
    @Test(arguments: [
        (403, "userRateLimitExceeded"), (403, "quotaExceeded"), (403, "rateLimitExceeded"), (429, "rateLimitExceeded"),
    ])
    func `a quota throttles, on a look-up as on a change`(status: Int, reason: String) async throws {
        let answer = GoogleSimulator.error(status, reason, "Quota exceeded", headers: [HTTPHeader("Retry-After", "7")])
        for isChange in [false, true] {
            let (target, simulator) = try GoogleConnectorTests.target()
            if isChange { simulator.failNextChange(.answer(answer)) } else { simulator.failAll(.answer(answer)) }
            #expect(
                try await target.deliver()
                    == .throttled(
                        reason: "Google answered \(status) (\(reason)): Quota exceeded",
                        retryAt: ConnectorCase.now + .seconds(7)))
            #expect(simulator.accountIDs.isEmpty)
        }
    }

    @Test(arguments: ["domainCannotUseApis", "accessNotConfigured", "insufficientPermissions"])
    func `what concerns everybody is refused credentials, with what to do`(reason: String) async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        simulator.failNextChange(.answer(GoogleSimulator.error(403, reason, "No")))
        guard case .unauthorised(let text) = try await target.deliver() else {
            Issue.record("not unauthorised")
            return
        }
        #expect(text.hasPrefix("Google answered 403 (\(reason)): No; ") && text.count > 40)
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `a disabled API is told in the words of newer services too`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        let detail = Value.object(("reason", .string("SERVICE_DISABLED")))
        simulator.failAll(
            .answer(
                GoogleSimulator.json(
                    403,
                    .object(
                        (
                            "error",
                            .object(
                                ("code", .int(403)), ("details", .list([detail])),
                                ("status", .string("PERMISSION_DENIED")))
                        )))))
        guard case .unauthorised(let text) = try await target.deliver() else {
            Issue.record("not unauthorised")
            return
        }
        #expect(text.contains("enable the Admin SDK API"))
    }

    @Test func `a refusal of one person stops nobody else and is not tried again`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        let refusal = GoogleSimulator.error(403, "forbidden", "Not Authorized to access this resource/api")
        simulator.failNextChange(.answer(refusal))
        guard case .rejected(.remoteUnauthorised, let reason) = try await target.deliver() else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.contains("another Workspace account"))
        simulator.failAll(.answer(refusal))
        guard case .unauthorised = try await target.deliver() else {
            Issue.record("a refused search concerns everybody")
            return
        }
    }

    @Test func `a 403 that is not Google's is tried again`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        simulator.failNextChange(.answer(HTTPResponse(status: 403, body: Array("<html>proxy</html>".utf8))))
        guard case .transient(.remoteUnauthorised, _, _) = try await target.deliver() else {
            Issue.record("not transient")
            return
        }
    }

    @Test func `an invalid attribute is refused with Google's words`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target(
            mapping: ["name.familyName": String(repeating: "x", count: 61)])
        #expect(
            try await target.deliver()
                == .rejected(
                    .remoteRejected, reason: "Google answered 400 (invalid): Invalid Given/Family Name: familyName"))
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `a 5xx to a change leaves it in doubt, and one to a look-up does not`() async throws {
        let answer = GoogleSimulator.error(500, "backendError", "Backend Error")
        let (target, simulator) = try GoogleConnectorTests.target()
        simulator.failNextChange(.answer(answer))
        guard case .ambiguous(.doubtfulOutcome, _, _) = try await target.deliver() else {
            Issue.record("not in doubt")
            return
        }
        simulator.failAll(.answer(answer))
        guard case .transient(.remoteUnreachable, _, _) = try await target.deliver() else {
            Issue.record("not transient")
            return
        }
    }

    @Test(arguments: [
        ("recoveryPhone", "0123"), ("suspended", "maybe"), ("primaryEmail", "no address"),
        ("organizations.title", "{{groups}}"),
    ])
    func `a value that can't be written is refused before anything is sent`(
        attribute: String, template: String
    ) async throws {
        let (target, simulator) = try GoogleConnectorTests.target(mapping: [attribute: template])
        let person = ConnectorCase.person(groups: ["a", "b"])
        guard case .rejected(.remoteRejected, let reason) = try await target.deliver(person) else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.hasPrefix("`\(attribute)` takes"))
        #expect(simulator.requests.isEmpty)
    }
}

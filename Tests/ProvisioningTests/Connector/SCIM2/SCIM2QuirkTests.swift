import Model
import Provisioning
import TargetSimulators
import Testing

/// What is asked about the service and learned of it, and for how long.
@Suite struct SCIM2QuirkTests {
    static func target(
        _ habits: Set<SCIM2Simulator.Habit> = [], settings: [String: Value] = [:], mapping: [String: String] = [:]
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        try SCIM2ConnectorTests.target(
            habits, mapping: mapping.merging(["title": "{{title}}"]) { own, _ in own }, settings: settings)
    }

    static func paths(_ requests: some Sequence<HTTPRequest>) -> [String] {
        requests.map { request in
            let path = request.url.dropFirst(SCIM2Simulator.base.count).prefix { $0 != "?" }
            return "\(request.method.rawValue) \(path)"
        }
    }

    @Test func `a create asks nothing about the service, and of many updates the first does`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong)])
        try await target.deliver()
        #expect(Self.paths(simulator.requests) == ["GET /Users", "GET /Users", "POST /Users"])
        let before = simulator.requests.count
        try await target.deliver(ConnectorCase.person(title: "Countess"))
        try await target.deliver(ConnectorCase.person(title: "Duchess"))
        #expect(
            Self.paths(simulator.requests.dropFirst(before)) == [
                "GET /Users/u1", "GET /ServiceProviderConfig", "PATCH /Users/u1", "GET /Users/u1", "PATCH /Users/u1",
            ])
    }

    @Test(arguments: ["patch", "put"])
    func `a service without versions that is written in one fixed way is asked nothing`(update: String) async throws {
        let (target, simulator) = try Self.target(settings: ["update": .string(update)])
        try await target.deliver()
        try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(!simulator.requests.contains { $0.url.contains("ServiceProviderConfig") })
        #expect(simulator.changes.last?.method.rawValue == update.uppercased())
    }

    @Test(arguments: [404, 403, 500, 501])
    func `a service that says nothing of itself is asked twice, once an hour`(status: Int) async throws {
        let (target, simulator) = try Self.target([.lacksConfig(status)])
        try await target.deliver()
        for title in ["Countess", "Duchess"] { try await target.deliver(ConnectorCase.person(title: title)) }
        #expect(
            Self.paths(simulator.requests).filter { $0.contains("Config") }
                == ["GET /ServiceProviderConfig", "GET /ServiceProviderConfigs"])
        #expect(simulator.user("u1")?["title"] == .string("Duchess"))
    }

    @Test func `a service that has no PATCH is never asked for one when it says so`() async throws {
        let (target, simulator) = try Self.target([.lacksPatch(501)])
        try await target.deliver()
        try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(simulator.changes.map(\.method) == [.post, .put])
    }

    @Test(arguments: [
        Set<SCIM2Simulator.Habit>([.lacksPatch(405), .misdescribesItself]), [.wantsCapitalOperations],
        [.wantsPlainJSON], [.lacksPut(405), .misdescribesItself], [.keepsExternalID],
    ])
    func `what a refusal taught is not asked again`(habits: Set<SCIM2Simulator.Habit>) async throws {
        let (target, simulator) = try Self.target(habits)
        simulator.addAccount(userName: "ada", externalID: nil)
        try await target.deliver()
        for title in ["Countess", "Duchess", "Queen"] {
            #expect(try await target.deliver(ConnectorCase.person(title: title)).reason == "updated (title)")
        }
        #expect(simulator.refusals == 1)
        #expect(simulator.violations.isEmpty)
    }

    @Test func `a service that refuses types of e-mail addresses gets none`() async throws {
        let (target, simulator) = try Self.target([.refusesItemTypes])
        guard case .created = try await target.deliver() else {
            Issue.record("not created")
            return
        }
        try await target.deliver(ConnectorCase.person("00u2", userName: "bob"))
        #expect(simulator.user("u2")?["emails"] == .list([.object(("value", .string("bob@example.com")))]))
        #expect(simulator.refusals == 1)
    }

    @Test func `a refusal that no quirk explains is told as it is, with the request's id`() async throws {
        let (target, simulator) = try Self.target()
        let error = Value.object(("detail", .string("operation of type X")), ("scimType", .string("invalidValue")))
        let response = SCIM2Simulator.json(400, error, headers: [HTTPHeader("x-request-ID", "req-7")])
        simulator.failNextChange(.answer(response))
        // The second request that the word "type" provokes is carried out.
        guard case .created = try await target.deliver() else {
            Issue.record("not created")
            return
        }
        simulator.failAll(nil)
        simulator.failNextChange(
            .answer(SCIM2Simulator.json(422, error, headers: [HTTPHeader("x-request-ID", "req-7")])))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(
            outcome.reason == "the target answered 422 (invalidValue): operation of type X [request req-7]")
    }

    @Test func `a service without filters is listed, and then not asked to filter again`() async throws {
        let (target, simulator) = try Self.target([.refusesFilters(400), .pages(of: 2)])
        for name in ["bob", "eve", "kim", "zoe", "ADA"] { simulator.addAccount(userName: name, externalID: nil) }
        guard case .adopted(let account, _) = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(account.id.text == "u5")
        let before = simulator.requests.count
        try await target.deliver(ConnectorCase.person("00u2", userName: "lin"))
        #expect(!simulator.requests.dropFirst(before).contains { $0.url.contains("filter") })
    }

    @Test func `a service that answers with everybody is asked once for all attributes`() async throws {
        let (target, simulator) = try Self.target([.ignoresFilters])
        for name in ["bob", "eve", "ada"] { simulator.addAccount(userName: name, externalID: nil) }
        guard case .adopted(let account, _) = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(account.id.text == "u3")
        #expect(Self.paths(simulator.requests).prefix(2) == ["GET /Users", "GET /ServiceProviderConfig"])
    }

    @Test(arguments: ["adopt", "fail"])
    func `an account in a 200 to a create is not new`(policy: String) async throws {
        let (target, simulator) = try SCIM2ConnectorTests.target(
            [.answersDuplicateWithAccount, .hidesUntilWritten], policy: policy)
        simulator.addAccount(userName: "ada", externalID: nil)
        let outcome = try await target.deliver()
        if policy == "adopt" {
            #expect(outcome.reason.hasPrefix("adopted (") && outcome.reason.contains("externalId"))
            #expect(simulator.user("u1")?["externalId"] == .string("00u1"))
        } else {
            #expect(outcome.code == .remoteConflict)
        }
        #expect(simulator.accountIDs == ["u1"])
    }
}

import Model
import Provisioning
import Synchronization
import TargetSimulators
import Testing

/// Somebody else writes at the same time.
@Suite struct SCIM2VersionTests {
    /// Does something to the target before each of the first changes is sent there.
    final class Meddler: HTTPTransport {
        let simulator: SCIM2Simulator
        private let acts: Mutex<[@Sendable (SCIM2Simulator) -> Void]>

        init(_ simulator: SCIM2Simulator, _ acts: [@Sendable (SCIM2Simulator) -> Void]) {
            self.simulator = simulator
            self.acts = Mutex(acts)
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            if !request.method.isSafe {
                let act = acts.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                act?(simulator)
            }
            return try await simulator.send(request)
        }
    }

    static func change(_ name: String, _ value: Value) -> @Sendable (SCIM2Simulator) -> Void {
        { simulator in
            guard var map = simulator.user("u1")?.map else { return }
            map[name] = value
            simulator.changeUser("u1", to: .map(map))
        }
    }

    static func target(_ habits: Set<SCIM2Simulator.Habit>) throws -> (ConnectorCase, SCIM2Simulator) {
        try SCIM2ConnectorTests.target(habits, mapping: ["title": "{{title}}"])
    }

    static let versioned: [Set<SCIM2Simulator.Habit>] = [
        [.gives(.strong)], [.gives(.weak), .lacksPatch(501)], [.gives(.inHeaderOnly), .answersPatchWithAccount],
        [.gives(.strong), .lacksConfig(404)],
    ]

    @Test(arguments: versioned)
    func `a change that somebody made meanwhile is kept, and ours is written after it`(
        habits: Set<SCIM2Simulator.Habit>
    ) async throws {
        let (target, simulator) = try Self.target(habits)
        try await target.deliver()
        let meddler = Meddler(simulator, [Self.change("nickName", .string("Al"))])
        let outcome = try await target.reached(through: meddler).deliver(ConnectorCase.person(title: "Countess"))
        #expect(outcome.reason == "updated (title)")
        #expect(simulator.user("u1")?["nickName"] == .string("Al"))
        #expect(simulator.user("u1")?["title"] == .string("Countess"))
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an account that changes again and again is left to the next attempt`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong)])
        try await target.deliver()
        let meddler = Meddler(
            simulator, [Self.change("nickName", .string("Al")), Self.change("nickName", .string("Bo"))])
        let outcome = try await target.reached(through: meddler).deliver(ConnectorCase.person(title: "Countess"))
        guard case .transient(.remoteRejected, _, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await target.deliver(ConnectorCase.person(title: "Countess")).reason == "updated (title)")
    }

    @Test func `of two people who adopt one account at the same moment, the second one writes nothing`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong)])
        simulator.addAccount(userName: "ada", externalID: nil)
        let meddler = Meddler(simulator, [Self.change("externalId", .string("somebody else"))])
        let outcome = try await target.reached(through: meddler).deliver()
        #expect(
            outcome.reason == "the account with this userName has another externalId: ada (u1)", "\(outcome)")
        #expect(simulator.user("u1")?["externalId"] == .string("somebody else"))
        #expect(simulator.user("u1")?["displayName"] == nil && simulator.user("u1")?["emails"] == nil)
    }

    @Test func `an account that no longer matches is not taken`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong)])
        simulator.addAccount(userName: "ada", externalID: nil)
        let meddler = Meddler(simulator, [Self.change("userName", .string("bob"))])
        guard case .transient(.remoteRejected, _, _) = try await target.reached(through: meddler).deliver() else {
            Issue.record("it was taken")
            return
        }
        #expect(simulator.user("u1")?["externalId"] == nil)
    }

    @Test func `a service that refuses the right version is written without one, from then on`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong), .refusesMatch])
        try await target.deliver()
        for title in ["Countess", "Duchess", "Queen"] {
            #expect(try await target.deliver(ConnectorCase.person(title: title)).reason == "updated (title)")
        }
        #expect(simulator.refusals == 1)
        #expect(simulator.user("u1")?["title"] == .string("Queen"))
    }

    @Test func `a service that says that it has no versions is written without one`() async throws {
        let (target, simulator) = try Self.target([.gives(.strong), .misdescribesItself])
        try await target.deliver()
        try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(simulator.changes.allSatisfy { request in !request.headers.contains { $0.name == "If-Match" } })
    }

    @Test(arguments: [412, 428])
    func `a service that wants a version for each write gets one, also to delete`(status: Int) async throws {
        let (target, simulator) = try Self.target([.gives(.inHeaderOnly), .wantsMatch(status)])
        try await target.deliver()
        try await target.deliver(ConnectorCase.person(title: "Countess"))
        let id = try #require(RemoteAccountID(answered: "u1"))
        let type = target.connector.type
        #expect(await type.remove(id, by: .delete, in: target.session) == .deleted(id))
        #expect(simulator.accountIDs.isEmpty)
        #expect(await type.remove(id, by: .delete, in: target.session) == .deleted(id))
    }
}

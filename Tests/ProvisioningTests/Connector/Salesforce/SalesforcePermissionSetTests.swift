import Model
import Provisioning
import Synchronization
import TargetSimulators
import Testing

@Suite struct SalesforcePermissionSetTests {
    static func target(
        mode: RemoteSession.Mode = .live, policy: String = "adopt",
        through way: (SalesforceSimulator) -> any HTTPTransport = { $0 }
    ) throws -> (ConnectorCase, SalesforceSimulator) {
        try SalesforceConnectorTests.target(
            settings: [
                ("permissionSets", .object(("sales", .string("Sales_Cloud")), ("support", .string("Knowledge"))))
            ], policy: policy, mode: mode, through: way)
    }

    @Test func `permission sets follow the groups, and those that are not listed stay`() async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver(ConnectorCase.person(groups: ["sales", "chess"]))
        let id = try SalesforceConnectorTests.id(simulator)
        #expect(simulator.permissionSets(of: id) == ["Sales_Cloud"])
        simulator.assign("Foreign", to: id)

        let moved = try await target.deliver(ConnectorCase.person(groups: ["support"]))
        #expect(moved.reason == "updated (permissionSets)")
        #expect(simulator.permissionSets(of: id) == ["Foreign", "Knowledge"])

        let left = try await target.deliver(ConnectorCase.person())
        #expect(left.reason == "updated (permissionSets)")
        #expect(simulator.permissionSets(of: id) == ["Foreign"])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `who is in the same groups as before causes no request`() async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver(ConnectorCase.person(groups: ["sales"]))
        let sent = simulator.requests.count
        #expect(try await target.deliver(ConnectorCase.person(groups: ["sales", "chess"])).reason == "unchanged")
        #expect(simulator.requests.count == sent)
    }

    @Test(arguments: ["adopt", "fail"])
    func `an assignment that fails leaves the new account to be found and completed`(policy: String) async throws {
        let (target, simulator) = try Self.target(policy: policy, through: FirstAssignmentFails.init)
        let outcome = try await target.deliver(ConnectorCase.person(groups: ["sales"]))
        guard case .ambiguous(_, let reason, _) = outcome else {
            Issue.record("expected doubt, found \(outcome)")
            return
        }
        #expect(reason.contains("is there, but not complete"))
        let next = try await target.deliver(ConnectorCase.person(groups: ["sales"]), isDoubtful: true)
        #expect(next.reason == "adopted (permissionSets)")
        #expect(simulator.permissionSets(of: try SalesforceConnectorTests.id(simulator)) == ["Sales_Cloud"])
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `a permission set that is not there is refused by name`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(settings: [
            ("permissionSets", .object(("sales", .string("Nonsense"))))
        ])
        simulator.addAccount(userName: "ada", externalID: "00u1")
        let outcome = try await target.deliver(ConnectorCase.person(groups: ["sales"]))
        #expect(outcome.code == .remoteRejected && outcome.reason.contains("no one permission set `Nonsense`"))
    }

    @Test func `a dry run holds the assignment when nothing else differs`() async throws {
        let (target, simulator) = try Self.target(mode: .dryRun)
        simulator.addUser(
            ValueMap([
                .init(key: "Username", value: .string("ada@example.com")),
                .init(key: "FirstName", value: .string("Ada")),
                .init(key: "LastName", value: .string("Lovelace")),
                .init(key: "Email", value: .string("ada@example.com")),
                .init(key: "FederationIdentifier", value: .string("00u1")),
            ]))
        guard case .held(let request) = try await target.deliver(ConnectorCase.person(groups: ["sales"])) else {
            Issue.record("not held")
            return
        }
        #expect(request.url.hasSuffix("/sobjects/PermissionSetAssignment"))
        #expect(simulator.changes.isEmpty)
    }

    @Test func `an answer that names foreign assignments takes nothing away from anybody`() async throws {
        let (target, simulator) = try Self.target(through: ForeignAssignments.init)
        simulator.addAccount(userName: "ada", externalID: "00u1")
        try await target.deliver()
        #expect(!simulator.requests.contains { $0.method == .delete })
    }
}

/// Tells of assignments that nobody asked for: of a set that is not listed, and of another user.
private struct ForeignAssignments: HTTPTransport {
    let simulator: SalesforceSimulator

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = try await simulator.send(request)
        guard request.url.contains("FROM%20PermissionSetAssignment") else { return answer }
        let user = simulator.accountIDs.first ?? ""
        let rows = [(user, "0PSAx0000000003IAA"), ("005Ax0000000099IAA", "0PSAx0000000001IAA")].map { user, set in
            #"{"Id":"0PaAx0000000001IAA","AssigneeId":"\#(user)","PermissionSetId":"\#(set)"}"#
        }
        let body = #"{"totalSize":2,"done":true,"records":[\#(rows.joined(separator: ","))]}"#
        return HTTPResponse(status: 200, body: Array(body.utf8))
    }
}

/// Refuses the first assignment of a permission set.
private final class FirstAssignmentFails: HTTPTransport {
    private let simulator: SalesforceSimulator
    private let hasFailed = Mutex(false)

    init(_ simulator: SalesforceSimulator) {
        self.simulator = simulator
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let fails =
            request.url.hasSuffix("/PermissionSetAssignment")
            && hasFailed.withLock { hasFailed in
                defer { hasFailed = true }
                return !hasFailed
            }
        guard fails else { return try await simulator.send(request) }
        return SalesforceErrorTests.answer(400, "FIELD_INTEGRITY_EXCEPTION", "the licence does not allow it")
    }
}

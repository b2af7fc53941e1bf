import Model
import Provisioning
import TargetSimulators
import Testing

/// Refusals that other provisioners log and forget.
@Suite struct SalesforceConflictTests {
    @Test func `a user name of another organisation is a conflict that says so`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        simulator.takeElsewhere("ada@example.com")
        let outcome = try await target.deliver()
        guard case .conflict(let reason, let candidates) = outcome else {
            Issue.record("expected a conflict, found \(outcome)")
            return
        }
        #expect(candidates.isEmpty)
        #expect(reason.contains("in another Salesforce organisation, nobody has it here"))
        #expect(reason.contains("DUPLICATE_USERNAME"))
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `a changed user name that somebody has here is a conflict that names them`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        try await target.deliver()
        let ours = try SalesforceConnectorTests.id(simulator)
        simulator.addAccount(userName: "grace", externalID: "00u7")
        let outcome = try await target.deliver(ConnectorCase.person(userName: "grace"))
        guard case .conflict(_, let candidates) = outcome else {
            Issue.record("expected a conflict, found \(outcome)")
            return
        }
        #expect(candidates.map(\.name) == ["grace@example.com"])
        #expect(simulator.user(ours)?["Username"] == .string("ada@example.com"))
    }

    @Test func `a nickname that somebody has is a conflict that says what to map`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(mapping: ["CommunityNickname": "ada"])
        simulator.addUser(
            ValueMap([
                .init(key: "Username", value: .string("other@example.com")),
                .init(key: "CommunityNickname", value: .string("Ada")),
            ]))
        let outcome = try await target.deliver()
        #expect(outcome.code == .remoteConflict && outcome.reason.contains("map another `CommunityNickname`"))
    }

    @Test func `an account made between our look and our create is adopted`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(through: RacingTransport.init)
        let outcome = try await target.deliver()
        guard case .adopted(let account, _) = outcome else {
            Issue.record("expected an adoption, found \(outcome)")
            return
        }
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test func `an exhausted licence is a dead letter that says what to do, and works once there is one`() async throws
    {
        let (target, simulator) = try SalesforceConnectorTests.target()
        simulator.setLicences(0)
        let outcome = try await target.deliver()
        #expect(outcome.code == .remoteRejected)
        #expect(outcome.reason.contains("deactivate users or buy licences, then redrive"))
        simulator.setLicences(1)
        #expect(try await target.deliver().reason == "created")
    }

    @Test func `who comes back when the licences are taken stays deactivated`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(
            more: ValueMap([
                .init(key: "onScopeLoss", value: .string("deactivate")),
                .init(key: "scope", value: .object(("groups", .list([.string("staff")])))),
            ]))
        try await target.deliver(ConnectorCase.person(groups: ["staff"]))
        #expect(try await target.deliver(isApproved: true).reason == "deactivated")
        simulator.setLicences(0)
        let outcome = try await target.deliver(ConnectorCase.person(groups: ["staff"]))
        #expect(outcome.code == .remoteRejected, "\(outcome)")
        #expect(simulator.user(try SalesforceConnectorTests.id(simulator))?["IsActive"] == .bool(false))
    }
}

/// Makes the person's account right before ours reaches the organisation.
private struct RacingTransport: HTTPTransport {
    let simulator: SalesforceSimulator

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if !request.method.isSafe, request.url.contains("/sobjects/"), simulator.changes.isEmpty {
            simulator.addAccount(userName: "ada", externalID: "00u1")
        }
        return try await simulator.send(request)
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

/// What becomes of the account of a person who leaves the scope, and who comes back.
@Suite struct SalesforceRemovalTests {
    static let inside = ConnectorCase.person(groups: ["staff"])
    static let outside = ConnectorCase.person(groups: ["guests"])
    static let later = ConnectorCase.now + .seconds(60)

    static func target(_ onScopeLoss: String, rename: Bool = false) throws -> (ConnectorCase, SalesforceSimulator) {
        try SalesforceConnectorTests.target(
            settings: [("deactivation", .object(("renameUsername", .bool(rename))))],
            more: ValueMap([
                .init(key: "onScopeLoss", value: .string(onScopeLoss)),
                .init(key: "scope", value: .object(("groups", .list([.string("staff")])))),
            ]))
    }

    @Test(arguments: ["deactivate", "delete"])
    func `a user can't be deleted, so both removals deactivate and say so`(onScopeLoss: String) async throws {
        let (target, simulator) = try Self.target(onScopeLoss)
        try await target.deliver(Self.inside)
        let id = try SalesforceConnectorTests.id(simulator)
        #expect(try await target.deliver(Self.outside, asOf: Self.later).reason == "deactivated")
        #expect(try SalesforceConnectorTests.body(simulator.changes.last) == .object(("IsActive", .bool(false))))
        #expect(simulator.accountIDs == [id])

        let back = try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
        #expect(back.reason == "updated (IsActive)")
        #expect(simulator.user(id)?["IsActive"] == .bool(true))
        #expect(simulator.violations.isEmpty)
    }

    @Test func `a deactivated account frees its user name, and gets it back`() async throws {
        let (target, simulator) = try Self.target("deactivate", rename: true)
        try await target.deliver(Self.inside)
        let id = try SalesforceConnectorTests.id(simulator)
        try await target.deliver(Self.outside, asOf: Self.later)
        #expect(simulator.user(id)?["Username"] == .string("old.\(id.lowercased()).ada@example.com"))

        let remote = try #require(RemoteAccountID(answered: id))
        let sent = simulator.changes.count
        #expect(await target.connector.type.remove(remote, by: .deactivate, in: target.session) == .deactivated(remote))
        #expect(simulator.changes.count == sent, "a second removal renames again")

        try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
        #expect(simulator.user(id)?["Username"] == .string("ada@example.com"))
    }

    @Test func `a freed user name fits, however long it was`() async throws {
        let (target, simulator) = try Self.target("deactivate", rename: true)
        for name in [
            String(repeating: "l", count: 68) + "@example.com",
            "a@" + String(repeating: "d", count: 74) + ".com",
        ] {
            simulator.addAccount(userName: name, externalID: nil)
            let id = try SalesforceConnectorTests.id(simulator)
            let remote = try #require(RemoteAccountID(answered: id))
            let outcome = await target.connector.type.remove(remote, by: .deactivate, in: target.session)
            #expect(outcome == .deactivated(remote), "\(outcome)")
            #expect(simulator.user(id)?["Username"]?.string?.hasPrefix("old.\(id.lowercased()).") == true)
        }
    }

    @Test func `an account that is gone is the wanted end`() async throws {
        let (target, _) = try Self.target("deactivate")
        let id = try #require(RemoteAccountID(answered: "005Ax0000000042AAA"))
        #expect(await target.connector.type.remove(id, by: .delete, in: target.session) == .deleted(id))
    }

    @Test func `a person who comes back is found although their account was renamed and is inactive`() async throws {
        let (target, simulator) = try Self.target("keep")
        simulator.addAccount(userName: "old.x.ada@example.com", externalID: "00u1")
        let id = try SalesforceConnectorTests.id(simulator)
        simulator.change(id, "IsActive", .bool(false))
        let outcome = try await target.deliver(Self.inside)
        #expect(outcome.account?.id.text == id)
        #expect(simulator.user(id)?["IsActive"] == .bool(true))
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

/// What becomes of the account of a person who leaves the scope, and who comes back.
@Suite struct ScopeLossTests {
    static let inside = ConnectorCase.person(groups: ["staff"])
    static let outside = ConnectorCase.person(groups: ["guests"])
    static let later = ConnectorCase.now + .seconds(60)

    static func target(
        _ onScopeLoss: String, mode: RemoteSession.Mode = .live, mapping: [String: String] = [:],
        policy: String = "adopt"
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        try SCIM2ConnectorTests.target(
            mapping: mapping, policy: policy, mode: mode,
            more: ValueMap([
                .init(key: "onScopeLoss", value: .string(onScopeLoss)),
                .init(key: "scope", value: .object(("groups", .list([.string("staff")])))),
            ]))
    }

    static func link(_ target: ConnectorCase) throws -> AccountLink? {
        target.links.link(of: try #require(Subject("00u1")), connector: "target")
    }

    @Test func `an account is deactivated, and active again after the next login in scope`() async throws {
        let (target, simulator) = try Self.target("deactivate")
        try await target.deliver(Self.inside)
        #expect(try await target.deliver(Self.outside, asOf: Self.later).reason == "deactivated")
        #expect(simulator.user("u1")?["active"] == .bool(false))
        let id = try #require(RemoteAccountID(answered: "u1"))
        #expect(try Self.link(target)?.account == .deactivated(id))
        #expect(try Self.link(target)?.asOf == Self.later)

        let back = try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
        #expect(back == .updated(try SCIM2ConnectorTests.account("u1"), changed: ["active"]))
        #expect(simulator.user("u1")?["active"] == .bool(true))
        #expect(try Self.link(target)?.account == .active(id))
        #expect(simulator.accountIDs == ["u1"])
    }

    @Test func `an account is active again though the mapping says nothing about it`() async throws {
        let (target, simulator) = try Self.target("deactivate", mapping: ["active": "{{nobody}}"])
        try await target.deliver(Self.inside)
        try await target.deliver(Self.outside, asOf: Self.later)
        try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
        #expect(simulator.user("u1")?["active"] == .bool(true))
    }

    @Test func `an account that a lost create made after the deletion is taken back, whatever the policy`() async throws
    {
        let (target, simulator) = try Self.target("delete", policy: "fail")
        try await target.deliver(Self.inside)
        try await target.deliver(Self.outside, asOf: Self.later)
        simulator.addAccount(userName: "ada", externalID: "00u1")
        let back = try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
        guard case .adopted(let account, _) = back else {
            Issue.record("\(back)")
            return
        }
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test func `an account is deleted, and made anew after the next login in scope`() async throws {
        let (target, simulator) = try Self.target("delete")
        try await target.deliver(Self.inside)
        #expect(try await target.deliver(Self.outside, asOf: Self.later).reason == "deleted")
        #expect(simulator.accountIDs.isEmpty)
        #expect(try Self.link(target)?.account == .deleted)
        #expect(
            try await target.deliver(Self.inside, asOf: Self.later + .seconds(60))
                == .created(SCIM2ConnectorTests.account("u2")))
    }

    @Test(arguments: ["deactivate", "delete"])
    func `an older login that comes late brings nobody back`(_ onScopeLoss: String) async throws {
        let (target, simulator) = try Self.target(onScopeLoss)
        try await target.deliver(Self.inside)
        try await target.deliver(Self.outside, asOf: Self.later)
        let sent = simulator.requests.count
        let late = try await target.deliver(Self.inside, asOf: Self.later + .milliseconds(-1))
        #expect(late == .stale(since: Self.later))
        #expect(late.code == .staleLogin)
        #expect(simulator.requests.count == sent)
    }

    @Test func `an account that may stay is left alone`() async throws {
        let (target, simulator) = try Self.target("keep")
        try await target.deliver(Self.inside)
        let sent = simulator.requests.count
        #expect(try await target.deliver(Self.outside, asOf: Self.later).code == .outOfScope)
        #expect(simulator.requests.count == sent)
        #expect(try Self.link(target)?.account.isActive == true)
    }

    @Test func `a person without an account loses none, and one who lost it is not asked about again`() async throws {
        let (target, simulator) = try Self.target("deactivate")
        #expect(try await target.deliver(Self.outside).code == .outOfScope)
        #expect(simulator.requests.isEmpty)
        try await target.deliver(Self.inside)
        try await target.deliver(Self.outside, asOf: Self.later)
        let sent = simulator.requests.count
        #expect(try await target.deliver(Self.outside, asOf: Self.later + .seconds(1)).code == .outOfScope)
        #expect(simulator.requests.count == sent)
    }

    @Test func `the brake holds a removal until somebody approves it`() async throws {
        let (target, simulator) = try Self.target("delete")
        try await target.deliver(Self.inside)
        target.links.verdict = .held(removed: 21)
        let held = try await target.deliver(Self.outside, asOf: Self.later)
        #expect(held.code == .removalHeld)
        #expect(
            held.reason
                == "the account would be deleted (in none of the groups staff); 21 went within 24h already, "
                + "and the brake allows 20 or 10 %")
        #expect(simulator.accountIDs == ["u1"])
        #expect(try await target.deliver(Self.outside, asOf: Self.later, isApproved: true).reason == "deleted")
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `an account that is gone already needs no removal`() async throws {
        let (target, simulator) = try Self.target("deactivate")
        try await target.deliver(Self.inside)
        simulator.removeUser("u1")
        #expect(try await target.deliver(Self.outside, asOf: Self.later).reason == "deleted")
        #expect(try Self.link(target)?.account == .deleted)
    }
}

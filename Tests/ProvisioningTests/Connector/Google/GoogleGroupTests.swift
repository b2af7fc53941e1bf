import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// Membership in the groups that the settings name, and what becomes of an account whose person leaves the scope.
@Suite struct GoogleGroupTests {
    static let settings = GoogleConnectorTests.settings(
        (
            "groups",
            .object(("engineering", .string("eng@example.com")), ("support", .string("support@example.com")))
        ))

    static func target(mode: RemoteSession.Mode = .live) throws -> (ConnectorCase, GoogleSimulator) {
        let (target, simulator) = try GoogleConnectorTests.target(settings: settings, mode: mode)
        for group in ["eng@example.com", "support@example.com", "other@example.com"] { simulator.addGroup(group) }
        return (target, simulator)
    }

    @Test func `a person is in the groups that theirs stand for, and in no other of these`() async throws {
        let (target, simulator) = try Self.target()
        let account = try #require(
            try await target.deliver(ConnectorCase.person(groups: ["engineering", "unknown"])).account)
        #expect(simulator.members(of: "eng@example.com") == [account.id.text])
        #expect(simulator.members(of: "support@example.com") == [])

        let moved = try await target.deliver(ConnectorCase.person(groups: ["support"]))
        #expect(moved == .updated(account, changed: ["groups"]))
        #expect(simulator.members(of: "eng@example.com") == [])
        #expect(simulator.members(of: "support@example.com") == [account.id.text])

        let left = try await target.deliver(ConnectorCase.person())
        #expect(left == .updated(account, changed: ["groups"]))
        #expect(simulator.members(of: "support@example.com") == [])
        let sent = simulator.requests.count
        #expect(try await target.deliver(ConnectorCase.person()) == .unchanged(account))
        #expect(simulator.requests.count == sent && simulator.violations.isEmpty)
    }

    @Test func `a single group that comes as a text counts`() async throws {
        let (target, simulator) = try Self.target()
        var person = ConnectorCase.person().values
        person["groups"] = .string("support")
        try await target.deliver(UserAttributes(person))
        #expect(simulator.members(of: "support@example.com")?.count == 1)
    }

    @Test func `a group that is not there is named, at once when the account is an old one`() async throws {
        let clock = ManualClock(at: ConnectorCase.now)
        let (target, simulator) = try GoogleConnectorTests.target(settings: Self.settings, clock: clock)
        try await target.deliver()
        let person = ConnectorCase.person(groups: ["support"])
        guard case .transient(.remoteRejected, _, _) = try await target.deliver(person) else {
            Issue.record("Google may not know the fresh account yet")
            return
        }
        clock.advance(by: .seconds(601))
        guard case .rejected(.remoteRejected, let reason) = try await target.deliver(person) else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.contains("`support@example.com`"))
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `a dry run stops at the first change of a group`() async throws {
        let (target, simulator) = try Self.target(mode: .dryRun)
        let id = simulator.addUser(
            .object(
                ("primaryEmail", .string("ada@example.com")),
                ("name", .object(("familyName", .string("Lovelace")), ("givenName", .string("Ada")))),
                (
                    "externalIds",
                    .list([
                        .object(
                            ("customType", .string("reconcile")), ("type", .string("custom")),
                            ("value", .string("00u1")))
                    ])
                )))
        guard case .held(let request) = try await target.deliver(ConnectorCase.person(groups: ["engineering"])) else {
            Issue.record("not held")
            return
        }
        #expect(request.description == "POST https://admin.googleapis.com/admin/directory/v1/groups/eng%40example.com/members")
        #expect(request.body == #"{"email":"ada@example.com","role":"MEMBER"}"#)
        #expect(simulator.changes.isEmpty && simulator.accountIDs == [id])
    }

    @Test func `only the scopes that the settings need are asked for`() async throws {
        for settings in [GoogleConnectorTests.settings(), Self.settings] {
            let key = try GoogleServiceKey.first.get()
            let hasGroups = settings["groups"] != nil
            let scopes: Set = hasGroups ? [GoogleSimulator.userScope, GoogleSimulator.memberScope] : [GoogleSimulator.userScope]
            let simulator = try GoogleSimulator(key: key, delegated: scopes, now: { ConnectorCase.now })
            let target = try ConnectorCase(
                "google", settings: settings, transport: simulator, secrets: ["WORKSPACE_KEY": key.file])
            guard case .created = try await target.deliver() else {
                Issue.record("not created")
                return
            }
        }
    }

    static let later = ConnectorCase.now + .seconds(60)

    static func scoped(_ onScopeLoss: String) throws -> (ConnectorCase, GoogleSimulator) {
        try GoogleConnectorTests.target(
            mapping: ["suspended": ""],
            more: ValueMap([
                .init(key: "onScopeLoss", value: .string(onScopeLoss)),
                .init(key: "scope", value: .object(("groups", .list([.string("staff")])))),
            ]))
    }

    @Test func `who leaves the scope is suspended, and active again after the next login in it`() async throws {
        let (target, simulator) = try Self.scoped("deactivate")
        try await target.deliver(ConnectorCase.person(groups: ["staff"]))
        #expect(try await target.deliver(ConnectorCase.person(), asOf: Self.later).reason == "deactivated")
        #expect(try GoogleConnectorTests.only(simulator)["suspended"] == .bool(true))
        #expect(simulator.changes.last?.body.map { String(decoding: $0, as: UTF8.self) } == #"{"suspended":true}"#)
        let back = try await target.deliver(
            ConnectorCase.person(groups: ["staff"]), asOf: Self.later + .seconds(60))
        #expect(back.reason == "updated (suspended)")
        #expect(try GoogleConnectorTests.only(simulator)["suspended"] == .bool(false))
        #expect(simulator.violations.isEmpty)
    }

    @Test func `who leaves the scope is deleted, and one who is gone already is deleted too`() async throws {
        for isGone in [false, true] {
            let (target, simulator) = try Self.scoped("delete")
            try await target.deliver(ConnectorCase.person(groups: ["staff"]))
            if isGone {
                simulator.removeUser(GoogleConnectorTests.id(1))
                let id = try #require(RemoteAccountID(answered: GoogleConnectorTests.id(1)))
                // Another process, which did not make the account.
                let session = RemoteSession(
                    transport: simulator, secrets: NamedSecrets(secrets: target.secrets),
                    clock: FixedClock(now: ConnectorCase.now), timeout: .seconds(5))
                #expect(await target.connector.type.remove(id, by: .delete, in: session) == .deleted(id))
            } else {
                #expect(try await target.deliver(ConnectorCase.person(), asOf: Self.later).reason == "deleted")
                #expect(simulator.changes.last?.method == .delete)
            }
            #expect(simulator.accountIDs.isEmpty && simulator.violations.isEmpty)
        }
    }
}

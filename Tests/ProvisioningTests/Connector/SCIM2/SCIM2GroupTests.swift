import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SCIM2GroupTests {
    static func target(
        _ habits: Set<SCIM2Simulator.Habit> = [], groups: Value = push("engineering", "support"),
        policy: String = "adopt",
        more: [(String, Value)] = []
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        try SCIM2ConnectorTests.target(
            habits, mapping: ["title": "{{title}}"], policy: policy, settings: ["groups": groups],
            more: ValueMap(more.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }

    static func push(_ names: String..., create: Bool = true) -> Value {
        .object(("create", .bool(create)), ("push", .list(names.map(Value.string))))
    }

    static func person(_ groups: String..., title: String? = nil) -> UserAttributes {
        ConnectorCase.person(title: title).adding("groups", .list(groups.map(Value.string)))
    }

    static func members(_ simulator: SCIM2Simulator, _ name: String) -> [String]? {
        simulator.groups.first { $0["displayName"] == .string(name) }
            .map { ($0["members"]?.list ?? []).compactMap { $0["value"]?.string } }
    }

    @Test func `a new account joins the groups that are pushed, and no other is made`() async throws {
        let (target, simulator) = try Self.target()
        guard case .created = try await target.deliver(Self.person("engineering", "chess club")) else {
            Issue.record("not created")
            return
        }
        #expect(simulator.groups.map { $0["displayName"] } == [.string("engineering")])
        #expect(Self.members(simulator, "engineering") == ["u1"])
        #expect(simulator.violations.isEmpty)
        #expect(simulator.changes.map(\.method) == [.post, .post])
    }

    @Test func `a group has another name at the target when the map says so`() async throws {
        let map = Value.object(
            ("map", .object(("engineering", .string("Wiki \"Engineers\"")), ("eng", .string("Wiki \"Engineers\"")))))
        let (target, simulator) = try Self.target(groups: map)
        simulator.addGroup(Self.group("Wiki \"Engineers\""))
        try await target.deliver(Self.person("eng", "engineering"))
        #expect(Self.members(simulator, "Wiki \"Engineers\"") == ["u1"])
        #expect(simulator.violations.isEmpty)
    }

    static func group(_ name: String, _ members: String...) -> Value {
        .object(
            ("schemas", .list([.string("urn:ietf:params:scim:schemas:core:2.0:Group")])),
            ("displayName", .string(name)), ("members", .list(members.map { .object(("value", .string($0))) })))
    }

    @Test(arguments: [Set<SCIM2Simulator.Habit>(), [.lacksPatch(501)], [.wantsCapitalOperations], [.ignoresFilters]])
    func `a person moves between groups, and others stay where they are`(
        habits: Set<SCIM2Simulator.Habit>
    ) async throws {
        let (target, simulator) = try Self.target(habits)
        simulator.addAccount(userName: "bob", externalID: "b")
        simulator.addGroup(Self.group("chess club", "u1"))
        simulator.addGroup(Self.group("engineering", "u1"))
        try await target.deliver(Self.person("engineering"))
        #expect(Self.members(simulator, "engineering") == ["u1", "u2"])

        let moved = try await target.deliver(Self.person("support"))
        #expect(moved.reason == "updated (groups.engineering, groups.support)")
        #expect(Self.members(simulator, "engineering") == ["u1"])
        #expect(Self.members(simulator, "support") == ["u2"])

        let left = try await target.deliver(Self.person())
        #expect(left.reason == "updated (groups.support)")
        #expect(Self.members(simulator, "chess club") == ["u1"])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an unchanged membership is looked at and not written`() async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver(Self.person("engineering"))
        let changes = simulator.changes.count
        let sent = simulator.requests.count
        guard case .unchanged = try await target.deliver(Self.person("engineering")) else {
            Issue.record("not unchanged")
            return
        }
        #expect(simulator.requests.count == sent)
        guard case .unchanged = try await target.deliver(Self.person("engineering"), isDoubtful: true) else {
            Issue.record("not unchanged")
            return
        }
        #expect(simulator.changes.count == changes)
        // The account, the group whose id is remembered, and the look-up of the one that is not there.
        #expect(
            simulator.requests.dropFirst(sent).map { $0.url.dropFirst(SCIM2Simulator.base.count).prefix(14) }
                == ["/Users/u1", "/Groups/g1", "/Groups?filter"])
    }

    @Test func `a membership that somebody took away comes back with the next change`() async throws {
        let (target, simulator) = try Self.target(groups: Self.push("engineering"))
        try await target.deliver(Self.person("engineering"))
        simulator.removeGroup("g1")
        simulator.addGroup(Self.group("engineering"))
        try await target.deliver(Self.person("engineering", title: "Countess"))
        #expect(Self.members(simulator, "engineering") == ["u1"])
    }

    @Test func `a group that is pushed from now on is looked at for everybody who comes`() async throws {
        let (target, simulator) = try Self.target(groups: Self.push("engineering"))
        try await target.deliver(Self.person("engineering", "support"))
        let later = try ConnectorCase(
            "scim2",
            settings: try #require(target.connector.spec.settings.with("groups", Self.push("engineering", "support"))),
            transport: simulator, mapping: ["title": "{{title}}"])
        let subject = try #require(Subject("00u1"))
        let link = try #require(target.links.link(of: subject, connector: "target"))
        later.links.store(link)
        #expect(
            try await later.deliver(Self.person("engineering", "support")).reason == "updated (groups.support)")
    }

    @Test func `a group that may not be made is told, and the account is taken by the next attempt`() async throws {
        let (target, simulator) = try Self.target(groups: Self.push("engineering", create: false), policy: "fail")
        let outcome = try await target.deliver(Self.person("engineering"))
        guard case .ambiguous(.remoteRejected, let reason, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(
            reason == "the account ada (u1) is there, and its groups are not as wanted: group `engineering`: "
                + "the target has no such group: make it there, or set `groups.create: true`")
        simulator.addGroup(Self.group("engineering"))
        let again = try await target.deliver(Self.person("engineering"), isDoubtful: true)
        #expect(again.reason == "adopted (groups.engineering)")
        #expect(simulator.accountIDs == ["u1"])
    }

    @Test func `an account that is linked stays so when its groups fail`() async throws {
        let (target, simulator) = try Self.target(groups: Self.push("engineering"))
        try await target.deliver(Self.person())
        simulator.failNextChange(.answer(HTTPResponse(status: 429)))
        guard case .throttled(let reason, _) = try await target.deliver(Self.person("engineering")) else {
            Issue.record("not throttled")
            return
        }
        #expect(reason.hasPrefix("group `engineering`: "))
        #expect(try await target.deliver(Self.person("engineering")).reason == "updated (groups.engineering)")
    }

    @Test func `two groups of one name are not guessed at`() async throws {
        let (target, simulator) = try Self.target(groups: Self.push("engineering"))
        simulator.addGroup(Self.group("engineering"))
        simulator.addGroup(Self.group("engineering"))
        let outcome = try await target.deliver(Self.person("engineering"))
        #expect(outcome.reason.contains("several groups of this name"))
        #expect(Self.members(simulator, "engineering") == [])
    }

    @Test func `who leaves the scope loses the pushed memberships, and has them back when back`() async throws {
        let scope = Value.object(("groups", .list([.string("staff")])))
        let (target, simulator) = try Self.target(groups: Self.push("engineering"), more: [("scope", scope)])
        try await target.deliver(Self.person("staff", "engineering"))
        let left = try await target.deliver(
            Self.person("engineering"), asOf: ConnectorCase.now + .seconds(60))
        #expect(left.reason == "deactivated")
        #expect(simulator.user("u1")?["active"] == .bool(false))
        #expect(Self.members(simulator, "engineering") == [])
        try await target.deliver(Self.person("staff", "engineering"), asOf: ConnectorCase.now + .seconds(120))
        #expect(Self.members(simulator, "engineering") == ["u1"])
    }

    @Test func `a new account joins a group that can only be replaced, and its members stay`() async throws {
        let (target, simulator) = try Self.target([.lacksPatch(501)], groups: Self.push("engineering"))
        simulator.addAccount(userName: "bob", externalID: nil)
        simulator.addGroup(Self.group("engineering", "u1"))
        for name in ["ada", "eve"] {
            let person = ConnectorCase.person(name, userName: name, groups: ["engineering"])
            guard case .created = try await target.deliver(person) else {
                Issue.record("\(name) was not created")
                return
            }
        }
        #expect(Self.members(simulator, "engineering") == ["u1", "u2", "u3"])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `many groups are looked through page by page`() async throws {
        let (target, simulator) = try Self.target(
            [.ignoresFilters, .pages(of: 3)], groups: Self.push("g 7", create: false))
        for number in 0..<10 { simulator.addGroup(Self.group("g \(number)")) }
        try await target.deliver(Self.person("g 7"))
        #expect(Self.members(simulator, "g 7") == ["u1"])
        #expect(simulator.violations.isEmpty)
    }
}

extension Value {
    fileprivate func with(_ key: String, _ value: Value) -> Value? {
        guard var map else { return nil }
        map[key] = value
        return .map(map)
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

/// Every dialect is synced without an error, a redundant write or a duplicate.
@Suite struct SCIM2DialectTests {
    static let count = 200

    @Test(arguments: SCIM2Dialect.all)
    func `200 people are synced once, and then nothing is written but what changed`(dialect: SCIM2Dialect) async throws
    {
        let (target, simulator) = try Self.target(dialect)
        let people = SCIM2Sync.people(Self.count)
        // Some are there already, made by somebody else.
        for person in people where Self.isKnown(person) {
            simulator.addUser(try Self.foreign(person))
        }
        let sync = SCIM2Sync(target: target)
        let start = ContinuousClock.now
        var problems = try await sync.first(people)
        #expect(simulator.accountIDs.count == Self.count)
        for knowledge in SCIM2Sync.Knowledge.ten {
            guard problems.isEmpty else { break }
            problems += try await sync.again(people, knowing: knowledge)
        }
        if problems.isEmpty { problems += try await sync.change(people[8]) }
        #expect(problems.isEmpty, "\(problems.count) problems: \(problems.prefix(3).joined(separator: "\n"))")
        #expect(simulator.accountIDs.count == Self.count)
        #expect(Set(simulator.users.map { $0["userName"]?.string?.lowercased() }).count == Self.count)
        #expect(simulator.violations.isEmpty)
        #expect(simulator.writes == sync.writes)
        let took = (ContinuousClock.now - start) / .seconds(1)
        print("\(dialect.name): \(simulator.requests.count) requests, \(sync.writes) writes, \(Int(took * 10)) ds")
        // What it must learn about the target may cost a refusal, once.
        #expect(sync.refusals <= 3, "\(sync.refusals) writes were refused")
    }

    @Test(arguments: SCIM2Dialect.all, ["deactivate", "delete"])
    func `somebody who leaves and comes back has one active account`(
        dialect: SCIM2Dialect, onScopeLoss: String
    ) async throws {
        let staff = Value.object(("groups", .list([.string("staff")])))
        let (target, simulator) = try Self.target(
            dialect, more: [("scope", staff), ("onScopeLoss", .string(onScopeLoss))])
        let inside = Self.person(groups: ["staff"])
        try await target.deliver(inside)
        let left = try await target.deliver(Self.person(groups: []), asOf: ConnectorCase.now + .seconds(60))
        #expect(left.reason.hasPrefix(onScopeLoss), "\(left)")
        #expect(simulator.users.allSatisfy { $0["active"] == .bool(false) })
        let back = try await target.deliver(inside, asOf: ConnectorCase.now + .seconds(120))
        #expect(back.account != nil, "\(back)")
        #expect(simulator.users.map { $0["active"] } == [.bool(true)])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `there are at least twelve dialects, and each is another one`() {
        #expect(SCIM2Dialect.all.count >= 12)
        #expect(Set(SCIM2Dialect.all.map(\.habits)).count == SCIM2Dialect.all.count)
        #expect(Set(SCIM2Dialect.all.map(\.name)).count == SCIM2Dialect.all.count)
    }

    static func target(
        _ dialect: SCIM2Dialect, mapping others: [String: String] = [:], more: [(String, Value)] = []
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        var mapping = [
            "title": "{{title}}",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "{{department}}",
        ]
        mapping.merge(others) { $1 }
        mapping.merge(dialect.mapping) { $1 }
        var extras = more
        if !dialect.matchOn.isEmpty {
            let matchOn = Value.list(dialect.matchOn.map(Value.string))
            extras.append(("conflict", .object(("policy", .string("adopt")), ("matchOn", matchOn))))
        }
        return try SCIM2ConnectorTests.target(
            dialect.habits, mapping: mapping, settings: dialect.settings,
            more: ValueMap(extras.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }

    private static func person(groups: [String]) -> UserAttributes {
        var map = SCIM2Sync.people(1)[0].values
        map["groups"] = .list(groups.map(Value.string))
        return UserAttributes(map)
    }

    private static func isKnown(_ person: UserAttributes) -> Bool { person["subject"]?.string?.hasSuffix("3") == true }

    /// An account of the person that lacks our identifier and has an attribute of its own.
    private static func foreign(_ person: UserAttributes) throws -> Value {
        .object(
            ("schemas", .list([.string("urn:ietf:params:scim:schemas:core:2.0:User")])),
            ("userName", .string(try #require(person.userName))), ("nickName", .string("set by others")),
            ("active", .bool(true)))
    }
}

extension SCIM2Dialect: CustomTestStringConvertible {
    package var testDescription: String { name }
}

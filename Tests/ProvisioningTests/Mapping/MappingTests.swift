import Model
import Provisioning
import Testing

@Suite struct MappingTests {
    static func attributes(_ pairs: (String, Value)...) -> UserAttributes {
        UserAttributes(ValueMap(pairs.map { .init(key: $0.0, value: $0.1) }))
    }

    @Test func `empty attributes are left out`() throws {
        let mapping = try AttributeMapping(["userName": "{{email}}", "title": "{{title}}", "roles": "{{groups}}"])
        let account = mapping.account(
            for: Self.attributes(("email", .string("a@b.c")), ("groups", .list([.string(" ")]))))
        #expect(account == DesiredAccount(ValueMap([.init(key: "userName", value: .string("a@b.c"))])))
    }

    @Test func `a digest tells accounts and systems apart, and nothing else`() {
        let one = DesiredAccount(ValueMap([.init(key: "a", value: .int(1)), .init(key: "b", value: .string(""))]))
        let same = DesiredAccount(ValueMap([.init(key: "a", value: .int(1))]))
        let other = DesiredAccount(ValueMap([.init(key: "a", value: .int(2))]))
        #expect(one.digest(at: "x") == same.digest(at: "x"))
        #expect(one.digest(at: "x") != other.digest(at: "x"))
        #expect(one.digest(at: "x") != one.digest(at: "y"))
        #expect(one.digest(at: "x").count == 64)
    }

    static func scope(groups: [String] = [], domains: [String] = []) throws -> OutboundConnector.Scope {
        var map = ValueMap()
        if !groups.isEmpty { map["groups"] = .list(groups.map(Value.string)) }
        if !domains.isEmpty { map["emailDomains"] = .list(domains.map(Value.string)) }
        let reading = Reading(
            file: "test", catalogue: SchemaCatalogue(connectorTypes: [], triggerTypes: [], templates: templateReading))
        return try #require(OutboundConnector.Scope.read(Node(.map(map)), in: reading)).value
    }

    @Test func `without a scope everybody is inside`() {
        #expect(ScopeFilter.verdict(on: Self.attributes(), in: nil) == .inside)
    }

    @Test(arguments: [
        (["eng"], [], Value.list([.string("eng"), .string("x")]), "a@b.c", true),
        (["eng"], [], .list([.string("Eng")]), "a@b.c", false),
        (["eng"], [], .string("eng"), "a@b.c", true),
        (["eng"], [], .null, "a@b.c", false),
        ([], ["Example.com"], .null, "ada@EXAMPLE.com", true),
        ([], ["example.com"], .null, "ada@sub.example.com", false),
        ([], ["example.com"], .null, "example.com", false),
        (["eng"], ["example.com"], .list([.string("eng")]), "ada@example.com", true),
        (["eng"], ["example.com"], .list([.string("eng")]), "ada@other.com", false),
        (["eng"], ["example.com"], .list([.string("ops")]), "ada@example.com", false),
    ])
    func `both fields of a scope must fit`(
        groups: [String], domains: [String], held: Value, email: String, isInside: Bool
    ) throws {
        let person = Self.attributes(("groups", held), ("email", .string(email)))
        let verdict = ScopeFilter.verdict(on: person, in: try Self.scope(groups: groups, domains: domains))
        #expect((verdict == .inside) == isInside)
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

/// What a mapping gives, as the target gets it.
@Suite struct SCIM2ValueTests {
    static func made(
        _ mapping: [String: String], _ person: UserAttributes = ConnectorCase.person(), listItems: String = "typed",
        settings: [String: Value] = [:]
    ) async throws -> Value {
        let (target, simulator) = try SCIM2ConnectorTests.target(
            mapping: mapping, listItems: listItems, settings: settings)
        guard case .created(let account) = try await target.deliver(person) else {
            Issue.record("not created")
            return .null
        }
        guard case .unchanged = try await target.deliver(person, isDoubtful: true) else {
            Issue.record("written twice")
            return .null
        }
        #expect(simulator.violations.isEmpty)
        return try #require(simulator.user(account.id.text))
    }

    @Test func `an address of OpenID Connect becomes one of SCIM`() async throws {
        let address = Value.object(
            ("street_address", .string("1 Loop")), ("locality", .string("Zürich")), ("postal_code", .string("8000")))
        let user = try await Self.made(
            ["addresses": "{{address}}"], ConnectorCase.person().adding("address", address))
        #expect(
            user["addresses"]
                == .list([
                    .object(
                        ("locality", .string("Zürich")), ("postalCode", .string("8000")), ("primary", .bool(true)),
                        ("streetAddress", .string("1 Loop")), ("type", .string("work")))
                ]))
    }

    @Test func `the members of an address may be mapped one by one`() async throws {
        let user = try await Self.made(["addresses.locality": "Zürich", "addresses.country": "CH"], listItems: "plain")
        #expect(
            user["addresses"] == .list([.object(("country", .string("CH")), ("locality", .string("Zürich")))]))
    }

    @Test func `lists of many values have one that is primary`() async throws {
        let person = ConnectorCase.person().adding("phones", .list([.string("+41 1"), .string("+41 2")]))
        let user = try await Self.made(
            ["phoneNumbers": "{{phones}}", "roles": "author", "ims": "ada@chat", "x509Certificates": "MIIB"], person)
        #expect(
            user["phoneNumbers"]
                == .list([
                    .object(("primary", .bool(true)), ("type", .string("work")), ("value", .string("+41 1"))),
                    .object(("type", .string("work")), ("value", .string("+41 2"))),
                ]))
        #expect(user["roles"] == .list([.object(("primary", .bool(true)), ("value", .string("author")))]))
        #expect(user["x509Certificates"]?.list?.count == 1 && user["ims"]?.list?.count == 1)
    }

    @Test(arguments: [("ada", "CORP/ada"), ("OTHER/ada", "CORP/ada"), ("a/b/c", "CORP/b/c")])
    func `a user store's domain stands before the name, in the place of another`(name: String, sent: String)
        async throws
    {
        let user = try await Self.made(
            [:], ConnectorCase.person(userName: name), settings: ["userStoreDomain": .string("CORP")])
        #expect(user["userName"] == .string(sent))
    }

    @Test(arguments: [
        (Value.bool(true), Value.string("True"), true), (.bool(true), .string("false"), false),
        (.bool(true), .string("yes"), false), (.string("42"), .int(42), true), (.string("42"), .int(43), false),
        (.string("a"), .string("A"), false), (.int(1), .number(1), true),
        (.object(("value", .string("a")), ("primary", .bool(true))), .string("a"), true),
        (
            .object(("value", .string("a")), ("$ref", .string("x"))),
            .object(("value", .string("a")), ("$ref", .string("y"))), true
        ),
        (.object(("value", .string("a"))), .object(("value", .string("b"))), false),
        (.object(("type", .string("work"))), .object(("type", .string("home"))), false),
    ])
    func `what a service holds is compared by what it means`(wanted: Value, held: Value, isSame: Bool) {
        #expect(SCIM2Comparison(ignoresCase: false).holds(wanted, in: held) == isSame)
    }
}

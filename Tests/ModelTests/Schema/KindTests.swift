import Model
import TestSupport
import Testing

struct KindTests {
    private func read(_ kind: ResourceKind, _ spec: Value) -> (value: Value?, codes: [String]) {
        let reading = Reading(file: "test.yaml", catalogue: ToyCatalogue.value)
        let value = kind.readSpec(Node(spec), in: reading)
        return (value, reading.findings.map(\.code.id))
    }

    private static let connector = Value.object(
        ("connection", .string("okta")), ("type", .string("toy")),
        ("settings", .object(("address", .string("https://toy.example")))))

    @Test func `absent fields take their defaults in the canonical form`() {
        let (value, codes) = read(.outboundConnector, Self.connector)
        #expect(codes.isEmpty)
        #expect(value?["enabled"] == .bool(false))
        #expect(value?["onScopeLoss"] == .string("deactivate"))
        #expect(value?["conflict"]?["matchOn"] == .list([.string("mail"), .string("login")]))
        #expect(value?["delivery"]?["timeout"] == .string("10s"))
    }

    @Test func `spelled-out defaults make no difference`() {
        var members = Self.connector.map ?? ValueMap()
        members["enabled"] = .bool(false)
        members["mapping"] = .object(("login", .string("{{userName}}")))
        members["delivery"] = .object(("timeout", .string("10000ms")), ("concurrency", .int(4)))
        members["conflict"] = .object(("matchOn", .list([.string("mail"), .string("login")])))
        #expect(read(.outboundConnector, .map(members)).value == read(.outboundConnector, Self.connector).value)
    }

    @Test func `the order of a set makes no difference`() {
        func scoped(_ groups: [String]) -> Value {
            var members = Self.connector.map ?? ValueMap()
            members["scope"] = .object(("groups", .list(groups.map(Value.string))))
            return .map(members)
        }
        let first = read(.outboundConnector, scoped(["b", "a", "b"])).value
        #expect(first != nil)
        #expect(first == read(.outboundConnector, scoped(["a", "b"])).value)
    }

    @Test func `a canonical form reads back as itself`() throws {
        let once = try #require(read(.outboundConnector, Self.connector).value)
        #expect(read(.outboundConnector, once).value == once)
    }

    @Test(arguments: [
        (ResourceKind.connection, Value.map(ValueMap()), ["R1022"]),
        (.connection, .object(("oidc", .string("x"))), ["R1018"]),
        (.connection, .object(("oidc", .object(("issuer", .string("nope")), ("clientId", .string("x"))))), ["R1020"]),
        (
            .connection,
            .object(
                (
                    "oidc",
                    .object(
                        ("issuer", .string("https://a.example")), ("clientId", .string("x")),
                        ("clientSecret", .string("literal")))
                )), ["R1017"]
        ),
        (.loginFlow, .object(("steps", .list([]))), ["R1025"]),
        (.loginFlow, .object(("steps", .list([.object(("options", .list([.map(ValueMap())])))]))), ["R1022"]),
        (.loginTrigger, .object(("type", .string("toi"))), ["R1029"]),
        (
            .outboundConnector, .object(("connection", .string("UPPER")), ("type", .string("tay"))),
            ["R1020", "R1028", "R1015"]
        ),
    ])
    func `each problem is reported with its code`(kind: ResourceKind, spec: Value, codes: [String]) {
        let result = read(kind, spec)
        #expect(result.value == nil)
        #expect(result.codes == codes)
    }

    @Test func `all problems of a spec are reported at once`() {
        var members = Self.connector.map ?? ValueMap()
        members["enabeld"] = .bool(true)
        members["delivery"] = .object(("concurrency", .int(0)), ("timeout", .string("soon")))
        members["mapping"] = .object(("logn", .string("{{userName}}")), ("mail", .string("{{! }}")))
        #expect(Set(read(.outboundConnector, .map(members)).codes) == ["R1016", "R1019", "R1020", "R1030", "R1026"])
    }

    @Test func `a secret never shows in its description`() {
        #expect("\(Redacted("hunter2"))" == "••••••••")
        #expect(String(reflecting: Redacted("hunter2")).contains("hunter2") == false)
        #expect("\(Mirror(reflecting: Redacted("hunter2")).children.count)" == "0")
    }

    @Test(arguments: [
        ("https://a.example/x/", true), ("http://127.0.0.1:8080", true), ("https://[::1]:1/x", true),
        ("ftp://a", false), ("https://", false), ("https://user@a.example", false), ("https://a.example#f", false),
        ("https://a b", false), ("https://a:99999", false), ("https://:80", false),
    ])
    func `web addresses are checked`(text: String, isAddress: Bool) {
        #expect((WebAddress(text) != nil) == isAddress)
    }

    @Test func `a loopback address is known as one`() {
        for text in ["http://localhost:1", "http://127.1.2.3/x", "http://[::1]:8"] {
            #expect(WebAddress(text)?.isLoopback == true)
        }
        #expect(WebAddress("http://127.0.0.1.evil.example")?.isLoopback == false)
        #expect(WebAddress("http://localhost.evil.example")?.isLoopback == false)
    }

    @Test(arguments: [("enabeld", "enabled"), ("setings", "settings"), ("xyz", nil), ("fo", nil)])
    func `the nearest name is suggested`(name: String, expected: String?) {
        #expect(Suggestion.nearest(to: name, among: ["enabled", "settings", "scope"]) == expected)
    }
}

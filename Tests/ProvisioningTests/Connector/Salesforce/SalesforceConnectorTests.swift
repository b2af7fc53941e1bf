import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SalesforceConnectorTests {
    static let clientCredentials = Value.object(
        (
            "clientCredentials",
            .object(
                ("clientId", .string(SalesforceSimulator.clientID)),
                ("clientSecret", .secret(.environment("TARGET_SECRET"))))
        ))

    static func target(
        settings: [(String, Value)] = [], mapping: [String: String] = [:], policy: String = "adopt",
        mode: RemoteSession.Mode = .live, more: ValueMap = ValueMap()
    ) throws -> (ConnectorCase, SalesforceSimulator) {
        let simulator = SalesforceSimulator()
        var all = ValueMap([
            .init(key: "instanceUrl", value: .string(SalesforceSimulator.instance)),
            .init(key: "authentication", value: clientCredentials),
            .init(key: "domain", value: .string("example.com")),
            .init(key: "newAccounts", value: .object(("profile", .string(SalesforceSimulator.standardProfile)))),
        ])
        for (name, value) in settings { all[name] = value }
        let target = try ConnectorCase(
            "salesforce", settings: .map(all), transport: simulator, mapping: mapping, policy: policy, mode: mode,
            more: more)
        return (target, simulator)
    }

    static func id(_ simulator: SalesforceSimulator) throws -> String { try #require(simulator.accountIDs.sorted().last) }

    @Test func `a new person becomes a user with all that Salesforce wants to know`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Title": "{{title}}", "UserPermissionsMarketingUser": "true"])
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        let id = try Self.id(simulator)
        #expect(outcome.account == RemoteAccount(id: try #require(RemoteAccountID(answered: id)), name: "ada@example.com"))
        #expect(outcome.reason == "created")
        #expect(
            simulator.user(id)
                == .object(
                    ("Alias", .string("alovelac")), ("Email", .string("ada@example.com")),
                    ("EmailEncodingKey", .string("UTF-8")), ("FederationIdentifier", .string("00u1")),
                    ("FirstName", .string("Ada")), ("Id", .string(id)), ("IsActive", .bool(true)),
                    ("LanguageLocaleKey", .string("en_US")), ("LastName", .string("Lovelace")),
                    ("LocaleSidKey", .string("en_US")), ("ProfileId", .string(SalesforceSimulator.standardProfile)),
                    ("TimeZoneSidKey", .string("GMT")), ("Title", .string("Countess")),
                    ("UserPermissionsMarketingUser", .bool(true)), ("Username", .string("ada@example.com"))))
        #expect(simulator.requests.map(\.method) == [.get, .get, .post])
        #expect(simulator.tokenRequests.count == 1)
        #expect(simulator.violations.isEmpty)
    }

    @Test func `only what changed is written`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Title": "{{title}}"])
        try await target.deliver()
        let id = try Self.id(simulator)
        simulator.change(id, "TimeZoneSidKey", .string("Europe/Berlin"))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(outcome.reason == "updated (Title)")
        let change = try #require(simulator.changes.last)
        #expect(change.method == .patch)
        #expect(try JSONReader.read(try #require(change.body)) == .object(("Title", .string("Countess"))))
        #expect(simulator.user(id)?["TimeZoneSidKey"] == .string("Europe/Berlin"))
        #expect(simulator.violations.isEmpty)
    }
}

import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// What becomes of values on their way into fields.
@Suite struct SalesforceValueTests {
    static func delivered(_ mapping: [String: String], _ more: [String: Value] = [:]) async throws -> (
        DeliveryOutcome, Value?
    ) {
        let (target, simulator) = try SalesforceConnectorTests.target(mapping: mapping)
        simulator.addNumberField("Level__c")
        simulator.addBooleanField("Remote__c")
        simulator.addField("Skills__c", length: 255, isExternalID: false)
        var person = ConnectorCase.person().values
        for entry in more { person[entry.key] = entry.value }
        let outcome = try await target.deliver(UserAttributes(person))
        #expect(simulator.violations.isEmpty)
        // What was written is held: a further delivery has nothing to write.
        if outcome.account != nil {
            var again = person
            again["unmapped"] = .string("x")
            let changes = simulator.changes.count
            #expect(try await target.deliver(UserAttributes(again), isDoubtful: true).reason == "unchanged")
            #expect(simulator.changes.count == changes)
        }
        return (outcome, simulator.accountIDs.max().flatMap { simulator.user($0) })
    }

    @Test func `custom fields take Booleans, numbers, texts and lists`() async throws {
        let (_, user) = try await Self.delivered(
            [
                "Level__c": "{{level}}", "Remote__c": "true", "Skills__c": "{{skills}}",
                "ForecastEnabled": "{{forecast}}",
            ],
            ["level": .int(7), "skills": .list([.string("a"), .string("b")]), "forecast": .bool(false)])
        #expect(user?["Level__c"] == .int(7))
        #expect(user?["Remote__c"] == .bool(true))
        #expect(user?["Skills__c"] == .string("a;b"))
        #expect(user?["ForecastEnabled"] == .bool(false))
    }

    @Test func `a number that is spelled is one, where the field is known to take one`() async throws {
        #expect(try await Self.delivered(["Latitude": "52.5"]).1?["Latitude"] == .number(52.5))
        let (outcome, _) = try await Self.delivered(["Latitude": "north"])
        #expect(outcome.reason.contains("`Latitude` takes a number"))
    }

    @Test func `a long alias is cut, a long name is refused before it is sent`() async throws {
        #expect(try await Self.delivered(["Alias": "äöü-lovelace"]).1?["Alias"] == .string("äöü-love"))
        let (outcome, user) = try await Self.delivered(["LastName": String(repeating: "x", count: 81)])
        #expect(outcome.code == .remoteRejected)
        #expect(outcome.reason == "`LastName` takes at most 80 characters, and its template gave 81")
        #expect(user == nil)
    }

    @Test(arguments: [
        ("Ada", "Lovelace", "alovelac"), ("", "Ng", "ng"), ("Łukasz", "Żółw", "lzolw"), ("李", "小龍", "ada"),
    ])
    func `an alias is made of what there is`(given: String, family: String, alias: String) async throws {
        let (_, user) = try await Self.delivered(
            [:], ["givenName": .string(given), "familyName": .string(family)])
        #expect(user?["Alias"] == .string(alias))
    }

    @Test func `text beyond ASCII arrives as it was`() async throws {
        let (_, user) = try await Self.delivered(["Street": "Straße 1\nHinterhaus"], ["familyName": .string("Größe 😀")])
        #expect(user?["LastName"] == .string("Größe 😀"))
        #expect(user?["Street"] == .string("Straße 1\nHinterhaus"))
    }

    @Test func `no text breaks out of a query`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(policy: "adopt")
        var random = SeededRandom(seed: 41)
        let pieces = [
            "'", "\\", "\"", "\n", "\r", "\t", "\u{8}", "\u{C}", "%", "_", " OR Name != '", "\\'", "é", "e\u{301}",
            "'\u{301}", "\r\n", "#", "&", "+", "=", "x",
        ]
        for number in 0..<300 {
            let subject = "s\(number)" + (0..<6).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "."
            let person = ConnectorCase.person(subject, userName: "p\(number)")
            guard case .created(let account) = try await target.deliver(person) else {
                Issue.record("not created: \(subject)")
                continue
            }
            #expect(simulator.user(account.id.text)?["FederationIdentifier"] == .string(subject))
            // Found again by that text alone.
            simulator.change(account.id.text, "Username", .string("renamed\(number)@example.com"))
            let fresh = try ConnectorCase(
                "salesforce", settings: settings, transport: simulator)
            #expect(try await fresh.deliver(person).account == account)
        }
        #expect(simulator.violations.isEmpty)
        #expect(simulator.accountIDs.count == 300)
    }

    private var settings: Value {
        .object(
            ("instanceUrl", .string(SalesforceSimulator.instance)),
            ("authentication", SalesforceConnectorTests.clientCredentials), ("domain", .string("example.com")))
    }
}

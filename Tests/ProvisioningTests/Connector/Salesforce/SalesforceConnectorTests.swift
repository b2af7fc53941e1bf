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
        mode: RemoteSession.Mode = .live, more: ValueMap = ValueMap(),
        through way: (SalesforceSimulator) -> any HTTPTransport = { $0 }
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
            "salesforce", settings: .map(all), transport: way(simulator), mapping: mapping, policy: policy, mode: mode,
            more: more)
        return (target, simulator)
    }

    /// The id of the youngest user.
    static func id(_ simulator: SalesforceSimulator) throws -> String { try #require(simulator.accountIDs.max()) }

    static func body(_ request: HTTPRequest?) throws -> Value { try JSONReader.read(try #require(request?.body)) }

    @Test func `a new person becomes a user with all that Salesforce wants to know`() async throws {
        let (target, simulator) = try Self.target(mapping: [
            "Title": "{{title}}", "UserPermissionsMarketingUser": "true",
        ])
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        let id = try Self.id(simulator)
        #expect(
            outcome == .created(RemoteAccount(id: try #require(RemoteAccountID(answered: id)), name: "ada@example.com"))
        )
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

    @Test func `only what changed is written, and what new accounts get is not written again`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Title": "{{title}}"])
        try await target.deliver()
        let id = try Self.id(simulator)
        simulator.change(id, "TimeZoneSidKey", .string("Europe/Berlin"))
        simulator.change(id, "Alias", .string("her own"))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(outcome.reason == "updated (Title)")
        #expect(simulator.changes.last?.method == .patch)
        #expect(try Self.body(simulator.changes.last) == .object(("Title", .string("Countess"))))
        #expect(simulator.user(id)?["TimeZoneSidKey"] == .string("Europe/Berlin"))
        #expect(simulator.violations.isEmpty)
    }

    @Test func `a person is found by our identifier although everything else about them changed`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "maiden.name", externalID: "00u1")
        let outcome = try await target.deliver()
        let id = try Self.id(simulator)
        #expect(outcome.account?.id.text == id)
        #expect(outcome.reason == "adopted (Email, FirstName, LastName, Username)")
        #expect(simulator.user(id)?["Username"] == .string("ada@example.com"))
        #expect(simulator.accountIDs == [id])
    }

    @Test func `an account with another identifier is a conflict even when the user name fits`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "ada", externalID: "00u9")
        let outcome = try await target.deliver()
        guard case .conflict(let reason, let candidates) = outcome else {
            Issue.record("expected a conflict, found \(outcome)")
            return
        }
        #expect(reason == "the account with this Username has another FederationIdentifier")
        #expect(candidates.map(\.id.text) == Array(simulator.accountIDs))
        #expect(simulator.changes.isEmpty)
    }

    @Test func `an identifier that differs in letter case alone is another person's`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "other", externalID: "00U1")
        let outcome = try await target.deliver()
        #expect(outcome.account == nil)
        #expect(outcome.reason.contains("DUPLICATE_VALUE"))
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `a linked account with an id of 15 characters is the one of 18`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Title": "{{title}}"])
        simulator.addAccount(userName: "ada", externalID: "00u1")
        let short = try #require(RemoteAccountID(answered: String(try Self.id(simulator).prefix(15))))
        target.links.store(
            AccountLink(
                connector: "target", subject: try #require(Subject("00u1")), account: .active(short), remoteName: "ada",
                digest: "old", asOf: ConnectorCase.now))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(outcome.account?.id == short)
        #expect(simulator.user(try Self.id(simulator))?["Title"] == .string("Countess"))
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `a linked account that is gone is looked up and made anew`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Title": "{{title}}"])
        try await target.deliver()
        let first = try Self.id(simulator)
        simulator.removeUser(first)
        guard case .created(let account) = try await target.deliver(ConnectorCase.person(title: "Countess")) else {
            Issue.record("not created")
            return
        }
        #expect(account.id.text != first)
    }

    @Test func `a custom external id is written by an upsert, which can't make a second account`() async throws {
        let (target, simulator) = try Self.target(settings: [
            ("externalIdField", .string("Employee_Key__c")), ("create", .string("upsert")),
        ])
        simulator.addField("Employee_Key__c", length: 64, isExternalID: true)
        guard case .created(let account) = try await target.deliver(ConnectorCase.person("a/b c")) else {
            Issue.record("not created")
            return
        }
        let request = try #require(simulator.changes.last)
        #expect(request.method == .patch && request.url.hasSuffix("/sobjects/User/Employee_Key__c/a%2Fb%20c"))
        #expect(try Self.body(request)["Employee_Key__c"] == nil)
        #expect(simulator.user(account.id.text)?["Employee_Key__c"] == .string("a/b c"))
        #expect(simulator.user(account.id.text)?["FederationIdentifier"] == nil)
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an upsert that meets an account which nobody saw adopts it`() async throws {
        let (target, simulator) = try Self.target(
            settings: [("externalIdField", .string("Employee_Key__c")), ("create", .string("upsert"))])
        simulator.addField("Employee_Key__c", length: 64, isExternalID: true)
        // Salesforce compares without case, and we do not: so the look-up overlooks it.
        simulator.addUser(
            ValueMap([
                .init(key: "Username", value: .string("other@example.com")),
                .init(key: "Employee_Key__c", value: .string("00U1")),
            ]))
        guard case .adopted(let account, _) = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test func `the pattern builds a user name that Salesforce takes`() async throws {
        let (target, simulator) = try Self.target(
            settings: [("provisioningPattern", .string("{UD,UN,TD,IDP}")), ("separator", .string("-"))],
            mapping: ["Email": "ada@example.com"])
        try await target.deliver(ConnectorCase.person(userName: "Ada@wonder.land"))
        #expect(
            simulator.user(try Self.id(simulator))?["Username"]
                == .string("primary-ada.wonder.land-carbon.super-idp@example.com"))
    }

    @Test func `a user name that is no address is refused before anything is sent`() async throws {
        let (target, simulator) = try Self.target(mapping: ["Username": "{{title}}"])
        let plain = try ConnectorCase(
            "salesforce",
            settings: .object(
                ("instanceUrl", .string(SalesforceSimulator.instance)), ("authentication", Self.clientCredentials)),
            transport: simulator)
        let outcome = try await plain.deliver()
        #expect(outcome.code == .remoteRejected && outcome.reason.contains("`ada`"), "\(outcome)")
        #expect(try await target.deliver().code == .emptyRequired)
        #expect(simulator.requests.isEmpty)
    }

    @Test func `without a profile nobody is made, and the reason says where to name one`() async throws {
        let (target, simulator) = try Self.target(settings: [("newAccounts", .object())])
        let outcome = try await target.deliver()
        #expect(outcome.code == .emptyRequired && outcome.reason.contains("`newAccounts.profile`"))
        #expect(simulator.changes.isEmpty)
    }

    @Test(arguments: ["Standard User", "O'Neil \\ Söhne", "standard user"])
    func `a profile is found by its name, which is the same in every organisation`(name: String) async throws {
        let (target, simulator) = try Self.target(settings: [("newAccounts", .object(("profile", .string(name))))])
        guard case .created(let account) = try await target.deliver() else {
            Issue.record("not created")
            return
        }
        #expect(simulator.user(account.id.text)?["ProfileId"]?.string?.hasPrefix("00e") == true)
        #expect(simulator.violations.isEmpty)
    }

    @Test func `roles and managers are found by name; what nobody or several are called is refused`() async throws {
        let (target, simulator) = try Self.target(mapping: [
            "UserRoleId": "Sales_EMEA", "ManagerId": "boss@example.com",
        ])
        simulator.addAccount(userName: "boss", externalID: nil)
        let boss = try Self.id(simulator)
        try await target.deliver()
        #expect(simulator.user(try Self.id(simulator))?["ManagerId"] == .string(boss))
        for (role, words) in [("Twin", "has several UserRole"), ("None", "has no UserRole")] {
            let (other, organisation) = try Self.target(mapping: ["UserRoleId": role])
            let outcome = try await other.deliver()
            #expect(outcome.code == .remoteRejected && outcome.reason.contains(words), "\(outcome)")
            #expect(organisation.changes.isEmpty)
        }
    }
}

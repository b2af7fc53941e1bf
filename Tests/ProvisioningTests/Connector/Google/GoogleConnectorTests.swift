import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct GoogleConnectorTests {
    static func settings(_ more: (String, Value)...) -> Value {
        var map = ValueMap([
            .init(key: "serviceAccountKey", value: .secret(.environment("WORKSPACE_KEY"))),
            .init(key: "adminEmail", value: .string(GoogleSimulator.administrator)),
        ])
        for (key, value) in more { map[key] = value }
        return .map(map)
    }

    static func target(
        _ habits: Set<GoogleSimulator.Habit> = [], settings: Value = settings(), mapping: [String: String] = [:],
        policy: String = "adopt", mode: RemoteSession.Mode = .live, more: ValueMap = ValueMap(),
        clock: any WallClock = FixedClock(now: ConnectorCase.now)
    ) throws -> (ConnectorCase, GoogleSimulator) {
        let key = try GoogleServiceKey.first.get()
        let simulator = try GoogleSimulator(habits, key: key, now: { clock.now })
        let target = try ConnectorCase(
            "google", settings: settings, transport: simulator, mapping: mapping, policy: policy, mode: mode,
            more: more, secrets: ["WORKSPACE_KEY": key.file], clock: clock)
        return (target, simulator)
    }

    static func account(_ id: String, _ name: String = "ada@example.com") throws -> RemoteAccount {
        RemoteAccount(id: try #require(RemoteAccountID(answered: id)), name: name)
    }

    static func id(_ number: Int) -> String { "10000000000000000000\(number)" }

    /// The one account that there is.
    static func only(_ simulator: GoogleSimulator) throws -> Value {
        try #require(simulator.accountIDs.count == 1)
        return try #require(simulator.accountIDs.first.flatMap(simulator.user))
    }

    @Test func `a new person gets an account with the mapped attributes`() async throws {
        let (target, simulator) = try Self.target(
            settings: Self.settings(("orgUnitPath", .string("/Staff"))),
            mapping: [
                "organizations.title": "Countess", "organizations.department": "R&D", "phones.mobile": "+44 20 7946",
                "recoveryPhone": "+1 (650) 666-1212", "recoveryEmail": "ada@home.example",
                "relations.manager": "boss@example.com", "externalIds.organization": "E-7",
                "customSchemas.Access.level": "7", "addresses.work": "12 St James's Square",
            ])
        #expect(try await target.deliver() == .created(Self.account(Self.id(1))))
        let user = try Self.only(simulator)
        #expect(user["primaryEmail"] == .string("ada@example.com"))
        #expect(user["name"] == .object(("familyName", .string("Lovelace")), ("givenName", .string("Ada"))))
        #expect(user["orgUnitPath"] == .string("/Staff"))
        #expect(
            user["organizations"]
                == .list([
                    .object(
                        ("department", .string("R&D")), ("primary", .bool(true)), ("title", .string("Countess")),
                        ("type", .string("work")))
                ]))
        #expect(user["recoveryPhone"] == .string("+16506661212"))
        #expect(
            user["externalIds"]
                == .list([
                    .object(
                        ("customType", .string("reconcile")), ("type", .string("custom")), ("value", .string("00u1"))),
                    .object(("type", .string("organization")), ("value", .string("E-7"))),
                ]))
        #expect(user["customSchemas"] == .object(("Access", .object(("level", .string("7"))))))
        #expect(user["changePasswordAtNextLogin"] == .bool(true))
        #expect(simulator.violations.isEmpty)
        #expect(simulator.requests.map(\.method) == [.get, .get, .post])
        #expect(simulator.tokenRequests.count == 1)
    }

    @Test func `an update sends what differs, and keeps what others wrote beside it`() async throws {
        let mapping = ["organizations.title": "{{title}}", "phones.work": "+1", "customSchemas.Access.level": "7"]
        let (target, simulator) = try Self.target(mapping: mapping)
        let id = simulator.addUser(
            .object(
                ("primaryEmail", .string("ada@example.com")), ("notes", .string("theirs")),
                ("name", .object(("familyName", .string("Byron")), ("givenName", .string("Ada")))),
                ("customSchemas", .object(("Access", .object(("other", .string("x")))))),
                ("externalIds", .list([.object(("type", .string("organization")), ("value", .string("E-7")))])),
                (
                    "organizations",
                    .list([
                        .object(("primary", .bool(true)), ("title", .string("Board")), ("type", .string("unknown")))
                    ])
                ),
                ("phones", .list([.object(("type", .string("work")), ("value", .string("+1")))]))))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        let changed = ["customSchemas.Access.level", "externalId", "name.familyName", "organizations.title"]
        #expect(outcome == .adopted(try Self.account(id), changed: changed))
        let sent = try JSONReader.read(try #require(simulator.changes.last?.body))
        #expect(sent.map?.keys == ["customSchemas", "externalIds", "name", "organizations"])
        #expect(sent["name"] == .object(("familyName", .string("Lovelace"))))
        let user = try Self.only(simulator)
        #expect(user["notes"] == .string("theirs"))
        #expect(user["customSchemas"]?["Access"] == .object(("level", .string("7")), ("other", .string("x"))))
        #expect(user["externalIds"]?.list?.count == 2)
        #expect(user["organizations"]?.list?.map { $0["title"] } == [.string("Board"), .string("Countess")])
        #expect(user["organizations"]?.list?.last?["primary"] == nil, "Google takes one primary organization")

        let next = try await target.deliver(ConnectorCase.person(title: "Enchantress"))
        #expect(next == .updated(try Self.account(id), changed: ["organizations.title"]))
        let titles = try Self.only(simulator)["organizations"]?.list?.map { $0["title"] }
        #expect(titles == [.string("Board"), .string("Enchantress")])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `a new address renames the account, and never takes another's`() async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver()
        let id = try #require(simulator.accountIDs.first)
        let renamed = try await target.deliver(ConnectorCase.person(userName: "ada.l"))
        #expect(renamed == .updated(try Self.account(id, "ada.l@example.com"), changed: ["primaryEmail"]))
        #expect(simulator.user(id)?["aliases"] == .list([.string("ada@example.com")]))

        let other = simulator.addUser(.object(("primaryEmail", .string("bob@example.com"))))
        guard
            case .conflict(let reason, let candidates) = try await target.deliver(ConnectorCase.person(userName: "bob"))
        else {
            Issue.record("no conflict")
            return
        }
        #expect(reason.contains("bob@example.com"))
        #expect(candidates == [try Self.account(other, "bob@example.com")])
        #expect(simulator.user(id)?["primaryEmail"] == .string("ada.l@example.com"))
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an address that is another's alias is never adopted, and one that is ours is`() async throws {
        for identifier in [nil, "00u1"] {
            let (target, simulator) = try Self.target()
            var user = ValueMap([
                .init(key: "primaryEmail", value: .string("lovelace@example.com")),
                .init(key: "aliases", value: .list([.string("ada@example.com")])),
            ])
            if let identifier {
                user["externalIds"] = .list([
                    .object(
                        ("customType", .string("reconcile")), ("type", .string("custom")),
                        ("value", .string(identifier)))
                ])
            }
            let id = simulator.addUser(.map(user))
            let outcome = try await target.deliver()
            if identifier == nil {
                #expect(
                    outcome
                        == .conflict(
                            reason: "the address `ada@example.com` is an alias of another account",
                            candidates: [try Self.account(id, "lovelace@example.com")]))
                #expect(simulator.changes.isEmpty)
            } else {
                #expect(outcome.account?.id.text == id)
                #expect(try Self.only(simulator)["primaryEmail"] == .string("ada@example.com"))
            }
        }
    }

    @Test(arguments: ["suspended", "archived"])
    func `a namesake's account that was locked is not opened again for somebody else`(flag: String) async throws {
        let (target, simulator) = try Self.target()
        let id = simulator.addUser(.object(("primaryEmail", .string("ada@example.com")), (flag, .bool(true))))
        guard case .conflict(_, let candidates) = try await target.deliver() else {
            Issue.record("no conflict")
            return
        }
        #expect(candidates.map(\.id.text) == [id])
        #expect(simulator.changes.isEmpty)
    }

    @Test func `two people whose pattern gives one address are a conflict that names both`() async throws {
        let (target, simulator) = try Self.target(
            settings: Self.settings(
                ("provisioningPattern", .string("{UD,UN}")), ("separator", .string("-")),
                ("domain", .string("example.com"))))
        #expect(
            try await target.deliver(ConnectorCase.person("first", userName: "a@b"))
                == .created(try Self.account(Self.id(1), "primary-a.b@example.com")))
        let outcome = try await target.deliver(ConnectorCase.person("second", userName: "a.b"))
        #expect(
            outcome.reason
                == "the account with this primaryEmail is linked to `first`: primary-a.b@example.com (\(Self.id(1)))")
        #expect(outcome.code == .remoteConflict)
        #expect(simulator.accountIDs.count == 1 && simulator.changes.count == 1)
    }

    @Test func `an account in another domain than the settings' is refused before it is sent`() async throws {
        let (target, simulator) = try Self.target(settings: Self.settings(("domain", .string("corp.example"))))
        guard case .rejected(.remoteRejected, let reason) = try await target.deliver() else {
            Issue.record("not rejected")
            return
        }
        #expect(reason == "`primaryEmail` is `ada@example.com`, and `domain` provisions corp.example alone")
        #expect(simulator.requests.isEmpty)
    }

    @Test func `our identifier can stand in a custom field, and is found there`() async throws {
        let settings = Self.settings(("externalIdField", .string("Identity.subject")))
        let (target, simulator) = try Self.target(settings: settings)
        let id = simulator.addUser(
            .object(
                ("primaryEmail", .string("old@example.com")),
                ("customSchemas", .object(("Identity", .object(("subject", .string("it's 00u1"))))))))
        let outcome = try await target.deliver(ConnectorCase.person("it's 00u1"))
        #expect(outcome.account == (try Self.account(id)))
        let user = try Self.only(simulator)
        #expect(user["primaryEmail"] == .string("ada@example.com") && user["externalIds"] == nil)
        #expect(simulator.violations.isEmpty)
    }

    @Test func `nobody knows the password of a new account, and no update sets one`() async throws {
        let (target, simulator) = try Self.target(
            settings: Self.settings(("changePasswordAtNextLogin", .bool(false))))
        try await target.deliver()
        let body = try JSONReader.read(try #require(simulator.changes.first?.body))
        #expect(body["hashFunction"] == .string("SHA-1") && body["changePasswordAtNextLogin"] == nil)
        let (other, second) = try Self.target()
        try await other.deliver(ConnectorCase.person(userName: "bob"))
        let another = try JSONReader.read(try #require(second.changes.first?.body))
        #expect(body["password"] != another["password"])
        try await target.deliver(ConnectorCase.person(userName: "ada.l"))
        #expect(simulator.violations.isEmpty && simulator.changes.count == 2)
    }
}

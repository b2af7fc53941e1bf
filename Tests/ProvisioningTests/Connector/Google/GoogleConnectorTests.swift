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
}

import Model
import Provisioning
import TestSupport
import Testing

struct LoginRoutingTests {
    static func route(
        application: String, connection: String? = nil, from trigger: String = "app-backend",
        in specs: [(ResourceKey, Value)] = LoginFixture.standardSpecs
    ) throws -> Login {
        let table = try LoginFixture.table(specs)
        let reported = ReportedLogin(
            eventID: "e", occurredAt: nil, application: application, connection: connection,
            subject: try #require(Subject("00u1")),
            claims: ValueMap([
                ValueMap.Entry(key: "given_name", value: .string("Ada")),
                ValueMap.Entry(key: "shoe", value: .int(7)),
            ]))
        return try LoginRouting(table).route(
            reported, from: try #require(table.triggers[trigger]), at: LoginFixture.now)
    }

    @Test func `a login owes the enabled connectors of its connection, ascending`() throws {
        let login = try Self.route(application: "crm", connection: "corp-okta")
        #expect(login.connectors == ["chat", "wiki"])
        #expect(login.application == "crm")
        #expect(login.connection == "corp-okta")
        #expect(login.trigger == "app-backend")
        #expect(login.receivedAt == LoginFixture.now)
        #expect(login.attributes["givenName"]?.string == "Ada")
        #expect(login.attributes["shoe"]?.int == 7)
        #expect(login.attributes["subject"]?.string == "00u1")
    }

    @Test func `an identifier names its login flow`() throws {
        #expect(try Self.route(application: "40d982e5").application == "crm")
    }

    @Test(arguments: [("crm", "corp-okta"), ("desk", "corp-entra")])
    func `the only enabled connection on offer need not be named`(application: String, expected: String) throws {
        #expect(try Self.route(application: application).connection == expected)
    }

    @Test func `a connection without enabled connectors is fine`() throws {
        let specs = LoginFixture.standardSpecs.filter { $0.0.kind != .outboundConnector }
        #expect(try Self.route(application: "crm", in: specs).connectors.isEmpty)
    }

    @Test(
        arguments: [
            ("crn", nil, "app-backend", "R5008", "did you mean `crm`?"),
            ("unheard-of", nil, "app-backend", "R5008", "declare a LoginFlow"),
            ("shared", nil, "app-backend", "R5008", "send the login flow's name"),
            ("crm", "corp-0kta", "app-backend", "R5009", "did you mean `corp-okta`?"),
            ("crm", "corp-entra", "app-backend", "R5010", "add `- connection: corp-entra`"),
            ("bare", nil, "app-backend", "R5010", "add `- connection: NAME`"),
            ("shop", nil, "app-backend", "R5011", "send `connection`"),
            ("shop", "corp-okta", "only-crm", "R5012", "spec.applications"),
            ("dark", nil, "app-backend", "R5016", "enabled: true"),
            ("dark", "off-idp", "app-backend", "R5016", "enabled: true"),
        ] as [(String, String?, String, String, String)])
    func `what does not match says what to declare`(
        application: String, connection: String?, trigger: String, code: String, hint: String
    ) throws {
        let refusal = try #require(
            #expect(throws: TriggerRefusal.self) {
                try Self.route(application: application, connection: connection, from: trigger)
            })
        #expect(refusal.code.id == code)
        #expect(refusal.hint?.contains(hint) == true, "\(refusal.hint ?? "no hint")")
    }

    @Test func `a stored spec that does not read back is corrupt, not absent`() throws {
        let broken: [(ResourceKey, Value)] = [
            (ResourceKey(.connection, "bad"), .object(("enabled", .int(7)))),
            (ResourceKey(.loginTrigger, "bad"), .object(("type", .string("carrier-pigeon")))),
            (ResourceKey(.outboundConnector, "bad"), .null),
        ]
        for spec in broken {
            let error = #expect(throws: StoreError.self) { try LoginFixture.table([spec]) }
            guard case .corrupt(let what)? = error else {
                Issue.record("expected corrupt, found \(String(describing: error))")
                continue
            }
            #expect(what.contains("\(spec.0)"))
        }
    }
}

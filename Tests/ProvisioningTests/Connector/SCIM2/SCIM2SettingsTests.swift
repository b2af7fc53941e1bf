import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SCIM2SettingsTests {
    static func read(_ settings: Value) -> (SCIM2Settings?, Value?, [Diagnostic]) {
        let reading = Reading(file: "test", catalogue: ConnectorCase.catalogue)
        let accepted = SCIM2Settings.read(Node(settings), in: reading)
        return (accepted?.value, accepted?.canonical, reading.findings)
    }

    static let bearer = Value.object(("bearer", .object(("token", .secret(.environment("T"))))))

    @Test func `a full sample comes back from its canonical form`() throws {
        let sample = Value.object(
            ("allowInsecureHttp", .bool(true)), ("authentication", Self.bearer),
            ("baseUrl", .string("http://wiki.example/scim/")),
            ("groups", .object(("create", .bool(true)), ("push", .list([.string("a"), .string("b")])))),
            ("listItems", .string("plain")),
            ("password", .object(("attribute", .string("first")), ("mode", .string("attribute")))),
            ("update", .string("put")), ("userStoreDomain", .string("PRIMARY")))
        let (settings, canonical, findings) = Self.read(sample)
        #expect(findings.isEmpty)
        #expect(settings?.baseURL.text == "http://wiki.example/scim")
        #expect(settings?.update == .put)
        guard case .bearer(.environment("T"))? = settings?.authentication.credentials else {
            Issue.record("not the bearer token")
            return
        }
        #expect(Self.read(try #require(canonical)).1 == canonical)
        #expect(canonical?.map?.keys == SCIM2Settings.fields.map(\.name).sorted())
    }

    @Test(arguments: [
        ("https://wiki.example", nil), ("http://127.0.0.1:8000/v2", nil), ("http://localhost:1/v2", nil),
        ("http://wiki.example", DiagnosticCode.insecureURL), ("https://wiki.example/v2?x=1", .malformedText),
        ("wiki.example", .malformedText),
    ])
    func `credentials travel over https or stay on this machine`(address: String, code: DiagnosticCode?) {
        let findings = Self.read(.object(("authentication", Self.bearer), ("baseUrl", .string(address)))).2
        #expect(findings.map(\.code) == (code.map { [$0] } ?? []))
        #expect(findings.allSatisfy { $0.path?.description == "baseUrl" })
    }

    @Test(arguments: [
        Value.object(),
        .object(
            ("basic", .object(("username", .string("u")), ("password", .secret(.environment("P"))))),
            ("bearer", .object(("token", .secret(.environment("T")))))),
    ])
    func `exactly one way of signing in is given`(authentication: Value) {
        let findings = Self.read(
            .object(("authentication", authentication), ("baseUrl", .string("https://wiki.example")))
        ).2
        #expect(findings.map(\.code) == [.exactlyOne])
    }

    @Test(arguments: [
        (
            Value.object(
                ("basic", .object(("username", .string("Aladdin")), ("password", .secret(.environment("P")))))),
            HTTPHeader("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        ),
        (
            .object(("apiKey", .object(("header", .string("X-Key")), ("value", .secret(.environment("P")))))),
            HTTPHeader("X-Key", "open sesame")
        ),
        (
            .object(("bearer", .object(("token", .secret(.environment("P")))))),
            HTTPHeader("Authorization", "Bearer open sesame")
        ),
    ])
    func `credentials go into their header`(authentication: Value, expected: HTTPHeader) async throws {
        let simulator = SCIM2Simulator(proof: expected)
        let target = try ConnectorCase(
            "scim2",
            settings: .object(("authentication", authentication), ("baseUrl", .string(SCIM2Simulator.base))),
            transport: simulator)
        let session = RemoteSession(
            transport: simulator, secrets: NamedSecrets(secrets: ["P": "open sesame"]),
            clock: FixedClock(now: ConnectorCase.now), timeout: .seconds(5))
        let id = try #require(RemoteAccountID(answered: "u1"))
        #expect(await target.connector.type.remove(id, by: .delete, in: session) == .deleted(id))
    }

    @Test(arguments: ["Host", "content-length", "a b", "x:y", ""])
    func `an API key's header is one that HTTP does not need itself`(header: String) {
        let findings = Self.read(
            .object(
                ("baseUrl", .string("https://wiki.example")),
                (
                    "authentication",
                    .object(("apiKey", .object(("header", .string(header)), ("value", .secret(.environment("P"))))))
                ))
        ).2
        #expect(findings.map(\.code) == [.malformedText])
    }

    @Test func `a password or key with a line break is never put into a header`() async throws {
        let (target, simulator) = try SCIM2ConnectorTests.target()
        let session = RemoteSession(
            transport: simulator, secrets: NamedSecrets(secrets: ["TARGET_SECRET": "a\r\nX-Evil: 1"]),
            clock: FixedClock(now: ConnectorCase.now), timeout: .seconds(5))
        let id = try #require(RemoteAccountID(answered: "u1"))
        guard
            case .transient(.connectorSecretUnavailable, let reason, nil) =
                await target.connector.type.remove(id, by: .delete, in: session)
        else {
            Issue.record("it was sent")
            return
        }
        #expect(!reason.contains("Evil"))
        #expect(simulator.requests.isEmpty)
    }
}

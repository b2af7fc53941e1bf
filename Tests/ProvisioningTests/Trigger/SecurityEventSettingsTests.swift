import Model
import Provisioning
import TestSupport
import Testing

/// What the manifest of a `set` trigger may hold.
struct SecurityEventSettingsTests {
    let minted: MintedTokens

    init() async throws { minted = try await MintedTokens.made() }

    func findings(_ trigger: (ResourceKey, Value)) -> [Diagnostic] {
        let reading = Reading(file: "x.yaml", catalogue: LoginFixture.schemas)
        let read = LoginTrigger.read(Node(trigger.1), in: reading)
        #expect((read == nil) == !reading.findings.isEmpty)
        return reading.findings
    }

    func keys(_ name: String, _ text: String) -> (ResourceKey, Value) {
        minted.trigger(keys: .object((name, .string(text))))
    }

    @Test func `issuer, audience and keys are required`() {
        let trigger = (ResourceKey(.loginTrigger, "ssf"), Value.object(("type", .string("set"))))
        #expect(findings(trigger).map(\.code) == [.missingField, .missingField, .missingField])
    }

    @Test func `the defaults spelled out are no change`() throws {
        let reading = Reading(file: "x.yaml", catalogue: LoginFixture.schemas)
        let short = LoginTrigger.read(Node(minted.trigger().1), in: reading)
        let long = LoginTrigger.read(
            Node(
                minted.trigger(
                    ("maxAge", .string("60m")), ("otherEvents", .string("acknowledge")),
                    (
                        "algorithms",
                        .list(
                            [
                                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA", "Ed25519", "ES384",
                                "ES256",
                            ].map(Value.string))
                    )
                ).1), in: reading)
        #expect(reading.findings.isEmpty)
        #expect(short?.canonical == long?.canonical)
    }

    @Test(arguments: [
        ("url", "http://idp.example/jwks", "an https address"), ("url", "idp.example", "an https address"),
        ("jwks", "{}", "no keys of use"), ("jwks", "hello", "no JSON"), ("pem", "hello", "no block"),
        ("pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "block 1"),
    ])
    func `keys that are none are told`(field: String, text: String, words: String) {
        let findings = findings(keys(field, text))
        #expect(findings.map(\.code) == [.malformedText])
        #expect(findings.first?.message.contains(words) == true, "\(findings)")
    }

    @Test func `an address of this machine may be plain`() {
        #expect(findings(keys("url", "http://127.0.0.1:8080/jwks")).isEmpty)
    }

    @Test func `a private key is refused without printing it`() {
        for trigger in [keys("jwks", minted.text("private")), keys("pem", minted.text("privatePem"))] {
            let findings = findings(trigger)
            #expect(findings.map(\.code) == [.literalSecret])
            #expect(findings.allSatisfy { $0.isSensitive && !$0.message.contains("BEGIN") })
        }
    }

    @Test(arguments: [
        "email", "event", "events.a", "event.", "event..a", "event.a.", "event[", "event[]", "event.a[b", "event.a]b",
        "subject.a b[c]d",
    ])
    func `a path that leads nowhere is told`(path: String) {
        let login = Value.object(("claims", .object(("email", .string(path)))))
        #expect(findings(minted.trigger(login: login)).map(\.code) == [.malformedText])
    }

    @Test(arguments: ["event.a", "token.a.b-c", "subject[https://x.example/a].b", "event.l[uri=http://x/y?z=1].value"])
    func `a path may hold names with dots in brackets`(path: String) {
        let login = Value.object(("claims", .object(("email", .string(path)))))
        #expect(findings(minted.trigger(login: login)).isEmpty)
    }

    @Test func `a name is either fixed or read from a claim`() {
        let both = Value.object(("name", .string("crm")), ("claim", .string("event.app")))
        let values = Value.object(("name", .string("crm")), ("values", .object(("a", .string("crm")))))
        #expect(findings(minted.trigger(login: .object(("application", both)))).map(\.code) == [.exactlyOne])
        #expect(findings(minted.trigger(login: .object(("application", values)))).map(\.code) == [.unknownField])
        #expect(
            findings(minted.trigger(login: .object(("application", .map(ValueMap()))))).map(\.code) == [.exactlyOne])
    }

    @Test func `the names that it refers to are references`() {
        let reading = Reading(file: "x.yaml", catalogue: LoginFixture.schemas)
        let login = Value.object(
            ("application", .object(("name", .string("crm")))),
            (
                "connection",
                .object(("claim", .string("subject.iss")), ("values", .object(("https://x", .string("corp-okta")))))
            ))
        _ = LoginTrigger.read(Node(minted.trigger(login: login).1), in: reading)
        let targets = Set(reading.references.map(\.target))
        #expect(targets == [ResourceKey(.loginFlow, "crm"), ResourceKey(.connection, "corp-okta")])
    }
}

import Model
import Provisioning
import TestSupport
import Testing

struct TriggerCatalogTests {
    static func read(_ members: [(String, Value)]) -> (LoginTrigger?, [Diagnostic]) {
        let reading = Reading(file: "x.yaml", catalogue: LoginFixture.schemas)
        let node = Node(.map(ValueMap(members.map { ValueMap.Entry(key: $0.0, value: $0.1) })))
        return (LoginTrigger.read(node, in: reading)?.value, reading.findings)
    }

    @Test func `names are unique`() {
        let names = TriggerCatalog.builtIn.schemas.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.contains("webhook"))
    }

    @Test func `a webhook has exactly one of secret, secrets, bearer and bearers`() {
        let secret = ("secret", Value.secret(.environment("A")))
        let bearer = ("bearer", Value.secret(.environment("B")))
        let type = ("type", Value.string("webhook"))
        #expect(Self.read([type, secret]).0 != nil)
        #expect(Self.read([type, bearer]).0 != nil)
        let secrets = ("secrets", Value.list([.secret(.environment("A")), .secret(.environment("B"))]))
        let bearers = ("bearers", Value.list([.secret(.environment("A"))]))
        #expect(Self.read([type, secrets]).0 != nil)
        #expect(Self.read([type, bearers]).0 != nil)
        for members in [[type], [type, secret, bearer], [type, secret, secrets], [type, bearers, bearer]] {
            let (trigger, findings) = Self.read(members)
            #expect(trigger == nil)
            #expect(findings.map(\.code) == [.exactlyOne])
        }
    }

    @Test func `a connection whose authenticator is declared must be there`() {
        let reading = Reading(file: "x.yaml", catalogue: LoginFixture.schemas)
        let (_, spec) = WSO2Fixture.trigger(authenticators: [("corp-okta", "OpenIDConnectAuthenticator")])
        _ = LoginTrigger.read(Node(spec), in: reading)
        #expect(reading.findings.isEmpty)
        #expect(reading.references.map(\.target) == [ResourceKey(.connection, "corp-okta")])
    }

    @Test func `a literal secret is refused without printing it`() {
        let (trigger, findings) = Self.read([("type", .string("webhook")), ("secret", .string("s3cret"))])
        #expect(trigger == nil)
        #expect(findings.contains { $0.code == .literalSecret && $0.isSensitive })
        #expect(findings.allSatisfy { !$0.message.contains("s3cret") })
    }
}

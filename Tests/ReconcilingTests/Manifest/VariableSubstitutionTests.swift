import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct VariableSubstitutionTests {
    private func expand(_ text: String) -> (text: Value?, codes: [String]) {
        let document = Document(file: "v.yaml", root: Node(.object(("key", .string(text)))))
        let (filled, findings) = VariableSubstitution(["A": "one", "EMPTY": "", "NEST": "${A}"]).apply(to: document)
        if case .string(let result)? = filled.root["key"]?.content { return (.string(result), findings.map(\.code.id)) }
        return (nil, findings.map(\.code.id))
    }

    @Test(arguments: [
        ("${A}", "one"), ("x${A}y${A}", "xoney" + "one"), ("${B:-two}", "two"), ("${EMPTY:-x}", ""), ("$${A}", "${A}"),
        ("$A", "$A"), ("a$", "a$"), ("${B:-}", ""), ("${NEST}", "${A}"), ("plain", "plain"), ("${B:-a:-b}", "a:-b"),
    ])
    func `references are replaced once`(text: String, expected: String) {
        let result = expand(text)
        #expect(result.text == .string(expected))
        #expect(result.codes.isEmpty)
    }

    @Test(arguments: [
        ("${B}", "R1023"), ("${", "R1024"), ("${A", "R1024"), ("${}", "R1024"), ("${a b}", "R1024"),
        ("${A:x}", "R1024"), ("${1}", "R1024"),
    ])
    func `undefined and malformed references are findings`(text: String, code: String) {
        #expect(expand(text).codes == [code])
    }

    @Test func `a value with YAML in it stays one text`() async {
        let fixture = ManifestFixture(reader: YAMLNodeReader(), variables: ["NAME": "x\"\n  protect: true\n#"])
        let (manifests, findings) = await fixture.load(
            """
            apiVersion: reconcile/v1
            kind: Connection
            metadata: {name: okta}
            spec:
              displayName: "${NAME}"
              oidc: {issuer: https://a.example, clientId: x}
            """)
        #expect(findings.findings.isEmpty)
        #expect(manifests.first?.resource.spec["displayName"] == .string("x\"\n  protect: true\n#"))
        #expect(manifests.first?.resource.isProtected == false)
    }

    @Test func `an unquoted variable may give a Boolean or a number and a quoted one not`() async {
        let fixture = ManifestFixture(reader: YAMLNodeReader(), variables: ["ON": "true", "N": "7"])
        func connector(_ enabled: String) -> String {
            """
            apiVersion: reconcile/v1
            kind: OutboundConnector
            metadata: {name: wiki}
            spec:
              connection: okta
              type: toy
              enabled: \(enabled)
              settings: {address: https://toy.example}
              delivery:
                concurrency: ${N}
            """
        }
        let (plain, findings) = await fixture.load(connector("${ON}"))
        #expect(findings.findings.isEmpty)
        #expect(plain.first?.resource.spec["enabled"] == .bool(true))
        #expect(plain.first?.resource.spec["delivery"]?["concurrency"] == .int(7))
        let (_, quoted) = await fixture.load(connector("\"${ON}\""))
        #expect(quoted.findings.map(\.code.id) == ["R1018"])
    }
}

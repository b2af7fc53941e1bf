import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct DesiredStateTests {
    private let fixture = ManifestFixture(reader: YAMLNodeReader())

    private static let connection = """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: okta}
        spec:
          oidc: {issuer: https://a.example, clientId: x}
          attributes: {costCenter: cost_center}
        ---

        """

    private static func connector(_ connection: String, mapping: String = "{}") -> String {
        """
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: wiki}
        spec:
          connection: \(connection)
          type: toy
          settings: {address: https://toy.example}
          mapping: \(mapping)
        """
    }

    private func findings(_ texts: String...) async -> [Diagnostic] {
        var all: [Manifest] = []
        for text in texts {
            let (manifests, findings) = await fixture.load(text)
            #expect(findings.findings.isEmpty)
            all += manifests
        }
        return DesiredState.resolving(all).findings.sorted
    }

    @Test func `a consistent set has no findings`() async {
        #expect(
            await findings(Self.connection + Self.connector("okta", mapping: #"{title: "{{costCenter}}"}"#)).isEmpty)
    }

    @Test func `a dangling reference is found where it stands`() async {
        let found = await findings(Self.connection + Self.connector("oktaa"))
        #expect(found.map(\.code) == [.danglingReference])
        #expect(found.first?.location?.line == 12)
        #expect(found.first?.path?.description == "spec.connection")
        #expect(found.first?.hint == "did you mean `okta`?")
    }

    @Test func `a stored resource satisfies a reference`() async {
        let manifests = await fixture.load(Self.connector("okta")).manifests
        let stored = Sample.state(Sample.stored(Sample.connection("okta"), owner: "other"))
        #expect(DesiredState.resolving(manifests, stored: stored).findings.findings.isEmpty)
    }

    @Test func `the same resource twice is found at the second`() async {
        let found = await findings(Self.connection + Self.connection)
        #expect(found.map(\.code) == [.duplicateResource])
        #expect(found.first?.location?.line == 8)
    }

    @Test func `a template may use only what its connection maps`() async {
        let found = await findings(
            Self.connection + Self.connector("okta", mapping: #"{login: "{{usrName}}", title: "{{shoeSize}}"}"#))
        #expect(found.map(\.code) == [.undeclaredAttribute, .undeclaredAttribute])
        #expect(found.contains { $0.hint?.hasPrefix("did you mean `userName`?") ?? false })
    }

    @Test func `a manifest with errors still counts for the checks across manifests`() async {
        let loader = ManifestLoader(
            reader: YAMLNodeReader(), variables: VariableSubstitution(), catalogue: ToyCatalogue.value, parallelism: 1)
        func file(_ text: String) -> ManifestFile { ManifestFile(path: "m.yaml", bytes: Array(text.utf8)) }
        let connector = Self.connector("okta", mapping: #"{login: "{{usrName}}"}"#) + "\n  enabeld: true\n"
        let loaded = await loader.load([
            file(Self.connection.replacing("oidc:", with: "oidcc:")), file(connector), file(Self.connector("oktaa")),
        ])
        let thrown = #expect(throws: Diagnostics.self) { try loaded.complete() }
        // The broken connection is declared, so only the third file's reference dangles.
        #expect(thrown?.sorted.map(\.code.id).sorted() == ["R1016", "R1016", "R1022", "R2001", "R2002"])
    }

    @Test func `two flows may not answer to one name`() async {
        func flow(_ name: String, _ identifier: String) -> String {
            """
            apiVersion: reconcile/v1
            kind: LoginFlow
            metadata: {name: \(name)}
            spec:
              application: {identifiers: [\(identifier)]}
              steps: [{options: [{connection: okta}]}]
            ---

            """
        }
        #expect(
            await findings(Self.connection + flow("a", "x") + flow("b", "x")).map(\.code) == [.ambiguousApplication])
        #expect(
            await findings(Self.connection + flow("a", "b") + flow("b", "x")).map(\.code) == [.ambiguousApplication])
    }
}

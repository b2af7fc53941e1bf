import Foundation
import TestSupport
import Testing

/// A tree with 25 different errors gives 25 findings in one run, each at its line and column.
///
/// Each planted error ends with a comment `# ⟵ CODE COLUMN` on its line.
struct PlantedErrorTests {
    private static let tree: [String: String] = [
        "a-connections.yaml": """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: one, nmae: x} # ⟵ R1016 23
        spec:
          oidc: {issuer: https://a.example, clientId: x}
        ---
        apiVersion: reconcile/v2 # ⟵ R1013 13
        kind: Connection
        metadata: {name: two}
        spec:
          oidc:
            issuer: a.example # ⟵ R1020 13
            clientId: "12"
            clientSecret: hunter2 # ⟵ R1017 19
        ---
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: three}
        spec: {} # ⟵ R1022 7
        ---
        apiVersion: reconcile/v1
        kind: Conection # ⟵ R1014 7
        metadata: {name: four}
        spec: {}
        ---
        - a list # ⟵ R1012 1
        ---
        apiVersion: reconcile/v1 # ⟵ R2001 1
        kind: Connection
        metadata: {name: one}
        spec:
          displayName: ${UNDEFINED} # ⟵ R1023 16
          enabled: ${ # ⟵ R1024 12
          oidc: {issuer: https://a.example, clientId: x}
        """,
        "b-connectors.yml": """
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: wiki}
        spec:
          connection: eleven # ⟵ R2002 15
          type: scim2
          type: scim2 # ⟵ R1004 3
          settings: {authentication: {bearer: {token: {env: T}}}} # ⟵ R1015 13
          mapping:
            userName: "{{> partial}}" # ⟵ R1026 15
            displayName: "{{shout(email)}}" # ⟵ R1027 18
            nonsense: "x" # ⟵ R1030 5
          onScopeLoss: explode # ⟵ R1021 16
          delivery: {concurrency: 0} # ⟵ R1019 27
        ---
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: crm}
        spec:
          connection: one
          type: scim3 # ⟵ R1028 9
          settings: {}
        ---
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: mail}
        spec:
          connection: sound
          type: scim2
          settings:
            baseUrl: http://mail.example/v2 # ⟵ R1033 14
            authentication: {bearer: {token: {env: T}}}
          mapping:
            title: "{{shoeSize}}" # ⟵ R2003 12
        """,
        "c-flows.json": """
        {"apiVersion": "reconcile/v1", "kind": "LoginFlow", "metadata": {"name": "crm"}, "spec": {
         "steps": [] # ⟵ R1025 11
        }}
        """,
        "d-triggers.yaml": """
        apiVersion: reconcile/v1
        kind: LoginTrigger
        metadata: {name: hook}
        spec:
          type: webhok # ⟵ R1029 9
        ---
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: fine}
        spec:
          oidc: {issuer: https://a.example, clientId: x}
          attributes: *nowhere # ⟵ R1008 15
        ---
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: sound}
        spec:
          oidc: {issuer: https://a.example, clientId: x}
        ---
        apiVersion: reconcile/v1
        kind: [unclosed # ⟵ R1002 0
        """,
    ]

    /// `file:line:column: error CODE`, from the markers.
    private static var expected: Set<String> {
        var expected: Set<String> = []
        for (file, text) in tree {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                guard let marker = line.firstMatch(of: /# ⟵ (R\d{4}) (\d+)/) else { continue }
                expected.insert("tree/\(file):\(index + 1):\(marker.2): error \(marker.1)")
            }
        }
        return expected
    }

    @Test func `25 planted errors give 25 findings with their places, and the state stays untouched`() async throws {
        try await TemporaryFolder.with { folder in
            for (file, text) in Self.tree { try folder.write(text, to: "tree/\(file)") }
            let run = try await ProgramRun.reconcile(["apply", "-f", "tree"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stdout.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/.reconcile"))
            #expect(!run.stderr.contains("hunter2"))
            let found = run.stderr.matches(of: /(?m)^(\S+:\d+:\d+: error R\d{4})/).map { String($0.1) }
            let places = Set(
                found.map { line in
                    // libyaml says where it gave up, which is past the line that opened the list.
                    line.contains("R1002") ? "R1002" : line
                })
            let wanted = Set(Self.expected.map { $0.contains("R1002") ? "R1002" : $0 })
            #expect(wanted.subtracting(places).sorted() == [])
            #expect(places.subtracting(wanted).sorted() == [])
            #expect(wanted.count == 25)
            #expect(run.stderr.contains("25 errors"))
        }
    }
}

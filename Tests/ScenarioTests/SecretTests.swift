import Foundation
import TestSupport
import Testing

/// Canary secrets in the environment and in files never come out anywhere.
struct SecretTests {
    private struct Canary {
        let name: String
        let value: String
        let isFile: Bool

        /// The forms in which a leak would show.
        var forms: [String] {
            let data = Data(value.utf8)
            return [
                value, data.base64EncodedString(),
                value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? value,
            ]
        }
    }

    private static let canaries = (0..<50).map { index in
        Canary(name: "CANARY_\(index)", value: "cnry/\(index)+s3cr3t=\(index * 7919)", isFile: index.isMultiple(of: 2))
    }

    private func manifests(in folder: TemporaryFolder) throws -> String {
        var documents: [String] = []
        for (index, canary) in Self.canaries.enumerated() {
            let path = try folder.write(canary.value + "\n", to: "secrets/\(canary.name)")
            let reference = canary.isFile ? "{file: \(path)}" : "{env: \(canary.name)}"
            switch index % 3 {
            case 0:
                documents.append(
                    """
                    apiVersion: reconcile/v1
                    kind: Connection
                    metadata: {name: c\(index)}
                    spec:
                      oidc: {issuer: https://a.example, clientId: x, clientSecret: \(reference)}
                    """)
            case 1:
                documents.append(
                    """
                    apiVersion: reconcile/v1
                    kind: OutboundConnector
                    metadata: {name: o\(index)}
                    spec:
                      connection: c\(index - 1)
                      type: scim2
                      enabled: true
                      settings:
                        baseUrl: http://127.0.0.1:1/v2
                        authentication: {bearer: {token: \(reference)}}
                    """)
            default:
                documents.append(
                    """
                    apiVersion: reconcile/v1
                    kind: LoginTrigger
                    metadata: {name: t\(index)}
                    spec: {type: webhook, secret: \(reference)}
                    """)
            }
        }
        return documents.joined(separator: "\n---\n")
    }

    @Test func `50 canary secrets appear in no output, state or report`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(try manifests(in: folder), to: "m/all.yaml")
            let environment = Dictionary(uniqueKeysWithValues: Self.canaries.map { ($0.name, $0.value) })
            // A literal in the wrong place, on the line of another error too.
            try folder.write(
                ManifestTree.connection("leak").replacingOccurrences(
                    of: "{env: CORP_OKTA_CLIENT_SECRET}", with: "\"\(Self.canaries[0].value)\""), to: "bad/literal.yaml"
            )
            try folder.write(
                "apiVersion: reconcile/v1\nkind: Nope\nspec: {a: {clientSecret: \"\(Self.canaries[1].value)\"}}\n",
                to: "bad/neighbour.yaml")
            var output = ""
            for arguments in [
                ["validate", "-f", "m"], ["validate", "-f", "bad"], ["plan", "-f", "m", "-v"],
                ["plan", "-f", "m", "-o", "json"],
                ["plan", "-f", "m", "--out", "plan.json"], ["apply", "-f", "m", "-v"], ["get", "-o", "yaml"],
                ["get", "-o", "json"], ["describe", "connection", "c0"], ["drift", "-f", "m", "-o", "json"],
                ["export", "out"], ["history", "-o", "json"],
            ] {
                let run = try await ProgramRun.reconcile(arguments, environment: environment, in: folder.url)
                output += run.stdout + run.stderr
            }
            for format in ["text", "json"] {
                output += try await loginOutput(in: folder, environment, logFormat: format)
            }
            var files = ""
            let written = try #require(FileManager.default.enumerator(atPath: folder.path))
            for case let name as String in written where !name.hasPrefix("secrets") && !name.hasPrefix("bad") {
                guard let content = FileManager.default.contents(atPath: folder.path + "/" + name) else { continue }
                files += String(decoding: content, as: UTF8.self)
            }
            #expect(files.contains("CANARY_1"), "the state was not searched")
            for canary in Self.canaries {
                for form in canary.forms {
                    #expect(!output.contains(form), "\(canary.name) was printed")
                    #expect(!files.contains(form), "\(canary.name) was written")
                }
            }
        }
    }

    /// What the listener prints and answers at its most talkative, with good and bad proofs and a dead target.
    private func loginOutput(
        in folder: TemporaryFolder, _ environment: [String: String], logFormat: String
    ) async throws -> String {
        let listener = try await ListenerProcess.start(
            in: folder,
            environment: environment.merging(["RECONCILE_LOG_LEVEL": "trace", "RECONCILE_LOG_FORMAT": logFormat]) { $1 }
        )
        let good = try await listener.post(
            trigger: "t2", secret: Self.canaries[2].value, id: "e1", application: "none", claims: [:])
        let bad = try await listener.post(
            trigger: "t2", secret: "wrong", id: "e2", application: "none", claims: [:])
        #expect(bad.status == 401)
        let metrics = try await listener.get("/metrics")
        return good.body + bad.body + metrics.body + (try await listener.stop())
    }
}

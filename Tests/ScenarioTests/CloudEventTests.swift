import Foundation
import TestSupport
import Testing

/// CloudEvents that a package made that we did not write.
struct CloudEventTests {
    private static func send(_ listener: ListenerProcess, query: String = "", _ arguments: [String]) async throws
        -> String
    {
        let script = Repository.url("Tests/ScenarioTests/Peers/cloudevents_sender.py").path(percentEncoded: false)
        let url = listener.address + "/triggers/app-backend" + query
        let python = try PeerVenv.program("python").path(percentEncoded: false)
        let run = try await ProgramRun.command(python, [script, url, "t0ken"] + arguments)
        #expect(run.exitCode == 0, "\(run.stderr)")
        return run.stdout
    }

    @Test func `each mode makes accounts, once an event`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                let trigger = """
                    apiVersion: reconcile/v1
                    kind: LoginTrigger
                    metadata: {name: app-backend}
                    spec: {type: webhook, bearers: [{env: TOKEN}, {env: TOKEN_OLD}]}
                    """
                let documents = [
                    ManifestTree.connection(), ManifestTree.connector(port: port), ManifestTree.flow, trigger,
                ]
                try folder.write(documents.joined(separator: "\n---\n"), to: "manifests/all.yaml")
                let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                #expect(applied.exitCode == 0, "\(applied.stderr)")
                let listener = try await ListenerProcess.start(
                    in: folder, environment: ["WIKI_SCIM_TOKEN": "secret", "TOKEN": "new", "TOKEN_OLD": "t0ken"])
                defer { listener.kill() }
                for (mode, address) in [("binary", "ada@example.com"), ("structured", "eve@example.com")] {
                    let answer = try await Self.send(listener, query: "?wait=10s", [mode, "evt \(mode)", address])
                    #expect(answer.hasPrefix("200 ") && answer.contains(#""succeeded""#), "\(answer)")
                    let again = try await Self.send(listener, [mode, "evt \(mode)", address])
                    #expect(again.contains(#""duplicate":true"#), "\(again)")
                }
                let people = (0..<5).map { "p\($0)@example.com" }
                let batch = try await Self.send(listener, ["batch", "b"] + people)
                #expect(batch.hasPrefix("202 ") && batch.matches(of: /"duplicate":false/).count == 5, "\(batch)")
                let repeated = try await Self.send(listener, ["batch", "b"] + people)
                #expect(repeated.matches(of: /"duplicate":true/).count == 5, "\(repeated)")
                _ = try await listener.stop()
                let accounts = try await HTTPCommand.run(
                    "http://127.0.0.1:\(port)/v2/Users?count=100", ["-H", "Authorization: Bearer secret"])
                for address in ["ada@example.com", "eve@example.com"] + people {
                    #expect(
                        accounts.body.contains("\"userName\":\"\(address)\"")
                            || accounts.body.contains("\"userName\": \"\(address)\""), "\(address) in \(accounts.body)")
                }
                #expect(accounts.body.contains("Zoë") || accounts.body.contains(#"Zo\u00eb"#))
            }
        }
    }
}

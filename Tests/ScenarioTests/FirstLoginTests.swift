import Foundation
import TestSupport
import Testing

/// The whole way, against a SCIM server that we did not write.
struct FirstLoginTests {
    private static let environment = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "plain signing secret",
    ]

    private func claims(name: String = "Ada Lovelace") -> [String: String] {
        ["email": "Ada@Example.com", "given_name": "Ada", "family_name": "Lovelace", "name": name, "title": "Countess"]
    }

    private func user(_ userName: String, port: Int) async throws -> (count: Int, body: String) {
        let answer = try await HTTPCommand.run(
            "http://127.0.0.1:\(port)/v2/Users",
            ["-G", "-H", "Authorization: Bearer secret", "--data-urlencode", "filter=userName eq \"\(userName)\""])
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        return (object?["totalResults"] as? Int ?? -1, answer.body)
    }

    @Test func `one login makes one account, a changed one updates it, an unchanged one sends nothing`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await CountingProxy.with(target: port) { proxy in
                try await TemporaryFolder.with { folder in
                    try ManifestTree.write(to: folder, port: proxy.port)
                    _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                    let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
                    defer { listener.kill() }
                    func login(_ id: String, _ claims: [String: String]) async throws -> ListenerProcess.Answer {
                        try await listener.post(
                            secret: "plain signing secret", id: id, claims: claims, query: "?wait=10s")
                    }

                    let first = try await login("evt-1", claims())
                    #expect(first.status == 200, "\(first.body)")
                    #expect(first.body.contains("\"succeeded\""), "\(first.body)")
                    let account = try await user("ada@example.com", port: port)
                    #expect(account.count == 1)
                    for part in ["\"Countess\"", "\"Ada Lovelace\"", "\"00u1\"", "\"familyName\"", "Ada@Example.com"] {
                        #expect(account.body.contains(part), "\(part) is missing in \(account.body)")
                    }
                    #expect(try proxy.counts()["POST"] == 1)

                    let before = try proxy.counts()
                    let again = try await listener.post(
                        secret: "plain signing secret", id: "evt-1", claims: claims())
                    #expect(again.status == 202 && again.body.contains("\"duplicate\":true"), "\(again.body)")
                    let unchanged = try await login("evt-2", claims())
                    #expect(unchanged.body.contains("\"unchanged\""), "\(unchanged.body)")
                    #expect(try proxy.counts() == before, "a duplicate or unchanged login sent a request")

                    let changed = try await login("evt-3", claims(name: "Ada King"))
                    #expect(changed.body.contains("\"succeeded\""), "\(changed.body)")
                    let after = try proxy.counts()
                    #expect((after["PATCH"] ?? 0) + (after["PUT"] ?? 0) == 1)
                    #expect(after["POST"] == 1)
                    #expect(try await user("ada@example.com", port: port).body.contains("Ada King"))

                    _ = try await ProgramRun.reconcile(["connector", "disable", "wiki"], in: folder.url)
                    let whileOff = try await listener.post(
                        secret: "plain signing secret", id: "evt-4", subject: "00u2",
                        claims: ["email": "eve@example.com", "name": "Eve"], query: "?wait=10s")
                    #expect(whileOff.body.contains("\"deliveries\":[]"), "\(whileOff.body)")
                    #expect(try proxy.counts() == after, "a disabled connector was asked for something")
                    _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                    let healed = try await listener.post(
                        secret: "plain signing secret", id: "evt-5", subject: "00u2",
                        claims: ["email": "eve@example.com", "name": "Eve"], query: "?wait=10s")
                    #expect(healed.body.contains("\"succeeded\""), "\(healed.body)")
                    _ = try await listener.stop()
                }
            }
        }
    }

    @Test func `an accepted login survives kill -9 and is delivered by the next listener`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                // The first listener can't deliver: its token is missing.
                let first = try await ListenerProcess.start(
                    in: folder, environment: ["APP_BACKEND_WEBHOOK_SECRET": "plain signing secret"])
                let accepted = try await first.post(
                    secret: "plain signing secret", id: "evt-1", claims: claims())
                #expect(accepted.status == 202, "\(accepted.body)")
                // Not while it holds the claim, whose lease would have to run out first.
                try await first.waitForLog("delivery will be tried again")
                first.kill()
                let second = try await ListenerProcess.start(in: folder, environment: Self.environment)
                defer { second.kill() }
                var count = 0
                for _ in 0..<400 where count == 0 {
                    try await Task.sleep(for: .milliseconds(100))
                    count = try await user("ada@example.com", port: port).count
                }
                #expect(count == 1)
                _ = try await second.stop()
            }
        }
    }
}

import Foundation
import TestSupport
import Testing

/// `listen --log-format json`: one JSON object a line, with the ids, and with nothing of the person.
struct JSONLogTests {
    private static let environment = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing",
    ]

    private func events(_ output: String) -> [[String: Any]] {
        output.split(separator: "\n").map { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
            guard let event = object as? [String: Any] else {
                Issue.record("no JSON object: \(line)")
                return [:]
            }
            return event
        }
    }

    @Test func `every line of a run is a JSON object, and a line about a login or delivery has its ids`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.start(
                    in: folder, environment: Self.environment.merging(["RECONCILE_LOG_FORMAT": "json"]) { $1 },
                    ["--log-level", "trace"])
                defer { listener.kill() }
                let claims = ["email": "zo\u{EB}.canary@example.com", "name": "Zo\u{EB} \"Canary\"\n", "title": "Rook"]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            _ = try await listener.post(
                                secret: "signing", id: "evt-\(number)", subject: "subject-\(number)",
                                claims: number == 7 ? ["name": "No Name"] : claims, query: "?wait=10s")
                        }
                    }
                    try await group.waitForAll()
                }
                _ = try await listener.post(secret: "wrong", id: "evt-x", claims: claims)
                let output = try await listener.stop()
                let events = events(output)
                #expect(events.count > 40)
                let time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
                for event in events {
                    #expect((event["time"] as? String)?.wholeMatch(of: time) != nil, "\(event)")
                    #expect(event["level"] is String && event["message"] is String, "\(event)")
                    let message = event["message"] as? String ?? ""
                    if message.hasPrefix("login ") {
                        #expect((event["login"] as? String)?.hasPrefix("lgn_") == true, "\(event)")
                        let deliveries = event["deliveries"] as? [String] ?? []
                        #expect(deliveries.count == 1 && deliveries.allSatisfy { $0.hasPrefix("dlv_") }, "\(event)")
                    }
                    if message.hasPrefix("delivery ") {
                        #expect((event["login"] as? String)?.hasPrefix("lgn_") == true, "\(event)")
                        #expect((event["delivery"] as? String)?.hasPrefix("dlv_") == true, "\(event)")
                        #expect(event["connector"] as? String == "wiki" && event["attempt"] is Int, "\(event)")
                    }
                }
                let ended = events.filter { ($0["message"] as? String)?.hasPrefix("delivery ") == true }
                #expect(Set(ended.compactMap { $0["delivery"] as? String }).count == 20)
                #expect(ended.contains { $0["code"] as? String == "R6001" && $0["level"] as? String == "error" })
                for secret in ["canary", "Canary", "Rook", "subject-", "signing", "Bearer", "No Name"] {
                    #expect(!output.contains(secret), "\(secret) was logged")
                }
            }
        }
    }

    @Test func `what a target says of a person is told to the sender, and not to the log`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                let manifest = try folder.read("manifests/all.yaml").replacingOccurrences(
                    of: "  type: scim2\n", with: "  type: scim2\n  conflict: {matchOn: [userName], policy: fail}\n")
                try folder.write(manifest, to: "manifests/all.yaml")
                let apply = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                #expect(apply.exitCode == 0, "\(apply.stderr)")
                let body =
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"canary@example.com"}"#
                let made = try await HTTPCommand.run(
                    "http://127.0.0.1:\(port)/v2/Users",
                    [
                        "-X", "POST", "-H", "Authorization: Bearer secret", "-H", "Content-Type: application/scim+json",
                        "--data-binary", body,
                    ])
                #expect(made.status == 201, "\(made.body)")
                let listener = try await ListenerProcess.start(
                    in: folder, environment: Self.environment, ["--log-format", "json", "--log-level", "trace"])
                defer { listener.kill() }
                let answer = try await listener.post(
                    secret: "signing", id: "evt-1", claims: ["email": "canary@example.com", "name": "C"],
                    query: "?wait=15s")
                #expect(answer.body.contains("R6002") && answer.body.contains("canary@example.com"), "\(answer.body)")
                let output = try await listener.stop()
                #expect(output.contains("R6002") && !output.contains("canary"), "\(output)")
            }
        }
    }

    @Test func `what stops the listener is a JSON object too`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("no database", to: "state.db")
            let run = try await ProgramRun.reconcile(
                ["listen", "--port", "0", "--log-format", "json", "--state", "state.db"], in: folder.url)
            #expect(run.exitCode == 1)
            let events = events(run.stderr)
            #expect(events.count == 1)
            #expect(events.first?["code"] as? String == "R4007", "\(run.stderr)")
        }
    }

    @Test func `an unknown log format is a usage error`() async throws {
        let run = try await ProgramRun.reconcile(["listen", "--log-format", "xml"])
        #expect(run.exitCode == 64)
        #expect(run.stderr.contains("--log-format"))
    }
}

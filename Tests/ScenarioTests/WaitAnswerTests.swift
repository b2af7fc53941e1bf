import Foundation
import TestSupport
import Testing

/// `?wait`, against a SCIM server that we did not write: each connector's outcome, inside the deadline.
struct WaitAnswerTests {
    private static let environment = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing",
    ]

    /// An answer's deliveries by connector, each a map of its members.
    private func deliveries(_ answer: ListenerProcess.Answer) throws -> [String: [String: String]] {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        let list = try #require(object?["deliveries"] as? [[String: String]], "\(answer.body)")
        return Dictionary(list.map { ($0["connector"] ?? "", $0) }) { first, _ in first }
    }

    @Test func `the answer tells each connector's outcome, at the deadline too`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                // A second connector whose target nobody serves.
                let gone = ManifestTree.connector(port: try FreePort.next())
                    .replacingOccurrences(of: "{name: wiki}", with: "{name: gone}")
                try folder.write(gone, to: "manifests/gone.yaml")
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
                defer { listener.kill() }
                func login(_ id: String, _ claims: [String: String], wait: String) async throws
                    -> ListenerProcess.Answer
                {
                    try await listener.post(secret: "signing", id: id, claims: claims, query: "?wait=\(wait)")
                }
                let late = try await login("evt-1", ["email": "ada@example.com", "name": "Ada"], wait: "1500ms")
                #expect(late.status == 202, "\(late.body)")
                let wiki = try #require(try deliveries(late)["wiki"])
                #expect(wiki["status"] == "succeeded" && wiki["reason"] == "created" && wiki["retryAt"] == nil)
                let waiting = try #require(try deliveries(late)["gone"])
                #expect(waiting["status"] == "queued" && waiting["code"] == "R6005", "\(waiting)")
                #expect(waiting["reason"]?.contains("connect") == true, "\(waiting)")
                let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
                #expect(waiting["retryAt"]?.wholeMatch(of: form) != nil, "\(waiting)")

                _ = try await ProgramRun.reconcile(["connector", "disable", "gone"], in: folder.url)
                let changed = try await login("evt-2", ["email": "ada@example.com", "name": "Ada King"], wait: "15s")
                #expect(changed.status == 200, "\(changed.body)")
                #expect(try deliveries(changed).keys.sorted() == ["wiki"])
                #expect(try deliveries(changed)["wiki"]?["reason"] == "updated (displayName)", "\(changed.body)")
                // Nothing gives this person a user name.
                let dead = try await login("evt-3", ["name": "Eve"], wait: "15s")
                #expect(dead.status == 200, "\(dead.body)")
                let letter = try #require(try deliveries(dead)["wiki"])
                #expect(letter["status"] == "dead" && letter["code"] == "R6001", "\(letter)")
                #expect(letter["reason"]?.contains("userName") == true, "\(letter)")
                _ = try await listener.stop()
            }
        }
    }

    @Test func `a hundred answers that are held at once all come when their deliveries end`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.start(
                    in: folder, environment: Self.environment, ["--log-level", "warning"])
                defer { listener.kill() }
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            try await listener.post(
                                secret: "signing", id: "evt-\(number)", subject: "s\(number)",
                                claims: ["email": "p\(number)@example.com", "name": "P"], query: "?wait=19s"
                            ).status
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 200, count: 100))
                _ = try await listener.stop()
            }
        }
    }

    @Test func `a held answer does not wait for a poll`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
                defer { listener.kill() }
                let start = ContinuousClock.now
                for number in 0..<30 {
                    let answer = try await listener.post(
                        secret: "signing", id: "evt-\(number)", subject: "s\(number)",
                        claims: ["email": "p\(number)@example.com", "name": "P"], query: "?wait=15s")
                    #expect(answer.status == 200, "\(answer.body)")
                }
                // The first look is too early for an account; polls alone would take half a second for each.
                #expect(ContinuousClock.now - start < .seconds(12))
                _ = try await listener.stop()
            }
        }
    }
}

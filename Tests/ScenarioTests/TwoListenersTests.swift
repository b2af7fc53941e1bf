import Foundation
import TestSupport
import Testing

/// Several processes on one stored state, and senders that send too much.
struct TwoListenersTests {
    private static let environment = ["WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing"]

    @Test func `two listeners on one state make one account for each person`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await CountingProxy.with(target: port) { proxy in
                try await TemporaryFolder.with { folder in
                    try ManifestTree.write(to: folder, port: proxy.port)
                    _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                    let first = try await ListenerProcess.start(in: folder, environment: Self.environment)
                    defer { first.kill() }
                    let second = try await ListenerProcess.start(in: folder, environment: Self.environment)
                    defer { second.kill() }
                    let people = 40
                    for number in 0..<people {
                        // Every login goes to both; the second sender's copy is a duplicate.
                        for (listener, query) in [(first, ""), (second, number == people - 1 ? "?wait=20s" : "")] {
                            let answer = try await listener.post(
                                secret: "signing", id: "evt-\(number)", subject: "s\(number)",
                                claims: ["email": "p\(number)@example.com", "name": "P \(number)"], query: query)
                            #expect([200, 202].contains(answer.status), "\(answer.body)")
                        }
                    }
                    for _ in 0..<200 where try proxy.counts()["POST"] ?? 0 < people {
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    _ = try await first.stop()
                    _ = try await second.stop()
                    #expect(try proxy.counts()["POST"] == people)
                    let all = try await HTTPCommand.run(
                        "http://127.0.0.1:\(port)/v2/Users?count=0", ["-H", "Authorization: Bearer secret"])
                    #expect(all.body.contains("\"totalResults\": \(people)"), "\(all.body)")
                }
            }
        }
    }

    @Test func `a body that never says its length is cut off at the limit`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
            defer { listener.kill() }
            for (size, status) in [(300 << 10, 413), (200 << 10, 401)] {
                let path = try folder.write(String(repeating: "x", count: size), to: "body")
                let answer = try await HTTPCommand.run(
                    listener.address + "/triggers/app-backend",
                    [
                        "-X", "POST", "-H", "Content-Type: application/json", "-H", "Transfer-Encoding: chunked",
                        "--data-binary", "@\(path)",
                    ])
                #expect(answer.status == status, "\(size): \(answer.body)")
            }
            _ = try await listener.stop()
        }
    }
}

import Foundation
import TestSupport
import Testing

/// `listen --status` on a terminal that this project did not write, and without one.
struct StatusLineTests {
    private static let environment = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing",
    ]

    /// What `watch_terminal.py` saw.
    private struct Watched: Decodable {
        let status: Int
        let erased: Int
        let seconds: Double
        let widest: Int
        let shown: [String]
    }

    private func watched(_ output: String) throws -> Watched {
        let line = try #require(output.split(separator: "\n").last { $0.hasPrefix("{\"status\"") })
        return try JSONDecoder().decode(Watched.self, from: Data(line.utf8))
    }

    @Test func `the line is drawn in place, gives way to log lines, and is gone at the end`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.startOnTerminal(
                    columns: 400, in: folder, environment: Self.environment, ["--status"])
                defer { listener.kill() }
                try await listener.wait(for: "an empty queue") { $0.contains("logins 0 (0/s)") }
                for number in 0..<5 {
                    _ = try await listener.post(
                        secret: "signing", id: "evt-\(number)", subject: "s\(number)",
                        claims: ["email": "p\(number)@example.com"], query: "?wait=10s")
                }
                // Nothing gives this person a user name: a dead letter.
                _ = try await listener.post(
                    secret: "signing", id: "evt-x", subject: "x", claims: ["name": "x"], query: "?wait=10s")
                try await listener.wait(for: "six logins") {
                    $0.contains("logins 6 (") && $0.contains("deliveries 5 done, 0 retried, \u{1B}[31m1 dead\u{1B}[0m")
                        && $0.contains("queue empty")
                }
                let watched = try watched(try await listener.stopOnTerminal())
                #expect(watched.status == 0)
                // On the screen are the lines of the log, each whole and alone, and no status line.
                #expect(watched.shown.filter { $0.contains("login stored") }.count == 6)
                #expect(watched.shown.filter { $0.contains("delivery ended") }.count == 5)
                for line in watched.shown {
                    #expect(
                        line.hasPrefix("listening on") || line.prefixMatch(of: /\d{4}-\d\d-\d\dT/) != nil, "\(line)")
                    #expect(!line.contains("deliveries 5 done"), "\(line)")
                }
            }
        }
    }

    @Test func `the line is cut to the terminal's width and drawn at most five times a second`() async throws {
        try await TemporaryFolder.with { folder in
            // Nobody listens at the target, so there is something to show.
            try ManifestTree.write(to: folder, port: try FreePort.next())
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let listener = try await ListenerProcess.startOnTerminal(
                columns: 40, in: folder, environment: Self.environment.merging(["NO_COLOR": "1"]) { $1 },
                ["--status", "--log-level", "critical"])
            defer { listener.kill() }
            for number in 0..<30 {
                _ = try await listener.post(
                    secret: "signing", id: "evt-\(number)", subject: "s\(number)",
                    claims: ["email": "p\(number)@example.com"], query: "?wait=100ms")
            }
            try await listener.wait(for: "thirty logins") { $0.contains("logins 30 (") }
            let output = try await listener.stopOnTerminal()
            let watched = try watched(output)
            #expect(watched.widest == 39, "one column short of a wrap")
            // Two of them gave way: to `listening on`, and at the end. Of the others the first comes at once.
            let redrawn = watched.erased - 3
            #expect(redrawn > 3 && Double(redrawn) <= watched.seconds * 5, "\(watched)")
            #expect(watched.shown.count == 1 && watched.shown.first?.hasPrefix("listening on") == true, "\(watched)")
            #expect(!output.contains("\u{1B}[3"), "NO_COLOR was not heeded")
        }
    }

    @Test func `a breaker that is open is in the line, the metrics and the log`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.startOnTerminal(
                    columns: 400, in: folder,
                    environment: Self.environment.merging(["WIKI_SCIM_TOKEN": "wrong"]) { $1 },
                    ["--status", "--color", "never"])
                defer { listener.kill() }
                _ = try await listener.post(
                    secret: "signing", id: "evt-1", claims: ["email": "p@example.com"], query: "?wait=100ms")
                try await listener.wait(for: "a broken connector") { $0.contains("  broken: wiki") }
                let scrape = try await MetricsScrapeTests.scrape(listener, in: folder)
                for (state, value) in [("closed", 0.0), ("open", 1), ("halfOpen", 0)] {
                    #expect(scrape.value("reconcile_breaker_state", ["state": state]) == value, "\(state)")
                }
                #expect(scrape.value("reconcile_breaker_moves_total", ["connector": "wiki", "state": "open"]) == 1)
                let output = try await listener.stopOnTerminal()
                #expect(output.contains("breaker open") && output.contains("requests=[\"GET 401\"]"), "\(output)")
            }
        }
    }

    @Test func `without a terminal a line comes every ten seconds, as JSON when the log is`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, port: try FreePort.next())
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let text = try await ListenerProcess.start(in: folder, environment: Self.environment, ["--status"])
            defer { text.kill() }
            let json = try await ListenerProcess.start(
                in: folder, environment: Self.environment, ["--status", "--log-format", "json"])
            defer { json.kill() }
            _ = try await text.post(secret: "signing", id: "evt-1", claims: ["email": "p@example.com"])
            try await text.wait(for: "a heartbeat") { $0.contains("\nlogins 1 (0.1/s)  deliveries 0 done, ") }
            try await json.wait(for: "a heartbeat") { $0.contains("\"message\":\"status\"") }
            let output = try await text.stop()
            #expect(!output.contains("\u{1B}"), "it drew where there is no terminal")
            #expect(output.contains("queue 1, oldest "), "\(output)")
            let events = try await json.stop().split(separator: "\n").map { line in
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            }
            let status = try #require(events.first { $0["message"] as? String == "status" })
            #expect(status["logins"] as? Int == 0 && status["queue"] as? Int == 1, "\(status)")
        }
    }
}

import Foundation
import TestSupport
import Testing

/// A stored state with one connector, and an operator who types commands at it.
struct OperatedState {
    static let token = "s3cr3t-t0ken-value"
    static let environment = ["WIKI_SCIM_TOKEN": token, "APP_BACKEND_WEBHOOK_SECRET": "signing"]

    let folder: TemporaryFolder

    /// Applies a small set of manifests whose connector points at the port.
    static func with(
        port: Int, more: [String] = [], isolation: isolated (any Actor)? = #isolation,
        _ body: (OperatedState) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, port: port)
            for (number, text) in more.enumerated() { try folder.write(text, to: "manifests/more-\(number).yaml") }
            let state = OperatedState(folder: folder)
            let applied = try await state.run("apply", "-f", "manifests")
            try #require(applied.exitCode == 0, "\(applied.stderr)")
            try await body(state)
        }
    }

    func run(_ arguments: String...) async throws -> ProgramRun {
        try await ProgramRun.reconcile(arguments, environment: Self.environment, in: folder.url)
    }

    /// Provisions one person by hand.
    func provision(
        _ subject: String = "00u1", name: String = "Ada Lovelace", _ more: String...
    ) async throws -> ProgramRun {
        let claims = ["sub": subject, "email": "\(subject)@example.com", "name": name]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: claims), as: UTF8.self)
        return try await ProgramRun.reconcile(
            ["provision", "--connection", "corp-okta", "--application", "crm", "--claims", "-"] + more,
            environment: Self.environment, input: text, in: folder.url)
    }

    /// What a command prints with `-o json`, under one key.
    func list(_ key: String, _ arguments: String...) async throws -> [[String: Any]] {
        let run = try await ProgramRun.reconcile(
            arguments + ["-o", "json"], environment: Self.environment, in: folder.url)
        try #require(run.exitCode == 0, "\(run.stderr)")
        let object = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        return try #require(object?[key] as? [[String: Any]])
    }

    /// Waits until the newest delivery stands so.
    func wait(for status: String) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while try await list("deliveries", "deliveries").first?["status"] as? String != status {
            guard ContinuousClock.now < end else {
                let found = try await run("deliveries")
                throw StandingMissed(description: "no delivery became \(status):\n\(found.stdout)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Makes every stored login so many days older, as time would.
    func age(days: Int) async throws {
        let script = """
            import sqlite3, sys
            state = sqlite3.connect(".reconcile/state.db")
            state.execute("UPDATE login SET received_at = received_at - ?", [int(sys.argv[1]) * 86400000])
            state.commit()
            """
        let run = try await ProgramRun.command("python3", ["-c", script, "\(days)"], in: folder.url)
        try #require(run.exitCode == 0, "\(run.stderr)")
    }

    /// A SCIM server that answers creates as told.
    static func withMoodyServer(
        _ moods: [String], isolation: isolated (any Actor)? = #isolation,
        _ body: (Int, RunningProgram) async throws -> Void
    ) async throws {
        let server = try RunningProgram(
            URL(filePath: "/usr/bin/env"),
            ["python3", "-u", Repository.url("Tests/ScenarioTests/Peers/moody_scim.py").path()] + moods)
        defer { server.kill() }
        let port = try await server.wait(for: "port") { program in
            program.stdout.firstMatch(of: /port (\d+)/).flatMap { Int($0.1) }
        }
        try await body(port, server)
    }
}

/// A delivery did not come to stand as a test waited for.
private struct StandingMissed: Error, CustomStringConvertible {
    let description: String
}

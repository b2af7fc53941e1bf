import Foundation
import TestSupport

/// A SCIM server that answers creates as told.
enum MoodyTarget {
    /// Sends one login to a server in these moods, waits for its end, and tells what was answered, logged and sent.
    static func deliver(
        _ moods: [String], wait: String = "20s"
    ) async throws -> (answer: String, log: String, creates: [String]) {
        let server = try RunningProgram(
            URL(filePath: "/usr/bin/env"),
            ["python3", "-u", Repository.url("Tests/ScenarioTests/Peers/moody_scim.py").path()] + moods)
        defer { server.kill() }
        let port = try await server.wait(for: "port") { program in
            program.stdout.firstMatch(of: /port (\d+)/).flatMap { Int($0.1) }
        }
        return try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, port: port)
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let listener = try await ListenerProcess.start(
                in: folder, environment: ["WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing"])
            defer { listener.kill() }
            let answer = try await listener.post(
                secret: "signing", id: "evt-1", claims: ["email": "ada@example.com", "name": "Ada"],
                query: "?wait=\(wait)")
            let log = try await listener.stop()
            let creates = server.stdout.matches(of: /request POST (\w+)/).map { String($0.1) }
            return (answer.body, log, creates)
        }
    }
}

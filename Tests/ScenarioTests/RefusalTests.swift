import Foundation
import TestSupport
import Testing

/// Targets that refuse, fail or lose their answer: one account in the end, or a dead letter with its reason.
struct RefusalTests {
    /// Sends one login to a server in these moods, waits for its end, and tells what was answered, logged and sent.
    private func deliver(
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

    @Test func `a target that is busy twice is asked again at its time and has one account`() async throws {
        let end = try await deliver(["503", "503", "ok"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["503", "503", "201"])
    }

    @Test func `an answer that is lost after the create makes no second account`() async throws {
        let end = try await deliver(["lost"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["lost"])
    }

    @Test func `a refusal for good is a dead letter with the target's reason and is not sent again`() async throws {
        let end = try await deliver(["400", "ok"])
        #expect(end.answer.contains("\"dead\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["400"])
        #expect(end.answer.contains("R6003") && end.answer.contains("told to refuse"), "\(end.answer)")
        // The sender is told what the target said; the log tells what the code means, since a target may quote a person.
        #expect(end.log.contains("R6003") && !end.log.contains("told to refuse"), "\(end.log)")
    }

    @Test func `refused credentials are tried again`() async throws {
        let end = try await deliver(["401", "ok"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["401", "201"])
        #expect(end.log.contains("R6004"))
    }

    @Test func `a port that is taken is a clear error`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                let run = try await ProgramRun.reconcile(["listen", "--port", "\(port)"], in: folder.url)
                #expect(run.exitCode == 1)
                #expect(run.stderr.contains("R5017") && run.stderr.contains("\(port)"), "\(run.stderr)")
            }
        }
    }
}

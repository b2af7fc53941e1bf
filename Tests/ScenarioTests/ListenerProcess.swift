import Crypto
import Foundation
import TestSupport
import Testing

/// A running `reconcile listen` on a free port, and a sender that signs.
struct ListenerProcess {
    struct Answer {
        let status: Int
        let body: String
    }

    private let program: RunningProgram
    let address: String

    static func start(
        in folder: TemporaryFolder, environment: [String: String], port: Int = 0, _ arguments: [String] = []
    ) async throws -> ListenerProcess {
        let program = try ProgramRun.start(
            ["listen", "--port", "\(port)"] + arguments, environment: environment, in: folder.url)
        return ListenerProcess(program: program, address: try await address(from: program) { $0.stderr })
    }

    /// Starts it with its standard error on a terminal of its own, which `output` shows as it is drawn.
    static func startOnTerminal(
        columns: Int, in folder: TemporaryFolder, environment: [String: String], _ arguments: [String]
    ) async throws -> ListenerProcess {
        let script = Repository.url("Tests/ScenarioTests/Peers/watch_terminal.py").path(percentEncoded: false)
        let reconcile = try ProgramRun.executable().path(percentEncoded: false)
        let program = try RunningProgram(
            try PeerVenv.program("python"), [script, "\(columns)", reconcile, "listen", "--port", "0"] + arguments,
            environment: environment.merging(["TERM": "xterm"]) { $1 }, in: folder.url)
        return ListenerProcess(program: program, address: try await address(from: program) { $0.stdout })
    }

    private static func address(
        from program: RunningProgram, _ output: @escaping @Sendable (RunningProgram) -> String
    ) async throws -> String {
        try await program.wait(for: "listen address") { program in
            output(program).firstMatch(of: /(?:listening on |"url":")(https?:[^\s"]+)/).map { String($0.1) }
        }
    }

    /// What it wrote to standard error, or drew on its terminal, so far.
    var output: String { program.stderr + program.stdout }

    /// Waits until its output fits.
    func wait(for what: String, _ condition: @escaping @Sendable (String) -> Bool) async throws {
        try await program.wait(for: what) { condition($0.stderr + $0.stdout) ? () : nil }
    }

    /// Drains it and tells what it printed.
    func stop() async throws -> String {
        program.terminate()
        let run = try await program.finish(within: .seconds(30))
        #expect(run.exitCode == 0, "\(run.stderr)")
        return run.stdout + run.stderr
    }

    /// Drains it and tells what it drew, and what the watcher of its terminal says about that.
    func stopOnTerminal() async throws -> String {
        program.terminate()
        let run = try await program.finish(within: .seconds(30))
        return run.stdout + "\n" + run.stderr
    }

    func kill() { program.kill() }

    /// Tells it to look at its files anew.
    func hangUp() { program.signal(SIGHUP) }

    /// Waits until it logged the words.
    func waitForLog(_ words: String) async throws {
        try await program.wait(for: words) { $0.stderr.contains(words) ? () : nil }
    }

    /// Sends a login signed as Standard Webhooks say.
    func post(
        trigger: String = "app-backend", secret: String, id: String, application: String = "crm",
        connection: String = "corp-okta", subject: String = "00u1", claims: [String: String], query: String = ""
    ) async throws -> Answer {
        let body = try JSONSerialization.data(
            withJSONObject: [
                "id": id, "application": application, "connection": connection,
                "user": ["subject": subject, "claims": claims],
            ], options: [.sortedKeys])
        let time = String(Int(Date().timeIntervalSince1970))
        let content = Data("\(id).\(time).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: content, using: SymmetricKey(data: Data(secret.utf8)))
        return try await curl(
            "/triggers/\(trigger)\(query)",
            [
                "-X", "POST", "-H", "Content-Type: application/json", "-H", "webhook-id: \(id)",
                "-H", "webhook-timestamp: \(time)",
                "-H", "webhook-signature: v1,\(Data(code).base64EncodedString())",
                "--data-binary", String(decoding: body, as: UTF8.self),
            ])
    }

    func get(_ path: String) async throws -> Answer { try await curl(path, []) }

    private func curl(_ path: String, _ arguments: [String]) async throws -> Answer {
        try await HTTPCommand.run(address + path, arguments)
    }
}

/// HTTP by the `curl` program, which we did not write.
enum HTTPCommand {
    static func run(_ url: String, _ arguments: [String] = []) async throws -> ListenerProcess.Answer {
        let run = try await ProgramRun.command(
            "curl", ["-sk", "--max-time", "20", "-w", "\n%{http_code}"] + arguments + [url])
        let lines = run.stdout.split(separator: "\n", omittingEmptySubsequences: false)
        return ListenerProcess.Answer(
            status: lines.last.flatMap { Int($0) } ?? 0, body: lines.dropLast().joined(separator: "\n"))
    }
}

import TestSupport
import Testing

/// The help of every command, against committed files.
struct HelpTests {
    @Test(arguments: [
        "", "validate", "plan", "apply", "drift", "drift compare", "drift ack", "drift unack", "get", "describe",
        "export",
        "connector", "connector enable", "connector disable", "connector test", "connector reset", "history",
        "rollback", "lock", "lock list", "lock break", "listen", "explain", "schema", "provision", "logins",
        "deliveries", "deliveries list", "deliveries retry", "deliveries approve", "accounts", "why", "doctor",
        "vacuum", "import", "import iamctl", "init", "fmt", "completions",
    ])
    func `help prints as committed`(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        // The width is that of a pipe, whatever the terminal.
        let run = try await ProgramRun.reconcile(words + ["--help"], environment: ["COLUMNS": "80"])
        #expect(run.exitCode == 0)
        let name = command.isEmpty ? "reconcile" : words.joined(separator: "-")
        try GoldenFile.expect(run.stdout, at: "Tests/ScenarioTests/Golden/help/\(name).txt")
    }
}

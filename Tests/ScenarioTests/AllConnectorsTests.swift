import Foundation
import TestSupport
import Testing

/// `examples/all-connectors`, played end to end as `make demo-all` does.
@Suite(.timeLimit(.minutes(3))) struct AllConnectorsTests {
    @Test func `one login makes three accounts in three kinds of systems`() async throws {
        let run = try await ProgramRun.command(
            Repository.url("Tests/scripts/demo-all.sh").path(),
            [
                try ProgramRun.executable("reconcile").path(), PeerVenv.folder.path(),
                try ProgramRun.executable("TargetServer").path(),
            ])
        #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
        #expect(run.stdout.contains("That is all: one login, three accounts"))
        for line in ["google: 1 account", "crm: 1 account", "wiki: 1 account", "violations: none"] {
            #expect(run.stdout.contains(line), "\(line) is missing in\n\(run.stdout)")
        }
        #expect(!run.stdout.contains("PRIVATE KEY") && !run.stdout.contains("s3cr3t-Canary"))
    }
}

import Foundation
import TestSupport
import Testing

/// A target that accepts connections and never answers holds up its own connector and nobody else.
struct HangTests {
    @Test func `a connector that hangs holds up no other, and its queue drains when it is back`() async throws {
        // Only what must hold on any machine is demanded here; `make hang` measures.
        let run = try await ProgramRun.command(
            "python3",
            [
                Repository.url("Tests/scripts/listen/hang.py").path(percentEncoded: false),
                try ProgramRun.executable().path(percentEncoded: false), "--deliveries", "2000", "--rate", "400",
                "--rounds", "1", "--seconds", "3",
            ], within: .seconds(300))
        print(run.stdout)
        #expect(run.exitCode == 0, "\(run.stderr)")
        for figure in ["memory", "answers 429", "accounts at the target", "deliveries ended"] {
            #expect(run.stdout.contains(figure))
        }
    }
}

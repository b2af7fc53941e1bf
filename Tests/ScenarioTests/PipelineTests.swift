import Foundation
import TestSupport
import Testing

/// The pipelines of `examples/ci`, played in scratch repositories with the built program.
struct PipelineTests {
    @Test func `the pipelines do what their page says`() async throws {
        let run = try await ProgramRun.command(
            "bash",
            [
                Repository.url("Tests/scripts/pipeline.sh").path(), try ProgramRun.executable().path(),
                PeerVenv.folder.path(),
            ], within: .seconds(180))
        try #require(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
        for held in [
            "a pull request has a Markdown plan that names the field and the line",
            "the merge applies exactly the plan that was reviewed, and the history names the commit",
            "a change by hand makes the drift check exit 3 with a SARIF finding at the manifest's line",
            "a plan that the state has left behind exits 7, and nothing is written",
            "a plan that deletes a protected resource exits 4, before and after the merge",
        ] {
            #expect(run.stdout.contains("ok: \(held)\n"), "\(run.stdout)")
        }
    }
}

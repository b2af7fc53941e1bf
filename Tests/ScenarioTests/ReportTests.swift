import Foundation
import TestSupport
import Testing

/// `--report`: every form in one run, whatever the end, read by programs that others wrote.
struct ReportTests {
    static let flags = [
        "--report", "json=report.json", "--report", "sarif=report.sarif", "--report", "junit=junit.xml",
        "--report", "gitlab=.", "--report", "markdown=report.md", "--report", "github=github.txt",
    ]

    private func read(_ folder: TemporaryFolder) async throws -> String {
        let run = try await ProgramRun.command(
            try PeerVenv.program("python").path(),
            [Repository.url("Tests/ScenarioTests/Peers/validate_reports.py").path(), "."], in: folder.url)
        try #require(run.exitCode == 0, "\(run.stderr)")
        return run.stdout
    }

    @Test func `errors are in every report, with their places, and the exit code stays`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(
                """
                apiVersion: reconcile/v1
                kind: Connection
                metadata: {name: corp-okta}
                spec:
                  oidc: {issuer: https://corp.okta.example, clientId: 0oa1b2c3}
                  enabeld: true
                  color: red
                """, to: "manifests/all.yaml")
            let run = try await ProgramRun.reconcile(["validate", "-f", "manifests"] + Self.flags, in: folder.url)
            #expect(run.exitCode == 1)
            let found = try await read(folder)
            for line in [
                "sarif 2.1.0 2 results", "place manifests/all.yaml 6 3", "place manifests/all.yaml 7 3",
                "junit 2 tests 2 failures", "gitlab 2 entries", "counts 0 0 0", "json validate failed 1 2 findings",
            ] {
                #expect(found.contains(line), "\(line) is missing in\n\(found)")
            }
            #expect(try folder.read("report.md").contains("`manifests/all.yaml:6:3` **R1"))
            #expect(try folder.read("github.txt").hasPrefix("::error file=manifests/all.yaml,line=6,col=3,title=R1"))
        }
    }

    @Test func `a plan, an apply and a drift report what they found`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, port: 1)
            func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramRun {
                try await ProgramRun.reconcile(arguments + Self.flags, environment: environment, in: folder.url)
            }
            #expect(try await run("plan", "-f", "manifests", "--detailed-exitcode").exitCode == 2)
            #expect(try await read(folder).contains("json plan changes pending 2"))
            #expect(try folder.read("github.txt").contains("::notice file=manifests/"))
            let summary = folder.url.appending(path: "summary.md").path(percentEncoded: false)
            #expect(
                try await run("apply", "-f", "manifests", environment: ["GITHUB_STEP_SUMMARY": summary]).exitCode == 0)
            #expect(try await read(folder).contains("json apply applied 0"))
            #expect(try folder.read("summary.md").contains("Written as revision 1."))
            #expect(try await ProgramRun.reconcile(["connector", "disable", "wiki"], in: folder.url).exitCode == 0)
            #expect(try await run("drift").exitCode == 3)
            let found = try await read(folder)
            #expect(found.contains("sarif 2.1.0 1 results") && found.contains("json drift drifted 3"), "\(found)")
            #expect(try folder.read("report.md").contains("through `connector disable`"))
        }
    }

    @Test func `a report that can't be written is an error, and nothing else is lost`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, port: 1)
            let run = try await ProgramRun.reconcile(
                ["validate", "-f", "manifests", "--report", "json=none/report.json", "--report", "junit=junit.xml"],
                in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("the report can't be written to `none/report.json`"))
            #expect(try folder.read("junit.xml").contains("failures=\"0\""))
            let unknown = try await ProgramRun.reconcile(["validate", "--report", "html"], in: folder.url)
            #expect(unknown.exitCode == 64)
        }
    }
}

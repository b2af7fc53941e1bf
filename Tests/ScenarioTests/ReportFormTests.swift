import Foundation
import TestSupport
import Testing

/// Every form of report, of every kind of run, judged by the schemas and documents of those who read it.
struct ReportFormTests {
    private func judge(_ folder: TemporaryFolder) async throws -> ProgramRun {
        try await ProgramRun.command(
            try PeerVenv.program("python").path(),
            [Repository.url("Tests/ScenarioTests/Peers/validate_reports.py").path(), "."], in: folder.url)
    }

    /// Runs with every report, and returns what the judge read in them.
    private func report(
        _ folder: TemporaryFolder, exit: Int32, _ arguments: String...,
        location: Testing.SourceLocation = #_sourceLocation
    ) async throws -> String {
        let run = try await ProgramRun.reconcile(
            arguments + ReportTests.flags, environment: OperatedState.environment, in: folder.url)
        #expect(run.exitCode == exit, "\(run.stdout)\(run.stderr)", sourceLocation: location)
        let found = try await judge(folder)
        try #require(found.exitCode == 0, "\(arguments): \(found.stderr)", sourceLocation: location)
        return found.stdout
    }

    private func expect(
        _ found: String, holds lines: [String], location: Testing.SourceLocation = #_sourceLocation
    ) {
        let all = found.split(separator: "\n").map(String.init)
        for line in lines where !all.contains(where: { $0.hasPrefix(line) }) {
            Issue.record("no line `\(line)` in\n\(found)", sourceLocation: location)
        }
    }

    @Test func `the reports of plans, applies and drift are what their readers take`() async throws {
        try await OperatedState.with(port: 1) { state in
            let folder = state.folder
            expect(
                try await report(folder, exit: 0, "plan", "-f", "manifests"),
                holds: ["sarif 2.1.0 0 results", "junit 1 tests 0 failures", "counts 0 0 0", "json plan clean 0"])

            try ManifestTree.write(to: folder, enabled: false)
            expect(
                try await report(folder, exit: 2, "plan", "-f", "./manifests/", "--detailed-exitcode", "--out", "p"),
                holds: [
                    "annotation notice manifests/all.yaml 12", "junit 1 tests 0", "counts 0 1 0",
                    "json plan changes pending 2",
                ])
            expect(try await report(folder, exit: 0, "apply", "p"), holds: ["counts 0 1 0", "json apply applied 0"])
            expect(
                try await report(folder, exit: 7, "apply", "p"),
                holds: ["place p 1 1", "annotation error - -", "json apply failed 7 1 findings"])

            _ = try await state.run("connector", "enable", "wiki")
            expect(
                try await report(folder, exit: 3, "drift", "-f", "manifests"),
                holds: [
                    "sarif 2.1.0 1 results", "place manifests/all.yaml 12 1", "annotation error manifests/all.yaml 12",
                    "gitlab 1 entries", "junit 1 tests 1 failures", "json drift drifted 3",
                ])
            expect(
                try await report(folder, exit: 3, "drift"),
                holds: ["place .reconcile/state.db 1 1", "annotation error - -"])
            _ = try await state.run(
                "drift", "ack", "connector/wiki", "--reason", "incident 7: \"on\", at once", "--until", "7d")
            expect(
                try await report(folder, exit: 0, "drift", "-f", "manifests"),
                holds: [
                    "suppressed drift accepted acknowledged by", "annotation notice manifests/all.yaml 12",
                    "junit 1 tests 0 failures", "json drift clean 0",
                ])
        }
    }

    @Test func `the reports of refusals and of fatal errors are what their readers take`() async throws {
        try await OperatedState.with(port: 1) { state in
            let folder = state.folder
            try folder.write(ManifestTree.connection("other"), to: "few/all.yaml")
            expect(
                try await report(folder, exit: 4, "plan", "-f", "few", "--prune"),
                holds: ["place few 1 1", "counts 1 0 4", "json plan refused 4"])
            expect(
                try await report(folder, exit: 4, "apply", "-f", "few", "--prune"),
                holds: ["annotation error - -", "json apply refused 4"])
            try folder.write(
                ManifestTree.connection("bad", extra: "  enabeld: \"50%, of: all\\n::error::\""), to: "bad/a,b:c%.yaml")
            expect(
                try await report(folder, exit: 1, "validate", "-f", "bad"),
                holds: ["place bad/a%2Cb%3Ac%25.yaml 10 3", "annotation error bad/a%2Cb%3Ac%25.yaml 10"])
            expect(
                try await report(folder, exit: 1, "plan", "-f", "none"),
                holds: ["place none 1 1", "json plan failed 1 1 findings"])
            expect(try await report(folder, exit: 1, "plan"), holds: ["place . 1 1", "json plan failed 1"])
            try folder.write("no database, but long enough to be told from an empty file", to: ".reconcile/state.db")
            for command in ["plan", "apply", "drift"] {
                expect(
                    try await report(folder, exit: 1, command, "-f", "manifests"),
                    holds: ["place manifests 1 1", "counts 0 0 0", "json \(command) failed 1 1 findings"])
            }
        }
    }

    /// What was wrong once, or would be the easiest mistake: each must be refused, or the judge judges nothing.
    @Test func `a report that its reader would refuse is refused`() async throws {
        try await OperatedState.with(port: 1) { state in
            let folder = state.folder
            _ = try await state.run("connector", "disable", "wiki")
            _ = try await report(folder, exit: 3, "drift", "-f", "manifests")
            let broken = [
                ("report.sarif", "\"ruleIndex\"", "\"ruleNumber\""), ("report.sarif", "\"2.1.0\"", "\"2.2.0\""),
                ("report.sarif", "\"startLine\": 12", "\"startLine\": 0"),
                ("report.sarif", "\"partialFingerprints\"", "\"properties\""),
                ("report.sarif", "\"locations\"", "\"relatedLocations\""),
                ("junit.xml", "classname=", "file=\"manifests/all.yaml\" classname="),
                ("junit.xml", "failures=\"1\" errors", "failures=\"2\" errors"),
                ("junit.xml", " name=\"Out", " nom=\"Out"),
                ("gl-code-quality-report.json", "\"major\"", "\"error\""),
                ("gl-code-quality-report.json", "\"manifests/all", "\"./manifests/all"),
                ("gl-plan-report.json", "\"create\": 0, \"update\": 0", "\"update\": 0, \"create\": 0"),
                ("github.txt", "all.yaml", "all,yaml"), ("github.txt", "::error", "::fatal"),
                ("github.txt", "line=12", "line=0"), ("report.md", "## reconcile", "# reconcile"),
            ]
            for (file, sound, wrong) in broken {
                let text = try folder.read(file)
                try #require(text.contains(sound), "\(file) holds no \(sound)")
                try folder.write(text.replacing(sound, with: wrong), to: file)
                #expect(try await judge(folder).exitCode == 1, "\(file) is accepted with \(wrong)")
                try folder.write(text, to: file)
            }
            #expect(try await judge(folder).exitCode == 0)
        }
    }
}

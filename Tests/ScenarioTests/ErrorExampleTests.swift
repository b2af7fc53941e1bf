import Foundation
import TestSupport
import Testing

/// Runs `examples/20-errors` through the built program: the documented findings are what it says.
struct ErrorExampleTests {
    static let folder = "examples/20-errors"

    static var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: Repository.url(folder).path(percentEncoded: false))
                .filter { $0.hasSuffix(".yaml") }.sorted()
        }
    }

    @Test func `each example earns its code, and the findings are as documented`() async throws {
        var document = ""
        for file in try Self.files {
            let run = try await ProgramRun.reconcile(["validate", "-f", file], in: Repository.url(Self.folder))
            #expect(run.exitCode == 1, "\(file): exit \(run.exitCode)")
            #expect(run.stdout.isEmpty, "\(file): findings go to standard error")
            #expect(run.stderr.contains("error \(file.prefix(5))"), "\(file): \(run.stderr)")
            document += "$ reconcile validate -f \(file)\n\(run.stderr)\n"
        }
        try GoldenFile.expect(document, at: "\(Self.folder)/diagnostics.txt")
    }

    @Test func `a secret in a manifest is not printed`() async throws {
        let run = try await ProgramRun.reconcile(
            ["validate", "-f", "R1017-literal-secret.yaml"], in: Repository.url(Self.folder))
        #expect(!run.stderr.contains("correct-horse"))
        #expect(run.stderr.contains("R1017"))
    }

    @Test func `a path that does not exist is R1001, not an empty set of manifests`() async throws {
        let run = try await ProgramRun.reconcile(["validate", "-f", "nowhere/at-all.yaml"])
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("R1001"))
    }

    @Test func `a folder without manifests is R1031`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("no manifest", to: "notes.txt")
            let run = try await ProgramRun.reconcile(
                ["plan", "-f", folder.path, "--state", "state.db"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R1031"))
        }
    }

    @Test(arguments: ["no equals sign", "1STAGE=dev"])
    func `a malformed variable is R1032`(variable: String) async throws {
        let run = try await ProgramRun.reconcile(
            ["validate", "-f", "manifests", "--var", variable], in: Repository.root)
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("R1032"))
    }

    @Test func `a variable file that is a list is R1032`() async throws {
        try await TemporaryFolder.with { folder in
            let variables = try folder.write("- STAGE\n", to: "vars.yaml")
            let run = try await ProgramRun.reconcile(
                ["validate", "-f", "manifests", "--var-file", variables], in: Repository.root)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R1032"))
        }
    }

    @Test func `a resource of another owner is R2004, and stays as it is`() async throws {
        try await TemporaryFolder.with { folder in
            let manifests = Repository.url("manifests").path(percentEncoded: false)
            let state = ["--state", "state.db"]
            let first = try await ProgramRun.reconcile(
                ["apply", "-f", manifests, "--owner", "identity"] + state, in: folder.url)
            try #require(first.exitCode == 0, "\(first.stderr)")
            let second = try await ProgramRun.reconcile(
                ["apply", "-f", manifests, "--owner", "sales"] + state, in: folder.url)
            #expect(second.exitCode == 1)
            #expect(second.stderr.contains("R2004"))
            let drift = try await ProgramRun.reconcile(
                ["drift", "-f", manifests, "--owner", "identity"] + state, in: folder.url)
            #expect(drift.exitCode == 0, "\(drift.stdout)\(drift.stderr)")
        }
    }
}

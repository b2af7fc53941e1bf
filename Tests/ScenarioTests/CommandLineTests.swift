import Foundation
import TestSupport
import Testing

/// The built program from the outside: what it prints where, and how it ends.
struct CommandLineTests {
    private func run(_ arguments: String..., in folder: TemporaryFolder, environment: [String: String] = [:])
        async throws -> ProgramRun
    {
        try await ProgramRun.reconcile(arguments, environment: environment, in: folder.url)
    }

    @Test func `apply makes the state, and a second apply has nothing to do`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let first = try await run("apply", "-f", "manifests", in: folder)
            #expect(first.exitCode == 0, "\(first.stderr)")
            #expect(first.stdout.contains("Applied as revision 1: 4 created, 0 updated, 0 deleted, 0 unchanged."))
            #expect(first.stderr.isEmpty)
            let second = try await run("apply", "-f", "manifests", in: folder)
            #expect(second.exitCode == 0)
            #expect(second.stdout == "No changes. 4 resources are as the manifests say.\n")
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/.reconcile/state.db")
            #expect(mode[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `plan writes nothing and tells pending changes by exit code`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            #expect(try await run("plan", "-f", "manifests", in: folder).exitCode == 0)
            #expect(try await run("plan", "-f", "manifests", "--detailed-exitcode", in: folder).exitCode == 2)
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/.reconcile"))
            _ = try await run("apply", "-f", "manifests", in: folder)
            #expect(try await run("plan", "-f", "manifests", "--detailed-exitcode", in: folder).exitCode == 0)
        }
    }

    @Test func `the toggle is drift until an apply heals it`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            _ = try await run("apply", "-f", "manifests", in: folder)
            #expect(try await run("drift", "-f", "manifests", in: folder).exitCode == 0)
            #expect(try await run("connector", "disable", "wiki", "--actor", "eve", in: folder).exitCode == 0)
            let drift = try await run("drift", in: folder)
            #expect(drift.exitCode == 3)
            #expect(drift.stdout.contains("changed by eve at 20"))
            #expect(drift.stdout.contains("through `connector disable`"))
            #expect(drift.stdout.contains("spec.enabled: true → false"))
            #expect(try await run("apply", "-f", "manifests", in: folder).exitCode == 0)
            #expect(try await run("drift", in: folder).exitCode == 0)
            #expect(try await run("connector", "disable", "wiky", in: folder).exitCode == 1)
        }
    }

    @Test func `pending is told apart from drift`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            _ = try await run("apply", "-f", "manifests", in: folder)
            try ManifestTree.write(to: folder, enabled: false)
            #expect(try await run("drift", "-f", "manifests", in: folder).exitCode == 2)
            _ = try await run("connector", "enable", "wiki", in: folder)
            _ = try await run("connector", "disable", "wiki", in: folder)
            #expect(try await run("drift", in: folder).exitCode == 3)
        }
    }

    @Test func `a missing manifest deletes nothing without prune, and a brake refuses with it`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            _ = try await run("apply", "-f", "manifests", in: folder)
            try folder.write(ManifestTree.flow + "\n---\n" + ManifestTree.trigger, to: "manifests/all.yaml")
            let kept = try await run("apply", "-f", "manifests", in: folder)
            #expect(kept.exitCode == 0)
            #expect(kept.stderr.contains("OutboundConnector/wiki is stored but in no manifest; it stays"))
            let refused = try await run("apply", "-f", "manifests", "--prune", in: folder)
            #expect(refused.exitCode == 4)
            #expect(refused.stderr.contains("R3002"))
            let digest = try #require(refused.stdout.firstMatch(of: /Digest: (sha256:[0-9a-f]{64})/)?.1)
            #expect(try await run("get", "-o", "json", in: folder).stdout.contains("\"wiki\""))
            let confirmed = try await run(
                "apply", "-f", "manifests", "--prune", "--confirm", String(digest), in: folder)
            #expect(confirmed.exitCode == 0, "\(confirmed.stderr)")
            #expect(try await !run("get", "-o", "json", in: folder).stdout.contains("\"wiki\""))
        }
    }

    @Test func `an export applies with no change`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            _ = try await run("apply", "-f", "manifests", in: folder)
            #expect(try await run("export", "out", in: folder).exitCode == 0)
            let plan = try await run("plan", "-f", "out", "--detailed-exitcode", in: folder)
            #expect(plan.exitCode == 0, "\(plan.stdout)")
            #expect(try await run("export", "out", in: folder).exitCode == 1, "an existing file was overwritten")
        }
    }

    @Test func `manifests come from standard input and from the environment's flags`() async throws {
        try await TemporaryFolder.with { folder in
            let piped = try await ProgramRun.reconcile(
                ["apply", "-f", "-"], input: ManifestTree.connection(), in: folder.url)
            #expect(piped.exitCode == 0)
            try ManifestTree.write(to: folder)
            let byVariable = try await run(
                "plan", in: folder,
                environment: ["RECONCILE_FILENAME": "manifests", "RECONCILE_DETAILED_EXITCODE": "1"])
            #expect(byVariable.exitCode == 2)
            let flagWins = try await run(
                "get", "-o", "table", in: folder, environment: ["RECONCILE_OUTPUT": "json"])
            #expect(flagWins.stdout.hasPrefix("KIND"))
        }
    }

    @Test func `a variable counts for the command that a word stands for, too`() async throws {
        try await OperatedState.with(port: 1) { state in
            _ = try await state.run("connector", "disable", "wiki")
            let folder = state.folder.url
            try FileManager.default.moveItem(
                at: folder.appending(path: ".reconcile"), to: folder.appending(path: "kept"))
            let drift = try await ProgramRun.reconcile(
                ["drift"], environment: ["RECONCILE_STATE": "kept/state.db"], in: state.folder.url)
            #expect(drift.exitCode == 3, "\(drift.stdout)")
            let deliveries = try await ProgramRun.reconcile(
                ["deliveries"], environment: ["RECONCILE_STATE": "kept/state.db", "RECONCILE_OUTPUT": "json"],
                in: state.folder.url)
            #expect(deliveries.stdout.hasPrefix("{"), "\(deliveries.stdout)")
        }
    }

    @Test func `usage errors end with 64, missing input with 1`() async throws {
        try await TemporaryFolder.with { folder in
            #expect(try await run("aply", in: folder).exitCode == 64)
            #expect(try await run("plan", "--nope", in: folder).exitCode == 64)
            #expect(try await run("listen", "--host", "0.0.0.0", in: folder).exitCode == 64)
            #expect(try await run("plan", in: folder).exitCode == 1)
            #expect(try await run("plan", "-f", "nowhere", in: folder).exitCode == 1)
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
            #expect(try await run("plan", "-f", "empty", in: folder).exitCode == 1)
        }
    }

    @Test func `a state that is no state stops everything`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let path = try folder.write(
                "this is no database, and long enough to look like a file of something", to: "state.db")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            for verb in [["plan", "-f", "manifests"], ["apply", "-f", "manifests"], ["drift"], ["get"]] {
                let result = try await ProgramRun.reconcile(verb + ["--state", "state.db"], in: folder.url)
                #expect(result.exitCode == 1)
                #expect(result.stderr.contains("R400"))
            }
            #expect(try folder.read("state.db").hasPrefix("this is no database"))
        }
    }

    @Test func `colour follows the flag, NO_COLOR and CLICOLOR_FORCE`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let escape = "\u{1B}["
            let plan = ["plan", "-f", "manifests"]
            func output(_ extra: [String] = [], _ environment: [String: String] = [:]) async throws -> String {
                try await ProgramRun.reconcile(plan + extra, environment: environment, in: folder.url).stdout
            }
            #expect(try await !output().contains(escape))
            #expect(try await output(["--color", "always"]).contains(escape))
            #expect(try await output([], ["CLICOLOR_FORCE": "1"]).contains(escape))
            #expect(try await !output([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).contains(escape))
            #expect(try await !output(["--color", "never"], ["CLICOLOR_FORCE": "1"]).contains(escape))
        }
    }
}

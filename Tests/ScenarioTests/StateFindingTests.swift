import Foundation
import TestSupport
import Testing

/// What the program says about a stored state that it can't or must not use. It never takes it for an empty one.
struct StateFindingTests {
    /// A folder with the sample manifests applied to `state.db` in it.
    static func withState(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let manifests = Repository.url("manifests").path(percentEncoded: false)
            let applied = try await run(["apply", "-f", manifests], in: folder)
            try #require(applied.exitCode == 0, "\(applied.stderr)")
            try await body(folder)
        }
    }

    static func run(_ arguments: [String], state: String = "state.db", in folder: TemporaryFolder) async throws
        -> ProgramRun
    {
        try await ProgramRun.reconcile(arguments + ["--state", state], in: folder.url)
    }

    @Test(arguments: [
        ["get", "connection", "corp-okto"], ["describe", "connection", "corp-okto"],
        ["connector", "disable", "corp-okta-wikia"],
    ])
    func `a name that is not stored is R4005`(arguments: [String]) async throws {
        try await Self.withState { folder in
            let run = try await Self.run(arguments, in: folder)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R4005"))
        }
    }

    @Test func `a state that others may read is R4007`() async throws {
        try await Self.withState { folder in
            let path = folder.url.appending(path: "state.db").path(percentEncoded: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let run = try await Self.run(["get"], in: folder)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R4007"))
            #expect(run.stderr.contains("chmod 600"))
        }
    }

    @Test func `a state of a newer version is R4006 and stays as it is`() async throws {
        try await Self.withState { folder in
            let grown = try await ProgramRun.command(
                "sqlite3",
                ["state.db", "INSERT INTO schema_migration VALUES (9999, 'later')"],
                in: folder.url)
            try #require(grown.exitCode == 0, "\(grown.stderr)")
            let run = try await Self.run(["get"], in: folder)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R4006"), "\(run.stderr)")
        }
    }

    @Test func `a folder in place of the state is R4001`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("", to: "state.db/file")
            let run = try await Self.run(["get"], in: folder)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R4001"))
        }
    }

    @Test func `a port that is taken is R5017`() async throws {
        try await Self.withState { folder in
            let first = try ProgramRun.start(["listen", "--port", "0", "--state", "state.db"], in: folder.url)
            defer { first.kill() }
            let port = try await first.wait(for: "address") { running in
                running.stderr.split(separator: "\n").first { $0.contains("listening on http://") }?
                    .split(separator: ":").last.map(String.init)
            }
            let second = try await Self.run(["listen", "--port", port], in: folder)
            #expect(second.exitCode == 1)
            #expect(second.stderr.contains("R5017"), "\(second.stderr)")
            first.terminate()
            let end = try await first.finish(within: .seconds(20))
            #expect(end.exitCode == 0 || end.exitCode == 143, "exit \(end.exitCode): \(end.stderr)")
        }
    }
}

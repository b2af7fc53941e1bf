import Foundation
import TestSupport
import Testing

/// Cleaning up, with the built program.
struct VacuumTests {
    private func subjects(_ state: OperatedState) async throws -> [String?] {
        try await state.list("logins", "logins").map { $0["subject"] as? String }
    }

    @Test func `vacuum deletes old logins, keeps dead letters and links, and says how large the state is`() async throws
    {
        try await OperatedState.withMoodyServer(["ok", "400", "ok"]) { port, server in
            try await OperatedState.with(port: port) { state in
                #expect(try await state.provision("00u1").exitCode == 0)
                #expect(try await state.provision("00u2").exitCode == 1)
                try await state.age(days: 40)
                #expect(try await state.provision("00u3").exitCode == 0)
                let dry = try await state.run("vacuum", "--keep", "30d", "--dry-run")
                #expect(dry.stdout.hasPrefix("Would delete 1 login received before "), "\(dry.stdout)")
                #expect(try await subjects(state) == ["00u3", "00u2", "00u1"])
                let vacuum = try await state.run("vacuum", "--keep", "30d")
                #expect(vacuum.exitCode == 0)
                #expect(vacuum.stdout.contains("and 1 delivery of theirs."), "\(vacuum.stdout)")
                #expect(vacuum.stdout.contains("The state was ") && vacuum.stdout.contains(" KiB now."))
                #expect(try await subjects(state) == ["00u3", "00u2"])
                #expect(try await state.list("accounts", "accounts").count == 2)
                // The link is still there: the same attributes send nothing.
                let before = server.stdout
                #expect(try await state.provision("00u1").stdout.contains("unchanged"))
                #expect(server.stdout == before)
                _ = try await state.run("vacuum", "--keep", "30d", "--dead-letters")
                #expect(try await subjects(state) == ["00u1", "00u3"])
            }
        }
    }

    @Test func `a listener with --keep deletes old logins by itself`() async throws {
        try await OperatedState.withMoodyServer([]) { port, _ in
            try await OperatedState.with(port: port) { state in
                for subject in ["00u1", "00u2"] { #expect(try await state.provision(subject).exitCode == 0) }
                try await state.age(days: 40)
                let listener = try ProgramRun.start(
                    ["listen", "--port", "0", "--keep", "30d"], environment: OperatedState.environment,
                    in: state.folder.url)
                defer { listener.kill() }
                try await listener.wait(for: "deletion") { $0.stderr.contains("old logins deleted") ? () : nil }
                #expect(try await subjects(state) == ["00u2"])
                listener.terminate()
                #expect(try await listener.finish().exitCode == 0)
            }
        }
    }

    @Test(arguments: [
        ["vacuum"], ["vacuum", "--keep", "10m"], ["vacuum", "--keep", "forever"], ["listen", "--keep", "1m"],
        ["logins", "--since", "never"], ["deliveries", "--status", "lost"], ["accounts", "--limit", "0"],
    ])
    func `what can't be meant is a usage error`(arguments: [String]) async throws {
        try await TemporaryFolder.with { folder in
            let run = try await ProgramRun.reconcile(arguments, in: folder.url)
            #expect(run.exitCode == 64, "\(run.stdout)\(run.stderr)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/.reconcile"))
        }
    }
}

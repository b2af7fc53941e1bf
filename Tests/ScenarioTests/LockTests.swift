import Foundation
import TestSupport
import Testing

/// Who holds the state's lock, and what ends it.
struct LockTests {
    /// Makes somebody hold the lock, as a process that died does.
    private func hold(in state: OperatedState, since age: Int, left: Int) async throws {
        let python = """
            import sqlite3, time
            now = int(time.time() * 1000)
            store = sqlite3.connect(".reconcile/state.db")
            store.execute("INSERT INTO state_lock VALUES (1, 'secret-token', 'eve@ci', 'runner-7', 4711, 'apply', ?, ?, ?)",
                          (now - \(age) * 1000, now, now + \(left) * 1000))
            store.commit()
            """
        let run = try await ProgramRun.command("python3", ["-c", python], in: state.folder.url)
        try #require(run.exitCode == 0, "\(run.stderr)")
    }

    @Test func `an apply that finds the lock held exits 6 and names the holder`() async throws {
        try await OperatedState.with(port: 1) { state in
            #expect(try await state.run("lock", "list").stdout == "Nobody holds the state's lock.\n")
            try await hold(in: state, since: 600, left: 600)
            try ManifestTree.write(to: state.folder, enabled: false)
            let apply = try await state.run("apply", "-f", "manifests", "--lock-timeout", "300ms")
            #expect(apply.exitCode == 6)
            #expect(apply.stderr.contains("waiting for eve@ci (process 4711 on runner-7, `apply` since "))
            #expect(apply.stderr.contains("error R4003"))
            #expect(try await state.run("plan", "-f", "manifests").exitCode == 0, "reading needs no lock")
            let list = try await state.run("lock", "list")
            for word in ["eve@ci", "runner-7", "4711", "apply"] { #expect(list.stdout.contains(word)) }
            #expect(!list.stdout.contains("secret-token"))
            let young = try await state.run("lock", "break", "--older-than", "1h")
            #expect(young.exitCode == 1)
            #expect(young.stderr.contains("R4014"))
            #expect(try await state.run("lock", "break", "--older-than", "5m").exitCode == 0)
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
            #expect(try await state.run("lock", "break", "--older-than", "0s").stderr.contains("R4014"))
        }
    }

    @Test func `the lock of a dead holder expires by itself`() async throws {
        try await OperatedState.with(port: 1) { state in
            // Long enough that a slow machine still finds it held.
            try await hold(in: state, since: 60, left: 5)
            try ManifestTree.write(to: state.folder, enabled: false)
            let apply = try await state.run("apply", "-f", "manifests", "--lock-timeout", "20s")
            #expect(apply.exitCode == 0, "\(apply.stderr)")
            #expect(apply.stderr.contains("waiting for eve@ci"))
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int)])
    func `a signal ends an apply, and nothing stays locked or half done`(
        signal: Int32, status: Int
    ) async throws {
        try await OperatedState.with(port: 1) { state in
            try await hold(in: state, since: 0, left: 600)
            try ManifestTree.write(to: state.folder, enabled: false)
            let waiting = try ProgramRun.start(
                ["apply", "-f", "manifests", "--lock-timeout", "60s"], environment: OperatedState.environment,
                in: state.folder.url)
            _ = try await waiting.wait(for: "it to wait") { $0.stderr.contains("waiting for") ? true : nil }
            waiting.signal(signal)
            let end = try await waiting.finish(within: .seconds(10))
            #expect(Int(end.exitCode) == status, "\(end.stderr)")
            _ = try await state.run("lock", "break", "--older-than", "0s")
            #expect(try await state.run("history", "--verify").stdout.hasPrefix("1 revision holds"))
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
        }
    }

    @Test func `a signal while somebody is asked ends the apply and gives the lock back`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            let shown = try await PromptedApply.run(in: state, until: .interrupted)
            #expect(shown.hasPrefix("130\n"), "\(shown)")
            #expect(shown.contains("Nothing was written."))
            #expect(try await state.run("lock", "list").stdout == "Nobody holds the state's lock.\n")
            #expect(try await state.run("history", "--verify").stdout.hasPrefix("1 revision holds"))
        }
    }
}

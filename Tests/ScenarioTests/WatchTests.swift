import Foundation
import TestSupport
import Testing

/// Commands that look again and again: what they tell, whom they tell, and how they end.
struct WatchTests {
    private static let secret = "whsec_" + Data("a secret of thirty-two characters".utf8).base64EncodedString()
    private static let environment = OperatedState.environment.merging(["NOTIFY_SECRET": secret]) { $1 }

    /// A receiver that checks signatures with the library of Standard Webhooks.
    private func withReceiver(
        secret: String = Self.secret, refusals: Int = 0, _ body: (RunningProgram, String) async throws -> Void
    ) async throws {
        let script = Repository.url("Tests/ScenarioTests/Peers/webhook_receiver.py").path()
        let receiver = try RunningProgram(try PeerVenv.program("python"), [script, secret, String(refusals)])
        defer { receiver.kill() }
        let port = try await receiver.wait(for: "a port") { program in
            program.stdout.firstMatch(of: /port (\d+)\n/).map { String($0.1) }
        }
        try await body(receiver, "http://127.0.0.1:\(port)/hook")
    }

    private func start(_ state: OperatedState, _ arguments: String...) throws -> RunningProgram {
        try ProgramRun.start(
            arguments + ["--watch", "--interval", "200ms"], environment: Self.environment, in: state.folder.url)
    }

    private func expect(_ program: RunningProgram, _ texts: String...) async throws {
        for text in texts {
            _ = try await program.wait(for: text) { $0.stdout.contains(text) ? true : nil }
        }
    }

    @Test func `a drift watch tells each change once, signed, and ends with 143`() async throws {
        try await OperatedState.with(port: 1) { state in
            try await withReceiver { receiver, url in
                let watch = try start(
                    state, "drift", "-f", "manifests", "--notify", url, "--notify-secret", "env:NOTIFY_SECRET")
                try await expect(watch, "drift: clean. 0 drifted, 0 pending.")
                _ = try await state.run("connector", "disable", "wiki")
                try await expect(watch, "drift: drifted. 1 drifted, 0 pending.")
                try await expect(receiver, "reconcile.status.changed clean -> drifted")
                _ = try await state.run("connector", "enable", "wiki")
                try await expect(receiver, "reconcile.status.changed drifted -> clean")
                try state.folder.write("kind: {", to: "manifests/broken.yaml")
                try await expect(receiver, "reconcile.status.changed clean -> failed")
                try state.folder.remove("manifests/broken.yaml")
                try await expect(receiver, "reconcile.status.changed failed -> clean")
                watch.terminate()
                let end = try await watch.finish(within: .seconds(10))
                #expect(end.exitCode == 143, "\(end.stderr)")
                #expect(end.stdout.split(separator: "\n").count == 5, "\(end.stdout)")
                #expect(receiver.stdout.matches(of: /told/).count == 4, "\(receiver.stdout)")
            }
        }
    }

    @Test func `a message that is refused is sent again under its id`() async throws {
        try await OperatedState.with(port: 1) { state in
            try await withReceiver(refusals: 1) { receiver, url in
                _ = try await state.run("connector", "disable", "wiki")
                let drift = try await ProgramRun.reconcile(
                    ["drift", "--notify", url, "--notify-secret", "env:NOTIFY_SECRET"], environment: Self.environment,
                    in: state.folder.url)
                #expect(drift.exitCode == 3)
                let ids = receiver.stdout.matches(of: /(refused|told) (msg_\w+)/).map { String($0.2) }
                #expect(ids.count == 2 && Set(ids).count == 1, "\(receiver.stdout)")
            }
        }
    }

    @Test func `that nobody could be told is a warning, and what was found counts`() async throws {
        try await OperatedState.with(port: 1) { state in
            try await withReceiver(secret: "whsec_" + Data("another".utf8).base64EncodedString()) { receiver, url in
                _ = try await state.run("connector", "disable", "wiki")
                let drift = try await ProgramRun.reconcile(
                    ["drift", "--notify", url, "--notify-secret", "env:NOTIFY_SECRET"], environment: Self.environment,
                    in: state.folder.url)
                #expect(drift.exitCode == 3)
                #expect(drift.stderr.contains("warning R4015"), "\(drift.stderr)")
                #expect(drift.stderr.contains("it answered 401") && !drift.stderr.contains("whsec_"))
                #expect(receiver.stdout.contains("unsigned"))
            }
            let unset = try await state.run("drift", "--notify", "http://127.0.0.1:1", "--notify-secret", "env:NONE")
            #expect(unset.exitCode == 1)
            #expect(unset.stderr.contains("error R4015"), "\(unset.stderr)")
            #expect(try await state.run("drift", "--notify", "http://127.0.0.1:1").exitCode == 64)
        }
    }

    @Test func `an apply watch applies what changes, tells drift, and heals it only when asked`() async throws {
        try await OperatedState.with(port: 1) { state in
            let watch = try start(state, "apply", "-f", "manifests")
            try await expect(watch, "apply: clean")
            try ManifestTree.write(to: state.folder, enabled: false)
            try await expect(watch, "applied as revision 2")
            _ = try await state.run("connector", "enable", "wiki")
            try await expect(watch, "apply: drifted. 1 drifted, 0 pending.")
            watch.signal(SIGINT)
            #expect(try await watch.finish(within: .seconds(10)).exitCode == 130)
            #expect(try await state.run("drift").exitCode == 3, "an apply without --self-heal undid a hand change")

            let healing = try start(state, "apply", "-f", "manifests", "--self-heal")
            try await expect(healing, "applied as revision 3")
            _ = try await state.run("connector", "enable", "wiki")
            try await expect(healing, "applied as revision 4")
            healing.terminate()
            #expect(try await healing.finish(within: .seconds(10)).exitCode == 143)
            #expect(try await state.run("drift").exitCode == 0)
        }
    }

    @Test func `a plan that a brake refuses is told once and not tried again until something changes`() async throws {
        try await OperatedState.with(port: 1) { state in
            let watch = try start(state, "apply", "-f", "manifests", "--prune")
            try await expect(watch, "apply: clean")
            try state.folder.write(ManifestTree.connection("other"), to: "manifests/all.yaml")
            try await expect(watch, "apply: refused")
            // Some rounds in which nothing may be told.
            let rounds = ContinuousClock.now + .seconds(1)
            _ = try await watch.wait(for: "rounds to go by") { _ in ContinuousClock.now > rounds ? true : nil }
            try ManifestTree.write(to: state.folder)
            _ = try await watch.wait(for: "it to be well again") {
                $0.stdout.matches(of: /apply: clean/).count == 2 ? true : nil
            }
            watch.terminate()
            let end = try await watch.finish(within: .seconds(10))
            #expect(end.stderr.matches(of: /error R3003/).count >= 1)
            #expect(end.stdout.matches(of: /apply: refused/).count == 1, "\(end.stdout)")
        }
    }
}

/// `drift` writes nothing: seen from the system calls that it makes.
struct ReadOnlyTests {
    @Test func `drift opens the state for reading and makes no system call that writes a file`() async throws {
        try await OperatedState.with(port: 1) { state in
            _ = try await state.run("connector", "disable", "wiki")
            let before = try listing(state)
            let calls =
                "openat,open,creat,write,pwrite64,pwritev,writev,ftruncate,truncate,unlink,unlinkat,rename,"
                + "renameat,renameat2,link,linkat,mkdir,mkdirat,fallocate,chmod,fchmod,utimensat,mmap"
            let traced = try await ProgramRun.command(
                "strace",
                ["-f", "-y", "-o", "calls.txt", "-e", "trace=\(calls)", try ProgramRun.executable().path()]
                    + ["drift", "-f", "manifests"], environment: OperatedState.environment, in: state.folder.url)
            #expect(traced.exitCode == 3, "\(traced.stderr)")
            let lines = try state.folder.read("calls.txt").split(separator: "\n").map(String.init)
            let opened = lines.filter { $0.contains("state.db") && $0.contains("open") && !$0.contains("ENOENT") }
            #expect(!opened.isEmpty && opened.allSatisfy { $0.contains("O_RDONLY") }, "\(opened)")
            // Standard output and error, and the runtime's own wake-ups, are all that is written.
            let writes = lines.filter { line in
                line.contains(/(write|truncate|unlink|rename|link|mkdir|fallocate|chmod|utimens)\w*\(/)
                    && !line.contains(/write\w*\((1|2)</) && !line.contains("anon_inode:[eventfd")
                    && !line.contains("<pipe:")
            }
            #expect(writes.isEmpty, "\(writes)")
            let opens = lines.filter { $0.contains(/O_(WRONLY|RDWR|CREAT)/) && !$0.contains("/dev/") }
            #expect(opens.isEmpty, "\(opens)")
            #expect(!lines.contains { $0.contains("MAP_SHARED") && $0.contains("PROT_WRITE") && $0.contains("state") })
            #expect(try listing(state) == before)
        }
    }

    private func listing(_ state: OperatedState) throws -> [String] {
        let folder = state.folder.url.appending(path: ".reconcile").path()
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            return "\(name) \(attributes[.size] ?? "") \(attributes[.modificationDate] ?? "")"
        }
    }
}

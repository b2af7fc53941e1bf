import Foundation
import TestSupport

/// An apply on a terminal of its own that has shown its plan and asks.
enum PromptedApply {
    /// What happens to it while it waits for the answer.
    enum Fate: String {
        case interrupted = "os.write(terminal, b'\\x03')"
        case killed = "os.kill(pid, signal.SIGKILL)"
    }

    /// - Returns: The exit code on the first line (a signal's number is negative), then what the terminal showed.
    static func run(in state: OperatedState, _ arguments: [String] = [], until fate: Fate) async throws -> String {
        let script = """
            import os, pty, signal, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b""
            while b"Apply these changes?" not in seen:
                seen += os.read(terminal, 4096)
            \(fate.rawValue)
            try:
                while chunk := os.read(terminal, 4096):
                    seen += chunk
            except OSError:
                pass
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            print(seen.decode())
            """
        let program = try ProgramRun.executable().path()
        let run = try await ProgramRun.command(
            "python3", ["-c", script, program, "apply", "-f", "manifests", "--color", "never"] + arguments,
            environment: OperatedState.environment, in: state.folder.url, within: .seconds(30))
        return run.stdout + run.stderr
    }
}

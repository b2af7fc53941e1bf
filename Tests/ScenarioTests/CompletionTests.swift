import Foundation
import TestSupport
import Testing

/// The completion scripts, in real shells where there are some.
struct CompletionTests {
    /// What bash offers for the last word.
    private func offers(_ words: [String], in folder: TemporaryFolder) async throws -> [String] {
        let script = """
            PATH="$2:$PATH"
            source "$1" || exit 9
            shift 2
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            COMP_POINT=${#COMP_LINE}
            COMP_TYPE=9
            COMPREPLY=()
            name=$(complete -p reconcile | sed -E 's/.*-F ([^ ]+) .*/\\1/')
            "$name" reconcile "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let program = try ProgramRun.executable().deletingLastPathComponent().path(percentEncoded: false)
        let run = try await ProgramRun.command(
            "bash", ["--norc", "-c", script, "bash", folder.path + "/reconcile.bash", program] + words)
        #expect(run.exitCode == 0, "\(run.stderr)")
        return run.stdout.split(separator: "\n").map { String($0).trimmingCharacters(in: .whitespaces) }
    }

    @Test func `bash accepts its script and completes verbs, flags and files`() async throws {
        try await TemporaryFolder.with { folder in
            let made = try await ProgramRun.reconcile(["completions", "bash"])
            #expect(made.exitCode == 0)
            let path = try folder.write(made.stdout, to: "reconcile.bash")
            let checked = try await ProgramRun.command("bash", ["-n", path])
            #expect(checked.exitCode == 0, "\(checked.stderr)")

            #expect(try await offers(["reconcile", "ap"], in: folder) == ["apply"])
            #expect(try await offers(["reconcile", "connector", "en"], in: folder) == ["enable"])
            let flags = try await offers(["reconcile", "fmt", "--"], in: folder)
            #expect(flags.contains("--check") && flags.contains("--filename"), "\(flags)")
            #expect(
                try await offers(["reconcile", "completions", ""], in: folder).sorted() == ["bash", "fish", "zsh"])
        }
    }

    @Test(arguments: [("zsh", "#compdef reconcile"), ("fish", "complete -c 'reconcile'")])
    func `the other shells have scripts that name every verb`(shell: String, mark: String) async throws {
        let made = try await ProgramRun.reconcile(["completions", shell])
        #expect(made.exitCode == 0)
        #expect(made.stdout.contains(mark), "\(made.stdout.prefix(400))")
        for verb in ["apply", "fmt", "init", "completions", "deliveries"] { #expect(made.stdout.contains(verb)) }
        // Neither shell is needed to build this project; where one is there, it reads its script.
        let found = try await ProgramRun.command("sh", ["-c", "command -v \(shell)"])
        guard found.exitCode == 0 else { return }
        let checked = try await ProgramRun.command(shell, ["-n", "/dev/stdin"], input: made.stdout)
        #expect(checked.exitCode == 0, "\(checked.stderr)")
    }

    @Test func `an unknown shell is a usage error that names the three`() async throws {
        let run = try await ProgramRun.reconcile(["completions", "tcsh"])
        #expect(run.exitCode == 64)
        for shell in ["bash", "zsh", "fish"] { #expect(run.stderr.contains(shell)) }
    }
}

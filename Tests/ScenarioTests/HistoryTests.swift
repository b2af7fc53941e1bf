import Foundation
import TestSupport
import Testing

/// Revisions as an operator meets them: where they come from, whether they hold, the way back.
struct HistoryTests {
    @Test func `a rollback is a plan under the same brakes, and a revision of its own`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
            let shown = try await state.run("rollback", "1", "--dry-run")
            #expect(shown.stdout.contains("spec.enabled: false → true"), "\(shown.stdout)")
            let back = try await state.run("rollback", "1", "--revision-note", "undo")
            #expect(back.exitCode == 0, "\(back.stderr)")
            let history = try await state.run("history")
            #expect(history.stdout.contains("undo"))
            #expect(try await state.run("history", "-o", "json").stdout.contains("\"through\": \"rollback 1\""))
            let empty = try await state.run("rollback", "0")
            #expect(empty.exitCode == 4)
            #expect(empty.stderr.contains("R3003"))
            let unknown = try await state.run("rollback", "9")
            #expect(unknown.exitCode == 1)
            #expect(unknown.stderr.contains("error R4011: there is no revision 9"))
        }
    }

    @Test func `a revision names the commit that the pipeline works on`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let github = [
                "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567", "GITHUB_REF": "refs/heads/main",
                "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "acme/iam", "GITHUB_RUN_ID": "42",
                "GITHUB_ACTOR": "ada",
            ]
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], environment: github, in: folder.url)
            try ManifestTree.write(to: folder, enabled: false)
            let gitlab = [
                "CI_COMMIT_SHA": "fedcba98", "CI_COMMIT_REF_NAME": "main",
                "CI_JOB_URL": "https://gitlab.example/jobs/7",
                "GITLAB_USER_LOGIN": "eve",
            ]
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], environment: gitlab, in: folder.url)
            let table = try await ProgramRun.reconcile(["history"], in: folder.url).stdout
            #expect(table.contains("commit 0123456789ab") && table.contains("commit fedcba98"), "\(table)")
            let json = try await ProgramRun.reconcile(["history", "-o", "json"], in: folder.url).stdout
            #expect(json.contains("\"run\": \"https://github.example/acme/iam/actions/runs/42\""))
            #expect(json.contains("\"run\": \"https://gitlab.example/jobs/7\""))
            #expect(json.contains("\"by\": \"ada\"") && json.contains("\"by\": \"eve\""))
        }
    }

    @Test func `a history that was tampered with is named`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            _ = try await state.run("apply", "-f", "manifests")
            let sound = try await state.run("history", "--verify")
            #expect(sound.exitCode == 0)
            #expect(sound.stdout == "2 revisions hold, and the resources are theirs.\n")
            let python = """
                import sqlite3
                store = sqlite3.connect(".reconcile/state.db")
                store.execute("UPDATE revision SET changed_by = 'nobody' WHERE number = 1")
                store.commit()
                """
            let edited = try await ProgramRun.command("python3", ["-c", python], in: state.folder.url)
            try #require(edited.exitCode == 0, "\(edited.stderr)")
            let broken = try await state.run("history", "--verify")
            #expect(broken.exitCode == 1)
            #expect(broken.stderr.contains("error R4012: revision 1 is not what was written"), "\(broken.stderr)")
        }
    }

    @Test func `a rename keeps the links, and going back takes the old name with them`() async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { port, _ in
            try await CountingProxy.with(target: port) { proxy in
                try await OperatedState.with(port: proxy.port) { state in
                    let made = try await state.provision()
                    try #require(made.exitCode == 0, "\(made.stdout)\(made.stderr)")
                    let text = try state.folder.read("manifests/all.yaml")
                    try state.folder.write(
                        text.replacing("metadata: {name: wiki}", with: "metadata: {name: handbook, renamedFrom: wiki}"),
                        to: "manifests/all.yaml")
                    let renamed = try await state.run("apply", "-f", "manifests", "--prune")
                    #expect(renamed.exitCode == 0, "\(renamed.stderr)")
                    #expect(renamed.stdout.contains("metadata.name: \"wiki\" → \"handbook\""), "\(renamed.stdout)")
                    #expect(try await state.run("plan", "-f", "manifests", "--detailed-exitcode").exitCode == 0)
                    var accounts = try await state.list("accounts", "accounts")
                    #expect(accounts.map { $0["connector"] as? String } == ["handbook"])
                    // The same person changed: the linked account is updated, and none is made.
                    let again = try await state.provision(name: "Ada King")
                    #expect(again.exitCode == 0, "\(again.stdout)")
                    #expect(try proxy.counts()["POST"] == 1)
                    let back = try await state.run("rollback", "1")
                    #expect(back.exitCode == 0, "\(back.stderr)")
                    accounts = try await state.list("accounts", "accounts")
                    #expect(accounts.map { $0["connector"] as? String } == ["wiki"])
                    #expect(try await state.run("history", "--verify").exitCode == 0)
                }
            }
        }
    }
}

import Foundation
import TestSupport
import Testing

/// What users of other tools suffer from, one test each; the numbers are those of the list in docs/testing.md.
struct FieldPainTests {
    private func resources(_ state: OperatedState) async throws -> [String] {
        try await state.run("get", "-o", "json").stdout.matches(of: /"name": "([^"]+)"/).map { String($0.1) }.sorted()
    }

    private static let all = ["app-backend", "corp-okta", "crm", "wiki"]

    @Test func `pain 1: input that can't be read deletes nothing`() async throws {
        try await OperatedState.with(port: 1) { state in
            let manifests = state.folder.url.appending(path: "manifests")
            let link = manifests.appending(path: "more.yaml")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: URL(filePath: "/nowhere/x.yaml"))
            try state.folder.write(ManifestTree.flow, to: "manifests/all.yaml")
            let dangling = try await state.run("apply", "-f", "manifests", "--prune")
            #expect(dangling.exitCode == 1 && dangling.stderr.contains("more.yaml"), "\(dangling.stderr)")
            try FileManager.default.removeItem(at: link)
            try state.folder.write(Data([0x6B, 0xFF, 0xFE]), to: "manifests/all.yaml")
            #expect(try await state.run("apply", "-f", "manifests", "--prune").exitCode == 1)
            #expect(try await state.run("apply", "-f", "elsewhere", "--prune").exitCode == 1)
            try state.folder.write("kind: Connection\nmetadata: {name", to: "manifests/all.yaml")
            #expect(try await state.run("apply", "-f", "manifests", "--prune").exitCode == 1)
            #expect(try await resources(state) == Self.all)
        }
    }

    @Test func `pain 1: what a selection leaves out is not deleted, nor is what belongs to it`() async throws {
        try await OperatedState.with(port: 1) { state in
            try state.folder.write(ManifestTree.connection(), to: "manifests/all.yaml")
            let run = try await state.run("apply", "-f", "manifests", "--prune", "--target", "connection/corp-okta")
            #expect(run.exitCode == 0, "\(run.stderr)")
            #expect(try await state.run("apply", "-f", "manifests", "--prune", "-l", "team=none").exitCode == 0)
            #expect(try await resources(state) == Self.all)
        }
    }

    @Test func `pain 2: protection outlives its manifest`() async throws {
        try await OperatedState.with(port: 1) { state in
            let extra = ManifestTree.connection("other").replacing(
                "{name: other}", with: "{name: other, protect: true}")
            try state.folder.write(extra, to: "manifests/other.yaml")
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
            try state.folder.remove("manifests/other.yaml")
            let pruned = try await state.run("apply", "-f", "manifests", "--prune")
            #expect(pruned.exitCode == 4 && pruned.stderr.contains("R3001"), "\(pruned.stderr)")
            try state.folder.write(extra.replacing("protect: true", with: "protect: false"), to: "manifests/other.yaml")
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
            try state.folder.remove("manifests/other.yaml")
            #expect(try await state.run("apply", "-f", "manifests", "--prune").exitCode == 0)
            #expect(try await resources(state) == Self.all)
        }
    }

    @Test func `pain 3: nothing declared is not delete all, and an empty list empties nothing`() async throws {
        try await OperatedState.with(port: 1) { state in
            try state.folder.write("", to: "empty/none.yaml")
            try state.folder.write("# nothing\n---\n---\n", to: "comments/none.yaml")
            for folder in ["empty", "comments"] {
                let run = try await state.run("apply", "-f", folder, "--prune")
                #expect(run.exitCode == 1 && run.stderr.contains("hold no manifest"), "\(run.stderr)")
            }
            let text = try state.folder.read("manifests/all.yaml")
            try state.folder.write(text.replacing("applications: [crm]", with: "applications: []"), to: "list/all.yaml")
            let list = try await state.run("apply", "-f", "list")
            #expect(list.exitCode == 1 && list.stderr.contains("R1025"), "\(list.stderr)")
            #expect(try await resources(state) == Self.all)
        }
    }

    @Test func `pain 3: a connector that goes takes no account along`() async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { port, _ in
            try await OperatedState.with(port: port) { state in
                try #require(try await state.provision().exitCode == 0)
                try state.folder.write(
                    [ManifestTree.connection(), ManifestTree.flow, ManifestTree.trigger].joined(separator: "\n---\n"),
                    to: "manifests/all.yaml")
                let pruned = try await state.run("apply", "-f", "manifests", "--prune")
                #expect(pruned.exitCode == 0, "\(pruned.stderr)")
                #expect(pruned.stdout.contains("1 linked account stays at the target"), "\(pruned.stdout)")
                let users = try await HTTPCommand.run(
                    "http://127.0.0.1:\(port)/v2/Users", ["-H", "Authorization: Bearer \(OperatedState.token)"])
                #expect(users.body.contains("\"totalResults\":1") || users.body.contains("\"totalResults\": 1"))
            }
        }
    }

    @Test func `pain 4: what no manifest of ours declares stays, and the plan's count is what happens`() async throws {
        try await OperatedState.with(port: 1) { state in
            try state.folder.write(ManifestTree.connection("theirs"), to: "theirs/all.yaml")
            #expect(try await state.run("apply", "-f", "theirs", "--owner", "team-b").exitCode == 0)
            try state.folder.write(ManifestTree.connection("new"), to: "new/all.yaml")
            let plan = try await state.run("plan", "-f", "new")
            #expect(plan.stdout.contains("Plan: 1 to create, 0 to update, 0 to delete"), "\(plan.stdout)")
            let apply = try await state.run("apply", "-f", "new")
            #expect(apply.stdout.contains("1 created, 0 updated, 0 deleted"), "\(apply.stdout)")
            #expect(try await resources(state) == (Self.all + ["new", "theirs"]).sorted())
            // With pruning, another owner's resources are not even counted.
            try state.folder.write("\n---\n" + ManifestTree.connection("new"), to: "manifests/new.yaml")
            #expect(try await state.run("apply", "-f", "manifests", "--prune").exitCode == 0)
            #expect(try await resources(state) == (Self.all + ["new", "theirs"]).sorted())
        }
    }

    @Test func `pain 5: an answer without an account is no success, and a lost one makes no second account`()
        async throws
    {
        let lost = try await MoodyTarget.deliver(["lost"])
        #expect(lost.creates == ["lost"] && lost.answer.contains("\"succeeded\""), "\(lost.answer)")
        let refused = try await MoodyTarget.deliver(["400", "ok"])
        #expect(refused.answer.contains("\"dead\"") && refused.creates == ["400"], "\(refused.answer)")
    }

    @Test func `pain 9: no failure ends in 0`() async throws {
        try await OperatedState.with(port: 1) { state in
            try state.folder.write("kind: Nothing\n", to: "bad/all.yaml")
            try state.folder.write(ManifestTree.connection("only"), to: "few/all.yaml")
            try state.folder.write("no database", to: "broken.db")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: state.folder.url.appending(path: "broken.db").path())
            let failures: [(arguments: [String], exit: Int32)] = [
                (["validate", "-f", "bad"], 1), (["plan", "-f", "bad"], 1), (["apply", "-f", "bad"], 1),
                (["apply", "-f", "missing"], 1), (["apply", "-f", "manifests", "--nonsense"], 64),
                (["apply", "-f", "manifests", "--state", "broken.db"], 1), (["drift", "--state", "broken.db"], 1),
                (["apply", "-f", "few", "--prune"], 4), (["apply", "missing-plan.json"], 7),
                (["plan", "-f", "manifests", "--out", "no/such/folder/p.json"], 1),
                (["plan", "-f", "manifests", "--report", "json=no/such/folder/r.json"], 1),
                (["rollback", "99"], 1), (["get", "connector", "none"], 1), (["connector", "enable", "none"], 1),
                (["connector", "test", "wiki"], 1), (["why", "nobody@example.com"], 1),
                (["deliveries", "retry", "none"], 1),
                (["drift", "ack", "connector/wiki", "--reason", "x", "--until", "1d"], 1),
            ]
            for failure in failures {
                let run = try await ProgramRun.reconcile(
                    failure.arguments, environment: OperatedState.environment, in: state.folder.url)
                #expect(run.exitCode == failure.exit, "\(failure.arguments): \(run.exitCode) \(run.stderr)")
                #expect(!(run.stdout + run.stderr).isEmpty, "\(failure.arguments) failed in silence")
            }
            let provisioned = try await state.provision()
            #expect(provisioned.exitCode != 0, "a target that can't be reached was a success")
        }
    }

    @Test func `pain 11: a plan is there before the first apply, writes nothing, and is what apply does`() async throws
    {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let plan = try await ProgramRun.reconcile(["plan", "-f", "manifests"], in: folder.url)
            #expect(plan.exitCode == 0 && plan.stdout.contains("4 to create"))
            #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: ".reconcile").path()))
            let digest = try #require(plan.stdout.firstMatch(of: /sha256:[0-9a-f]{64}/)?.0)
            let apply = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            #expect(apply.stdout.contains(digest))
        }
    }

    @Test func `pain 12: drift and pending changes are told apart, and looking changes nothing`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            #expect(try await state.run("drift", "-f", "manifests").exitCode == 2)
            #expect(try await state.run("drift").exitCode == 0)
            #expect(try await state.run("plan", "-f", "manifests", "--detailed-exitcode").exitCode == 2)
            try ManifestTree.write(to: state.folder)
            _ = try await state.run("connector", "disable", "wiki")
            for _ in 0..<2 { #expect(try await state.run("drift", "-f", "manifests").exitCode == 3) }
        }
    }

    @Test func `pain 13: no checksum hides a hand change, a rotated reference or a new variable`() async throws {
        try await OperatedState.with(port: 1) { state in
            _ = try await state.run("connector", "disable", "wiki")
            #expect(try await state.run("apply", "-f", "manifests").stdout.contains("1 updated"))
            let text = try state.folder.read("manifests/all.yaml")
            try state.folder.write(
                text.replacing("WIKI_SCIM_TOKEN", with: "WIKI_SCIM_TOKEN_2").replacing(
                    "Corporate Okta", with: "${TITLE}"), to: "manifests/all.yaml")
            let rotated = try await state.run("apply", "-f", "manifests", "--var", "TITLE=First")
            #expect(rotated.stdout.contains("token: (sensitive, changed)"), "\(rotated.stdout)")
            #expect(rotated.stdout.contains("2 updated"))
            #expect(
                try await state.run("apply", "-f", "manifests", "--var", "TITLE=Second").stdout.contains("1 updated"))
            #expect(
                try await state.run("apply", "-f", "manifests", "--var", "TITLE=Second").stdout.contains("No changes."))
        }
    }

    @Test func `pain 16: an apply that can't be written is none at all, and says so`() async throws {
        try await OperatedState.with(port: 1) { state in
            let many = (0..<3000).map { ManifestTree.connection("c\($0)") }.joined(separator: "\n---\n")
            try state.folder.write(many, to: "manifests/many.yaml")
            // The disk is full after 300 KiB.
            let program = try ProgramRun.executable().path()
            let full = try await ProgramRun.command(
                "bash", ["-c", "trap '' XFSZ; ulimit -f 300; exec \(program) apply -f manifests -q"],
                in: state.folder.url)
            #expect(full.exitCode == 1, "\(full.stderr)")
            #expect(!full.stdout.contains("Applied"), "\(full.stdout.suffix(200))")
            #expect(full.stderr.contains("error R4001"), "\(full.stderr)")
            #expect(try await resources(state) == Self.all)
            #expect(try await state.run("history", "--verify").stdout.hasPrefix("1 revision holds"))
            let applied = try await state.run("apply", "-f", "manifests", "-q")
            #expect(applied.stdout.contains("3000 created, 0 updated, 0 deleted, 4 unchanged"))
        }
    }

    @Test func `pain 17: the lock of a killed job is named and can be broken`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            let shown = try await PromptedApply.run(in: state, ["--actor", "job-17"], until: .killed)
            try #require(shown.hasPrefix("-9\n"), "\(shown)")
            #expect(try await state.run("lock", "list").stdout.contains("job-17"))
            let blocked = try await state.run("apply", "-f", "manifests", "--lock-timeout", "100ms")
            #expect(blocked.exitCode == 6 && blocked.stderr.contains("job-17"), "\(blocked.stderr)")
            #expect(try await state.run("lock", "break", "--older-than", "0s").exitCode == 0)
            #expect(try await state.run("apply", "-f", "manifests").exitCode == 0)
        }
    }

    @Test func `pain 18: no secret is in the state, a plan, a report or a log`() async throws {
        try await TemporaryFolder.with { folder in
            let secrets = ["WIKI_SCIM_TOKEN": "canary-4711", "CORP_OKTA_CLIENT_SECRET": "canary-4712"]
            try ManifestTree.write(to: folder)
            let runs = [
                ["plan", "-f", "manifests", "--out", "p.json", "--report", "json=r.json", "-v"],
                ["apply", "p.json", "-o", "json", "-v"], ["get", "-o", "yaml"], ["history", "-o", "json"],
                ["export", "out"], ["connector", "test", "wiki"],
            ]
            var seen = ""
            for arguments in runs {
                let run = try await ProgramRun.reconcile(arguments, environment: secrets, in: folder.url)
                seen += run.stdout + run.stderr
            }
            for case let file as URL in FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)
                ?? FileManager.DirectoryEnumerator()
            {
                seen += String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
            }
            #expect(seen.contains("WIKI_SCIM_TOKEN") && !seen.contains("canary-471"))
        }
    }

    @Test func `pain 19: the order of a list, another spelling and spelled-out defaults are no change`() async throws {
        try await TemporaryFolder.with { folder in
            func manifests(_ scopes: String, _ groups: String, _ rest: String) -> String {
                """
                apiVersion: reconcile/v1
                kind: Connection
                metadata: {name: corp-okta}
                spec:
                  oidc: {issuer: https://corp.okta.example, clientId: x, scopes: [\(scopes)]}
                ---
                apiVersion: reconcile/v1
                kind: OutboundConnector
                metadata: {name: wiki}
                spec:
                  connection: corp-okta
                  type: scim2
                  settings: {baseUrl: https://wiki.example.com, authentication: {bearer: {token: {env: T}}}}
                  scope: {groups: [\(groups)], emailDomains: [a.example, b.example]}
                \(rest)
                """
            }
            try folder.write(manifests("openid, email", "x, y", ""), to: "m/all.yaml")
            _ = try await ProgramRun.reconcile(["apply", "-f", "m"], in: folder.url)
            for text in [
                manifests("email, openid", "y, x", ""),
                manifests("'email', \"openid\"", "y, x", "  enabled: false\n  onScopeLoss: deactivate").replacing(
                    "\n", with: "\r\n"),
            ] {
                try folder.write(text, to: "m/all.yaml")
                let plan = try await ProgramRun.reconcile(["plan", "-f", "m", "--detailed-exitcode"], in: folder.url)
                #expect(plan.exitCode == 0, "\(plan.stdout)\(plan.stderr)")
            }
        }
    }

    @Test func `pain 25: a pipeline sees no escape sequence, and NO_COLOR beats a wish for colour`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            for arguments in [
                ["plan", "-f", "manifests"], ["apply", "-f", "missing"], ["drift", "-f", "manifests"], ["history"],
                ["get"], ["lock", "list"], ["explain", "connector"], ["--help"],
            ] {
                for environment in [
                    ["CI": "true"], ["NO_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color"],
                ] {
                    let run = try await ProgramRun.reconcile(arguments, environment: environment, in: state.folder.url)
                    #expect(!(run.stdout + run.stderr).contains("\u{1B}"), "\(arguments) in \(environment)")
                }
            }
        }
    }
}

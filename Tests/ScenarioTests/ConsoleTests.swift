import Foundation
import TestSupport
import Testing

/// The console of the built program, over a SCIM server that we did not write.
struct ConsoleTests {
    private func cell(_ connector: String, _ status: String) -> String {
        "<td>\(connector)</td><td class=\"\(tone(status))\">\(status)</td>"
    }

    private func tone(_ status: String) -> String {
        ["dead": "bad", "succeeded": "good", "unchanged": "good", "skipped": "quiet"][status] ?? "wait"
    }

    @Test
    func `a login is seen to succeed, and a dead letter succeeds after its cause is mended and its button pressed`()
        async throws
    {
        try await FilledHouse.with { house in
            let page = try await house.waitForPage(toShow: cell("wiki", "succeeded"))
            for part in [
                cell("chat", "dead"), cell("lab", "skipped"), "R6001", "ada@example.com</a>",
                "manifests not known here", ">drift</span>", "1 resource drifted", "through `connector disable`",
            ] {
                #expect(page.contains(part), "\(part) is missing in\n\(page)")
            }
            let rebound = try await HTTPCommand.run(
                house.listener.address + "/console", ["-H", "Host: evil.example:8420"])
            #expect(rebound.status == 404 && !rebound.body.contains("wiki"))
            #expect(!page.contains("secret\"") && !page.contains("signing"))

            let form = try #require(
                page.firstMatch(
                    of:
                        /action="(\/console\/deliveries\/(dlv_\w+)\/retry)">[^<]*<input type="hidden" name="form" value="(\w+)"/
                ))
            try await house.mendChat()
            let answer = try await HTTPCommand.run(
                house.listener.address + form.output.1,
                ["-i", "-H", "Sec-Fetch-Site: same-origin", "--data-urlencode", "form=\(form.output.3)"])
            #expect(answer.status == 303 && answer.body.contains("/console?did=retried"), "\(answer.body)")
            try await house.wait { $0["chat"] == "succeeded" }
            _ = try await house.waitForPage(toShow: cell("chat", "succeeded"))
            let forged = try await HTTPCommand.run(
                house.listener.address + form.output.1,
                ["-H", "Origin: https://evil.example", "-d", "form=\(form.output.3)"])
            #expect(forged.status == 403)
        }
    }

    @Test func `a person's page says what why says, word for word`() async throws {
        try await FilledHouse.with([]) { house in
            let page = try await house.listener.get("/console/people?user=ADA%40example.com").body
            let why = try await house.run("why", "ada@example.com").stdout
            let lines = why.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("delivery:") }
            let text = page.replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&gt;", with: ">")
                .replacing("&lt;", with: "<").replacing("&amp;", with: "&")
            // The field's name and its text stand in elements of their own.
            for line in lines.dropFirst() where line.contains(": ") {
                let words = line.split(separator: ": ", maxSplits: 1)[1].drop { $0 == " " }
                #expect(text.contains(words), "\(words) is missing in\n\(text)")
            }
            #expect(page.contains("signed in to crm through connection corp-okta"))
        }
    }

    @Test func `a toggle by hand is recorded as the command records it, and is drift`() async throws {
        try await FilledHouse.with(["--console-token", "env:CONSOLE_TOKEN", "--console-write"]) { house in
            let token = ["-H", "Authorization: Bearer a long random console token"]
            let outside = try await HTTPCommand.run(house.listener.address + "/console")
            #expect(outside.status == 401)
            let answer = try await HTTPCommand.run(
                house.listener.address + "/console/connectors/wiki/disable", token + ["-i", "-X", "POST"])
            #expect(answer.body.contains("/console?did=disabled"), "\(answer.body)")
            let drift = try await house.run("drift")
            #expect(drift.exitCode == 3 && drift.stdout.contains("OutboundConnector/wiki"), "\(drift.stdout)")
            #expect(drift.stdout.contains("(console) at ") && drift.stdout.contains("through `connector disable`"))
            let second = try await house.login("evt-2", subject: "00u2", email: "eve@example.com")
            #expect(!second.body.contains("wiki"), "\(second.body)")
        }
    }

    @Test func `a stream tells what another listener on the same state delivered`() async throws {
        try await FilledHouse.with { house in
            let other = try await ListenerProcess.start(in: house.folder, environment: FilledHouse.secrets)
            defer { other.kill() }
            let stream = try RunningProgram(
                URL(filePath: "/usr/bin/env"),
                ["curl", "-s", "-N", "--max-time", "60", other.address + "/console/events"])
            defer { stream.kill() }
            try await stream.wait(for: "the first parts") { $0.stdout.contains("event: deliveries") ? () : nil }
            try await house.login("evt-3", subject: "00u3", email: "grace@example.com")
            try await stream.wait(for: "news") { program in
                program.stdout.contains("grace@example.com") && program.stdout.contains("event: news") ? () : nil
            }
            _ = try await other.stop()
            let end = try await stream.finish(within: .seconds(10))
            #expect(end.stdout.hasSuffix(": the stream ends\n\n"))
        }
    }

    @Test func `a console token that can't be had, or is short, ends the start`() async throws {
        try await TemporaryFolder.with { folder in
            for (environment, words) in [([:], "is not set"), (["CONSOLE_TOKEN": "short"], "shorter than 16")] {
                let run = try await ProgramRun.reconcile(
                    ["listen", "--port", "0", "--console-token", "env:CONSOLE_TOKEN"], environment: environment,
                    in: folder.url)
                #expect(
                    run.exitCode == 1 && run.stderr.contains("R5080") && run.stderr.contains(words), "\(run.stderr)")
            }
        }
    }

    @Test func `what the manifests ask for is pending where they are known`() async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder)
            let program = try ProgramRun.start(
                ["apply", "-f", "manifests", "--listen", "--port", "0"], environment: FilledHouse.secrets,
                in: folder.url)
            defer { program.kill() }
            let address = try await program.wait(for: "address") { program in
                program.stderr.firstMatch(of: /listening on (http:\S+)/).map { String($0.1) }
            }
            #expect(try await HTTPCommand.run(address + "/console").body.contains("Pending: nothing"))
            // Somebody applies other manifests: those of the listener are pending then.
            try ManifestTree.write(to: folder, enabled: false)
            _ = try await ProgramRun.reconcile(
                ["apply", "-f", "manifests"], environment: FilledHouse.secrets, in: folder.url)
            let end = ContinuousClock.now + .seconds(10)
            while try await !HTTPCommand.run(address + "/console").body.contains(">pending: update</span>") {
                try #require(ContinuousClock.now < end)
                try await Task.sleep(for: .milliseconds(100))
            }
            program.terminate()
            #expect(try await program.finish().exitCode == 0)
        }
    }
}

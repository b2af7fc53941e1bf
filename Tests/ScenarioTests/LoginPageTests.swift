import Foundation
import TestSupport
import Testing

/// `examples/nginx-app`, played without a screen: nothing of it is ours but the listener.
@Suite(.timeLimit(.minutes(3))) struct LoginPageTests {
    @Test func `somebody opens the application, signs in, is back in it, and has an account`() async throws {
        try await LoginPageHouse.with { house in
            let browser = CurlBrowser(folder: house.folder)
            let first = try await browser.open(house.application + "/reports?a=1&b=2", following: false)
            #expect(
                first.status == 302
                    && first.address == house.application + "/login/crm?return=%2Freports%3Fa%3D1%26b%3D2", "\(first)")
            let back = try await browser.waitForApplication(
                browser.signIn(at: house.application + "/reports?a=1&b=2", as: "00u1"))
            #expect(back.address == house.application + "/reports?a=1&b=2", "\(back) \(house.listener.output)")
            #expect(back.element("user") == "ada" && back.element("email") == "ada@example.com", "\(back)")
            #expect(back.element("groups") == "engineering" && back.element("connection") == "staff")
            #expect(back.element("name") == "Ada Lovelace" && back.text.contains("/reports?a=1&amp;b=2"))
            let account = try await house.waitForAccount("ada@example.com")
            #expect(account.contains("00u1"))

            // What a client sends under our names never gets through.
            let forged = ["-H", "Remote-User: root", "-H", "Remote-Groups: admin", "-H", "Reconcile-Connection: x"]
            let known = try await browser.open(house.application, forged)
            #expect(known.element("user") == "ada" && known.element("groups") == "engineering")
            let stranger = CurlBrowser(folder: house.folder, name: "stranger")
            #expect(try await stranger.open(house.application, following: false, forged).status == 302)

            // A stolen cookie in another kind of browser, and after the logout.
            let thief = try browser.copy(named: "thief", agent: "Thief/1")
            #expect(try await thief.open(house.application, following: false).status == 302)
            let copy = try browser.copy(named: "copy")
            #expect(try await copy.open(house.application, following: false).status == 200)
            let question = try await browser.open(house.application + "/login/crm/logout")
            let token = try #require(question.text.firstMatch(of: /name="token" value="([^"]+)"/)).1
            let out = try await browser.open(
                house.application + "/login/crm/logout", following: false, ["-d", "token=\(token)"])
            #expect(out.status == 303, "\(out)")
            #expect(try await copy.open(house.application, following: false).status == 302)
            #expect(try await browser.open(house.application, following: false).status == 302)
        }
    }

    @Test func `who is out of the connector's scope gets in without an account; a disabled connector makes none`()
        async throws
    {
        try await LoginPageHouse.with { house in
            let eve = CurlBrowser(folder: house.folder, name: "eve")
            let back = try await eve.waitForApplication(eve.signIn(at: house.application, as: "00u2"))
            #expect(back.element("user") == "eve", "\(back) \(house.listener.output)")
            _ = try await ProgramRun.reconcile(["connector", "disable", "wiki"], in: house.folder.url)
            let ada = CurlBrowser(folder: house.folder, name: "ada")
            let known = try await ada.waitForApplication(ada.signIn(at: house.application, as: "00u1"))
            #expect(known.element("user") == "ada", "\(known)")
            #expect(try await house.account("eve@example.com").count == 0)
            #expect(try await house.account("ada@example.com").count == 0)
            // Taking the connection away ends its sessions at once.
            let manifests = try house.folder.read("manifests/all.yaml")
            try house.folder.write(
                manifests.replacing("  displayName: Staff directory", with: "  enabled: false"),
                to: "manifests/all.yaml")
            let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: house.folder.url)
            #expect(applied.exitCode == 0, "\(applied.stderr)")
            #expect(try await ada.open(house.application, following: false).status != 200)
        }
    }

    @Test(arguments: [
        (["--session-key", "env:SHORT"], "shorter than 32 bytes"), (["--session-key", "env:MISSING"], "is not set"),
    ])
    func `a session key that is of no use stops the listener at once`(arguments: [String], words: String) async throws {
        try await TemporaryFolder.with { folder in
            let run = try await ProgramRun.reconcile(
                ["listen", "--port", "0"] + arguments, environment: ["SHORT": "too short"], in: folder.url)
            #expect(run.exitCode != 0 && run.stderr.contains("R5068") && run.stderr.contains(words), "\(run.stderr)")
            #expect(!run.stderr.contains("too short"))
        }
    }
}

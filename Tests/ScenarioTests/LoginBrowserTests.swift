import Foundation
import Model
import TestSupport
import Testing

/// `examples/nginx-app` in a real browser, with a provider and a SCIM server that are not ours.
@Suite(.timeLimit(.minutes(5))) struct LoginBrowserTests {
    private static let anotherConnection = """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: partners}
        spec:
          displayName: Partners and customers
          oidc: {issuer: "http://127.0.0.1:9400", clientId: crm}
        ---

        """

    private static let logo =
        "data:image/svg+xml;base64,"
        + Data(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32"><rect width="32" height="32" rx="8" \
            fill="#7c3aed"/><text x="42" y="24" font-family="sans-serif" font-size="24" fill="#7c3aed">CRM</text></svg>
            """.utf8
        ).base64EncodedString()

    /// The manifests of the example with one more way to sign in, a logo and a colour.
    private static func themed(_ manifests: String) -> String {
        anotherConnection
            + manifests.replacing(
                "        - connection: staff", with: "        - connection: staff\n        - connection: partners"
            )
            .replacing("accent: \"#0550ae\"", with: "accent: \"#7c3aed\"\n    logo: \(logo)")
    }

    /// Signs in at the provider, whose page is the one that stands in the browser.
    private func signIn(_ browser: Browser, as subject: String) async throws {
        try await browser.fill("input[name=sub]", subject)
        try await browser.click("css=button[type=submit], input[type=submit]")
    }

    @Test func `somebody opens the application, signs in, is back in it, and has an account`() async throws {
        try await LoginPageHouse.with { house in
            try await Browser.with { browser in
                try await browser.open(house.application + "/reports?a=1")
                try await browser.wait(url: "127.0.0.1:\(house.providerPort)")
                try await signIn(browser, as: "00u1")
                let back = try await browser.wait(url: "/reports\\?a=1$", text: "ada@example.com")
                #expect(back.text.contains("engineering") && back.status == 200, "\(back)")
                #expect(try await house.waitForAccount("ada@example.com").contains("00u1"))

                let session = try #require(
                    try await browser.cookies().first { $0["name"]?.string == "__Host-reconcile-session" })
                #expect(session["httpOnly"] == .bool(true) && session["secure"] == .bool(true))
                #expect(session["sameSite"]?.string == "Lax" && session["path"]?.string == "/")
                #expect(session["value"]?.string?.contains("ada") == false)

                // Another browser with the stolen cookie, of another kind: it has to sign in.
                try await Browser.with { thief in
                    try await thief.pretend("Thief/1")
                    try await thief.put(session)
                    try await thief.open(house.application)
                    #expect(try await thief.page().url.contains("127.0.0.1:\(house.providerPort)"))
                }

                try await browser.click("Sign out")
                #expect(try await browser.page().text.contains("Sign out of CRM?"))
                try await browser.click("css=button[type=submit]")
                try await browser.put(session)
                try await browser.open(house.application)
                let after = try await browser.page()
                #expect(after.url.contains("/login/crm") && !after.text.contains("ada@"), "\(after)")
            }
        }
    }

    @Test func `who is out of scope gets in without an account, and a disabled connector makes none`() async throws {
        try await LoginPageHouse.with { house in
            for (subject, name, isDisabled) in [("00u2", "eve", false), ("00u1", "ada", true)] {
                if isDisabled {
                    _ = try await ProgramRun.reconcile(["connector", "disable", "wiki"], in: house.folder.url)
                }
                try await Browser.with { browser in
                    try await browser.open(house.application)
                    try await signIn(browser, as: subject)
                    try await browser.wait(url: "^\(house.application)/$", text: "\(name)@example.com")
                }
                #expect(try await house.account("\(name)@example.com").count == 0)
            }
        }
    }

    @Test func `each lie of a provider is refused, and so is a callback that comes twice or to another browser`()
        async throws
    {
        let script = Repository.url("Tests/ScenarioTests/Peers/rogue_provider.py").path()
        func arguments(port: Int) -> [String] { [script, "\(port)"] }
        try await PeerProcess.with("python", arguments: arguments) { rogue, _ in
            func atRogue(_ manifests: String) -> String {
                manifests.replacing(/issuer: http:\/\/127.0.0.1:\d+/, with: "issuer: http://127.0.0.1:\(rogue)")
            }
            try await LoginPageHouse.with(changing: atRogue) { house in
                try await Browser.with { browser in
                    for (lie, code) in [
                        ("nonce", "R5060"), ("audience", "R5060"), ("expired", "R5060"), ("none", "R5059"),
                        ("issuer", "R5060"), ("signature", "R5059"), ("party", "R5060"), ("hash", "R5060"),
                    ] {
                        let before = house.listener.output.ranges(of: code).count
                        try await browser.open(house.application)
                        try await browser.click("lie about \(lie)")
                        let page = try await browser.wait(text: "You are not signed in")
                        #expect(page.status == 403 && page.text.contains("reference"), "\(lie): \(page)")
                        #expect(!page.text.contains("R50") && !page.text.contains("nonce"), "\(page)")
                        try await house.listener.wait(for: "\(code) for a lie about \(lie)") {
                            $0.ranges(of: code).count > before
                        }
                        let cookies = try await browser.cookies().compactMap { $0["name"]?.string }
                        #expect(!cookies.contains("__Host-reconcile-session"), "\(lie): \(cookies)")
                        try await browser.open(house.application)
                        #expect(try await browser.page().text.contains("Rogue"))
                    }
                    try await browser.click("lie about state")
                    try await browser.wait(text: "not begun in this browser")
                    #expect(try await house.account("mallory@example.com").count == 0)

                    // A proper sign-in, whose callback somebody saw.
                    try await browser.open(house.application)
                    let address = try await browser.source().replacing("&amp;", with: "&")
                        .firstMatch(of: /\/lie\?[^"]*lie=truth/).map { String($0.output) }
                    let link = "http://127.0.0.1:\(rogue)" + (try #require(address))
                    let seen = try await CurlBrowser(folder: house.folder, name: "none").open(link, following: false)
                    let foreign = try await CurlBrowser(folder: house.folder, name: "foreign").open(seen.address)
                    #expect(foreign.status == 403 && foreign.text.contains("not begun in this browser"), "\(foreign)")
                    let before = try await browser.cookies()
                    try await browser.open(seen.address)
                    try await browser.wait(url: "^\(house.application)/$", text: "mallory@example.com")
                    // The same callback again, with all the cookies that it had.
                    try await browser.forget()
                    for cookie in before { try await browser.put(cookie) }
                    try await browser.open(seen.address)
                    let twice = try await browser.page()
                    #expect(twice.status == 403, "\(twice)")
                    let cookies = try await browser.cookies().compactMap { $0["name"]?.string }
                    #expect(!cookies.contains("__Host-reconcile-session"))
                }
            }
        }
    }

    @Test func `nobody is kept from signing in`() async throws {
        try await LoginPageHouse.with(changing: Self.themed) { house in
            try await Browser.with { browser in
                for (screen, scheme, width, height) in [
                    ("light", "light", 1280, 900), ("dark", "dark", 1280, 900), ("phone", "light", 390, 844),
                ] {
                    try await browser.look(scheme: scheme, width: width, height: height)
                    let page = try await browser.open(house.application)
                    #expect(page.text.contains("Staff directory") && page.text.contains("Partners and customers"))
                    #expect(page.title.contains("CRM"))
                    var serious = try await browser.findings().filter(\.isSerious)
                    #expect(serious.isEmpty, "\(screen): \(serious)")
                    try await browser.picture("login-\(screen)")
                    try await browser.open(house.application + "/login/crm/callback?state=x&code=y")
                    serious = try await browser.findings().filter(\.isSerious)
                    #expect(serious.isEmpty, "\(screen), refused: \(serious)")
                }
                try await browser.open(house.application)
                try await browser.click("Staff directory")
                try await signIn(browser, as: "00u1")
                try await browser.wait(url: "^\(house.application)/$", text: "ada@example.com")
                try await browser.click("Sign out")
                #expect(try await browser.findings().filter(\.isSerious).isEmpty)
                #expect(try await browser.complaints().filter { $0.contains("Content Security") } == [])
            }
        }
    }
}

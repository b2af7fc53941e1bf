import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// From the choice of a connection to the session.
struct SignInTests {
    @Test func `somebody signs in, is known to the proxy, and the login is in the inbox`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            #expect(try await browser.auth().status == .unauthorized)
            let choice = try await browser.get("/login/crm?return=%2Freports%3Fyear%3D2026")
            #expect(choice.status == .found)
            #expect(choice.headers[.location] == "/login/crm/start/corp-okta?return=%2Freports%3Fyear%3D2026")
            let back = try await browser.signIn(returnTo: "/reports?year=2026")
            #expect(back.status == .seeOther, "\(page(back)) \(fixture.log)")
            #expect(back.headers[.location] == "https://crm.example.com/reports?year=2026")
            #expect(Array(browser.cookies.keys) == [LoginSession.cookie])
            let answer = try await browser.auth()
            #expect(answer.status == .ok, "\(fixture.log)")
            #expect(page(answer).isEmpty)
            #expect(field("Remote-User", of: answer) == "ada")
            #expect(field("Remote-Subject", of: answer) == "00u1")
            #expect(field("Remote-Email", of: answer) == "ada@example.com")
            #expect(field("Remote-Name", of: answer) == "Ada Lovelace")
            #expect(field("Remote-Groups", of: answer) == "support,engineering")
            #expect(field("Reconcile-Connection", of: answer) == "corp-okta")
        }
        let login = try #require(fixture.listener.deliveries.logins.first)
        #expect(fixture.listener.deliveries.logins.count == 1 && fixture.listener.stored.value == 1)
        #expect(login.application == "crm" && login.connection == "corp-okta" && login.subject.text == "00u1")
        #expect(login.connectors == ["chat", "wiki"] && login.attributes.email == "ada@example.com")
        #expect(TextForm.resourceName.accepts(login.trigger) == false)
        #expect(fixture.provider.asked.first?.redirectURI == "https://crm.example.com/login/crm/callback")
    }

    @Test func `several connections are shown in their order, without the disabled one`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let shown = try await FakeBrowser(client).get("/login/shop?return=/cart")
            #expect(shown.status == .ok)
            let links = page(shown).matches(of: /href="([^"]+)">([^<]+)/).map { "\($0.1) \($0.2)" }
            #expect(
                links == [
                    "/login/shop/start/corp-entra?return=%2Fcart Continue with corp-entra",
                    "/login/shop/start/corp-okta?return=%2Fcart Continue with Corporate Okta",
                ])
            #expect(shown.headers[.cacheControl] == "no-store")
        }
    }

    @Test(arguments: ["desk", "saml", "plain", "nowhere", "unknown", "CRM", "corp-okta"])
    func `what has no login page looks like what is unknown`(name: String) async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let unknown = try await browser.get("/login/never-declared", [("X-Request-Id", "ref-1")])
            for path in ["", "/start/corp-okta", "/callback?state=s", "/progress/login-1", "/logout", "/signed-out"] {
                let answer = try await browser.get("/login/\(name)\(path)", [("X-Request-Id", "ref-1")])
                #expect(answer.status == .notFound)
                #expect(page(answer) == page(unknown), "\(path)")
            }
            #expect(try await browser.auth("?application=\(name)").status == .unauthorized)
        }
        if ["desk", "nowhere", "plain", "saml"].contains(name) {
            #expect(fixture.log.contains("`\(name)`") && fixture.log.contains("R5062"))
        }
    }

    @Test func `a start through a connection that is not offered begins nothing`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            for connection in ["corp-entra", "off-idp", "unknown", "corp-saml"] {
                let answer = try await browser.get("/login/crm/start/\(connection)")
                #expect(answer.status == .notFound)
            }
            #expect(browser.cookies.isEmpty && fixture.provider.asked.isEmpty)
        }
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example", "evil", "",
        "/\t/evil.example", "/a\r\nSet-Cookie: a=b", "/\u{7F}", "/é", "javascript:alert(1)", "/a b", "/a#b",
        "/" + String(repeating: "a", count: 1024),
    ])
    func `a return that is no path of the application is left out`(asked: String) async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let choice = try await browser.get("/login/crm?return=\(QueryText.escaped(asked))")
            #expect(choice.headers[.location] == "/login/crm/start/corp-okta")
            let back = try await browser.signIn(returnTo: asked)
            #expect(back.headers[.location] == "https://crm.example.com/", "\(asked)")
            let denied = try await FakeBrowser(client).auth(
                "?application=crm&denied=redirect",
                asked.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? [("X-Forwarded-Uri", asked)] : [])
            #expect(denied.headers[.location] == "https://crm.example.com/login/crm")
        }
    }

    @Test(arguments: ["/", "/a//b", "/a?b=//c&d=%2F%2Fe", "/.//x", "/%5Cevil", "/@evil.example", "/:80"])
    func `a path of the application is where the person goes on to`(asked: String) async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let back = try await FakeBrowser(client).signIn(returnTo: asked)
            #expect(back.headers[.location] == "https://crm.example.com\(asked)")
        }
    }

    @Test func `without a return, the application's own address is it`() async throws {
        let fixture = try LoginPageFixture(
            LoginPageFixture.standardSpecs.filter { $0.0.name != "shop" && $0.0.kind != .outboundConnector } + [
                LoginPageFixture.flow("shop", at: "https://shop.example.com/start", offers: ["corp-okta"])
            ])
        try await fixture.with { client in
            let back = try await FakeBrowser(client).signIn("shop")
            #expect(back.headers[.location] == "https://shop.example.com/start")
        }
    }

    @Test func `two tabs sign in beside each other, and only so many are kept`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            var callbacks: [String] = []
            for _ in 0..<7 {
                callbacks.append(try await browser.begin(returnTo: "/" + String(repeating: "p", count: 200)))
                fixture.listener.time.advance(by: .seconds(1))
            }
            let kept = browser.cookies.filter { $0.key.hasPrefix(PendingCookies.prefix) }
            #expect((2...5).contains(kept.count))
            #expect(kept.reduce(0) { $0 + $1.value.utf8.count } <= 3000)
            #expect(try await browser.get(callbacks[0]).status == .forbidden)
            // The newest two, in whatever order.
            #expect(try await browser.get(callbacks[6]).status == .seeOther)
            #expect(try await browser.get(callbacks[5]).status == .seeOther)
        }
    }

    @Test func `a provider that fails is told to the person and to the log, each in its own words`() async throws {
        let fixture = try LoginPageFixture()
        fixture.provider.failure = SignInFailure(
            .providerUnavailable, advice: "Try <later>.", reason: "the discovery document is gone")
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let answer = try await browser.get("/login/crm/start/corp-okta?return=/x", [("X-Request-Id", "ref-7")])
            #expect(answer.status == .serviceUnavailable && browser.cookies.isEmpty)
            #expect(page(answer).contains("Try &lt;later&gt;.") && page(answer).contains("ref-7"))
            #expect(page(answer).contains(#"href="/login/crm?choose=1&amp;return=%2Fx""#))
            #expect(!page(answer).contains("discovery"))
            #expect(fixture.log.contains("the discovery document is gone") && fixture.log.contains("R5050"))
            // Back with an error, a single connection does not go straight on.
            #expect(try await browser.get("/login/crm?choose=1&return=%2Fx").status == .ok)
        }
    }

    @Test func `keys that end with the process are said once`() async throws {
        let fixture = try LoginPageFixture(keys: nil)
        try await fixture.with { client in
            for _ in 0..<2 { try await FakeBrowser(client).signIn() }
        }
        #expect(fixture.log.matches(of: /give every listener the same --session-key/).count == 1)
    }
}

import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// Signing out ends the session, for whoever has a copy of its cookie too.
struct LogoutTests {
    private func token(_ question: TestResponse) throws -> String {
        String(try #require(page(question).firstMatch(of: /name="token" value="([^"]+)"/)).1)
    }

    @Test func `a logout ends the session for good and goes on to the provider`() async throws {
        let fixture = try LoginPageFixture()
        let stolen = try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            let stolen = browser.cookies
            let question = try await browser.get("/login/crm/logout")
            #expect(question.status == .ok && browser.cookies == stolen, "asking must end nothing")
            #expect(
                question.headers[.contentSecurityPolicy]?.contains("form-action 'self' https://corp-okta.example;")
                    == true)
            let answer = try await browser.post(
                "/login/crm/logout", "token=\(try token(question))",
                [("Origin", "https://crm.example.com"), ("Sec-Fetch-Site", "same-origin")])
            #expect(answer.status == .seeOther, "\(fixture.log)")
            #expect(
                answer.headers[.location]
                    == "https://corp-okta.example/logout?post_logout_redirect_uri="
                    + QueryText.escaped("https://crm.example.com/login/crm/signed-out"))
            #expect(fixture.provider.hints.last == "header.payload.signature")
            #expect(Array(browser.cookies.keys) == [LoginPage.signedOutCookie])
            let copy = FakeBrowser(client)
            copy.cookies = stolen
            #expect(try await copy.auth().status == .unauthorized)
            #expect(fixture.log.contains("the person signed out of this session"))
            return stolen
        }
        // At another listener too.
        try await fixture.with { client in
            let copy = FakeBrowser(client)
            copy.cookies = stolen
            let answer = try await copy.auth()
            #expect(answer.status == .unauthorized)
        }
    }

    @Test func `after a logout a single connection does not sign the person in again at once`() async throws {
        let fixture = try LoginPageFixture()
        fixture.provider.logout = nil
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            let question = try await browser.get("/login/crm/logout")
            let answer = try await browser.post("/login/crm/logout", "token=\(try token(question))")
            #expect(answer.headers[.location] == "/login/crm/signed-out")
            #expect(try await browser.get("/login/crm/signed-out").status == .ok)
            let choice = try await browser.get("/login/crm")
            #expect(choice.status == .ok && page(choice).contains("You are signed out."))
            try await browser.signIn()
            #expect(try await browser.get("/login/crm").status == .found)
        }
    }

    @Test(arguments: [
        [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Sec-Fetch-Site", "none")],
        [("Origin", "https://evil.example")], [("Origin", "null")],
        [("Origin", "https://crm.example.com"), ("Sec-Fetch-Site", "cross-site")],
    ])
    func `another site's form signs nobody out`(headers: [(String, String)]) async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            let form = "token=\(try token(try await browser.get("/login/crm/logout")))"
            #expect(try await browser.post("/login/crm/logout", form, headers).status == .forbidden)
            #expect(fixture.log.contains("R5067"))
            #expect(try await browser.auth().status == .ok)
        }
    }

    @Test func `a form without the token of this session signs nobody out`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let other = FakeBrowser(client)
            try await browser.signIn()
            try await other.signIn()
            let foreign = try token(try await other.get("/login/crm/logout"))
            for form in ["", "token=", "token=x", "token=\(foreign)", "token=\(String(repeating: "a", count: 9000))"] {
                #expect(try await browser.post("/login/crm/logout", form).status == .forbidden)
            }
            #expect(try await browser.auth().status == .ok)
        }
    }

    @Test func `a store that can't remember the end says so, and the session goes on`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            let form = "token=\(try token(try await browser.get("/login/crm/logout")))"
            fixture.ended.fail(with: .busy)
            #expect(try await browser.post("/login/crm/logout", form).status == .serviceUnavailable)
            #expect(browser.cookies[LoginSession.cookie] != nil)
            fixture.ended.fail(with: nil)
            #expect(try await browser.auth().status == .ok)
        }
    }

    @Test func `who is not signed in is told that they are signed out`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let asked = try await browser.get("/login/crm/logout")
            #expect(asked.headers[.location] == "/login/crm/signed-out")
            #expect(try await browser.post("/login/crm/logout", "").headers[.location] == "/login/crm/signed-out")
        }
    }

    @Test func `a provider that does not answer keeps nobody signed in here`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            let form = "token=\(try token(try await browser.get("/login/crm/logout")))"
            fixture.provider.failure = SignInFailure(.providerUnavailable, advice: "", reason: "no route")
            #expect(
                try await browser.post("/login/crm/logout", form).headers[.location] == "/login/crm/signed-out")
            #expect(try await browser.auth().status == .unauthorized && fixture.log.contains("no route"))
        }
    }
}

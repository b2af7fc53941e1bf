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
            #expect(answer.body.readableBytes == 0)
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
        let asked = try #require(fixture.provider.asked.first)
        #expect(asked.redirectURI == "https://crm.example.com/login/crm/callback")
    }
}

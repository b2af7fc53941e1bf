import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// Callbacks that make no session.
struct CallbackTests {
    private func refused(
        _ response: TestResponse, _ code: String, _ fixture: LoginPageFixture,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(response.status == .forbidden, sourceLocation: sourceLocation)
        #expect(
            !response.headers[values: .setCookie].contains { $0.hasPrefix(LoginSession.cookie) },
            sourceLocation: sourceLocation)
        #expect(fixture.log.contains(code), "\(fixture.log)", sourceLocation: sourceLocation)
    }

    @Test func `a callback in another browser is refused, and the provider is not asked`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let callback = try await FakeBrowser(client).begin()
            refused(try await FakeBrowser(client).get(callback), "R5063", fixture)
            // Also in one that has a sign-in of its own under way.
            let victim = FakeBrowser(client)
            _ = try await victim.begin()
            refused(try await victim.get(callback), "R5063", fixture)
            #expect(fixture.provider.finished.isEmpty && fixture.listener.deliveries.logins.isEmpty)
        }
    }

    @Test func `a reused state is refused, in whatever browser, at any listener, after a restart`() async throws {
        let fixture = try LoginPageFixture()
        let (callback, cookies) = try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin()
            let before = browser.cookies
            #expect(try await browser.get(callback).status == .seeOther)
            // Reloaded: the cookie went with the first one.
            refused(try await browser.get(callback), "R5063", fixture)
            // With the cookie brought back.
            let copy = FakeBrowser(client)
            copy.cookies = before
            refused(try await copy.get(callback), "R5064", fixture)
            return (callback, before)
        }
        // Another listener on the same store, with the same key.
        try await fixture.with { client in
            let copy = FakeBrowser(client)
            copy.cookies = cookies
            refused(try await copy.get(callback), "R5064", fixture)
        }
        #expect(fixture.listener.deliveries.logins.count == 1 && fixture.listener.stored.value == 1)
    }

    @Test func `a sign-in that took too long is refused`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin()
            fixture.listener.time.advance(by: .seconds(601))
            refused(try await browser.get(callback), "R5063", fixture)
        }
    }

    @Test func `the cookie of a sign-in that was changed, swapped or sealed with another key is refused`() async throws
    {
        let fixture = try LoginPageFixture()
        let other = try LoginPageFixture(keys: [Redacted("another key of thirty-two bytes!")])
        let foreign = try await other.with { client in
            let browser = FakeBrowser(client)
            _ = try await browser.begin()
            return browser.cookies
        }
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin()
            let (name, value) = try #require(browser.cookies.first)
            for changed in [String(value.dropLast()), value + "A", "", "A" + value.dropFirst(), value + "="] {
                browser.cookies = [name: changed]
                refused(try await browser.get(callback), "R5063", fixture)
            }
            #expect(Array(foreign.keys) == [name])
            browser.cookies = foreign
            refused(try await browser.get(callback), "R5063", fixture)
            // Another sign-in's value under this one's name.
            let second = FakeBrowser(client)
            _ = try await second.begin()
            browser.cookies = [name: try #require(second.cookies.first?.value)]
            refused(try await browser.get(callback), "R5063", fixture)
            // The session's cookie is no sign-in, nor the other way round.
            try await second.signIn()
            browser.cookies = [name: try #require(second.cookies[LoginSession.cookie])]
            refused(try await browser.get(callback), "R5063", fixture)
            browser.cookies = [LoginSession.cookie: value]
            #expect(try await browser.auth().status == .unauthorized)
        }
    }

    @Test func `a sign-in of one application does not end at another`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin("crm")
            refused(try await browser.get(callback.replacing("/login/crm/", with: "/login/shop/")), "R5063", fixture)
        }
    }

    @Test func `a callback that names a parameter twice, or no state, is refused`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin()
            refused(try await browser.get(callback + "&state=x"), "R5063", fixture)
            refused(try await browser.get(callback + "&code=x"), "R5063", fixture)
            refused(try await browser.get("/login/crm/callback?code=x"), "R5063", fixture)
            refused(try await browser.get("/login/crm/callback"), "R5063", fixture)
            #expect(try await browser.get(callback).status == .seeOther)
        }
    }

    @Test func `a connection that was disabled or taken out meanwhile signs nobody in`() async throws {
        for specs in [
            LoginPageFixture.standardSpecs.map {
                $0.0.name == "corp-okta" ? LoginPageFixture.connection("corp-okta", enabled: false) : $0
            } + [LoginPageFixture.connection("spare")],
            LoginPageFixture.standardSpecs,
        ] {
            let fixture = try LoginPageFixture()
            let changed = specs.map {
                $0.0.name == "crm"
                    ? LoginPageFixture.flow("crm", at: "https://crm.example.com", offers: ["corp-okta", "corp-entra"])
                    : $0
            }.map { spec -> (ResourceKey, Value) in
                specs.count == LoginPageFixture.standardSpecs.count && spec.0.name == "crm"
                    ? LoginPageFixture.flow("crm", at: "https://crm.example.com", offers: ["corp-entra"]) : spec
            }
            try await fixture.with { client in
                let browser = FakeBrowser(client)
                let callback = try await browser.begin()
                fixture.listener.routing.set(.success(try LoginFixture.table(changed)))
                refused(try await browser.get(callback), "R5010", fixture)
                #expect(fixture.provider.finished.isEmpty && fixture.listener.deliveries.logins.isEmpty)
            }
        }
    }

    @Test func `a provider's refusal makes no session, and the sign-in is over`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin(returnTo: "/x")
            let answer = try await browser.get(callback.replacing("code=code-", with: "code=wrong-"))
            refused(answer, "R5002", fixture)
            #expect(page(answer).contains("Please sign in again."))
            #expect(page(answer).contains(#"href="/login/crm?choose=1&amp;return=%2Fx""#))
            #expect(browser.cookies.isEmpty)
        }
    }

    @Test func `a store that takes nothing makes no session`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let callback = try await browser.begin()
            fixture.listener.deliveries.fail(with: .busy)
            let answer = try await browser.get(callback)
            #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "5")
            #expect(browser.cookies[LoginSession.cookie] == nil)
            #expect(fixture.log.contains("R5013"))
        }
    }

    @Test func `what does not fit into a session is never cut: the ID token goes first, then the person is refused`()
        async throws
    {
        let fixture = try LoginPageFixture()
        @Sendable func groups(_ count: Int) -> (String, Value) {
            ("groups", .list((0..<count).map { .string("group-\(1_000_000 + $0)") }))
        }
        try await fixture.with { client in
            fixture.provider.person = FakeProvider.Person(
                claims: [groups(120)], idToken: String(repeating: "t", count: 3000))
            let browser = FakeBrowser(client)
            #expect(try await browser.signIn().status == .seeOther, "\(fixture.log)")
            let answer = try await browser.auth()
            #expect(field("Remote-Groups", of: answer)?.split(separator: ",").count == 120)
            _ = try await browser.get("/login/crm/logout")
            #expect(fixture.provider.hints == [nil])
            fixture.provider.person = FakeProvider.Person(claims: [groups(400)])
            let large = FakeBrowser(client)
            refused(try await large.signIn(), "R5066", fixture)
            // Half the names, each of which takes three bytes a letter in a header.
            fixture.provider.person = FakeProvider.Person(
                claims: [("groups", .list((0..<60).map { .string("Gruppe-ÄÖÜäöüßéèê-\($0)") }))])
            refused(try await FakeBrowser(client).signIn(), "R5066", fixture)
        }
        #expect(fixture.listener.deliveries.logins.count == 1, "who was refused got accounts")
    }

    @Test func `the session's cookie never takes more than a browser takes`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            for length in stride(from: 100, through: 4000, by: 300) {
                fixture.provider.person.idToken = String(repeating: "t", count: length)
                let back = try await FakeBrowser(client).signIn()
                let cookie = try #require(
                    back.headers[values: .setCookie].first { $0.hasPrefix(LoginSession.cookie) })
                #expect(cookie.utf8.count <= 3800)
            }
        }
    }
}

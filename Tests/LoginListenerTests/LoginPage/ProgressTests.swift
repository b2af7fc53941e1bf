import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

@testable import LoginListener

/// How the accounts come along, for the person who waits for them.
@Suite(.timeLimit(.minutes(1)))
struct ProgressTests {
    /// Signs in at `shop`, whose accounts take their time, and lets the time run until the callback is answered.
    static func signIn(
        _ browser: FakeBrowser, _ fixture: LoginPageFixture, afterStoring act: @Sendable () -> Void = {}
    ) async throws -> TestResponse {
        let callback = try await browser.begin("shop", returnTo: "/cart")
        let isThere = Mutex(false)
        let stored = fixture.listener.stored.value
        async let answer = {
            defer { isThere.withLock { $0 = true } }
            return try await browser.get(callback)
        }()
        try #require(await fixture.listener.time.run(step: .zero) { fixture.listener.stored.value > stored })
        act()
        try #require(await fixture.listener.time.run { isThere.withLock { $0 } })
        return try await answer
    }

    @Test func `a person who waits sees each account, and nothing of errors and remote ids`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let back = try await Self.signIn(browser, fixture)
            let address = "/login/shop/progress/login-1?return=%2Fcart"
            #expect(back.status == .seeOther && back.headers[.location] == address)
            let claimed = try await fixture.listener.deliveries.claim(
                connector: "chat", limit: 1, lease: .seconds(60), at: fixture.listener.time.now)
            let shown = try await browser.get(address)
            #expect(shown.status == .ok && field("Refresh", of: shown) == "1")
            #expect(!page(shown).contains("<script") && !page(shown).contains("http-equiv"))
            let rows = page(shown).matches(of: /class="name">([^<]+)<\/span> <span class="([^"]+)">([^<]+)/)
            #expect(
                rows.map { "\($0.1) \($0.2) \($0.3)" }
                    == ["chat quiet being set up", "wiki quiet waiting for its turn"])
            #expect(page(shown).contains(#"href="https://shop.example.com/cart""#))
            try await fixture.listener.deliveries.settle(
                Settlement(
                    delivery: try #require(claimed.first).id,
                    result: .retry(at: fixture.listener.time.now + .seconds(9), isDoubtful: true),
                    reason: "the target answered 503 to wiki-42", code: .remoteUnreachable,
                    at: fixture.listener.time.now))
            fixture.listener.deliveries.end(DeliveryID("1"), as: .succeeded)
            let later = page(try await browser.get(address))
            #expect(later.contains("takes longer") && later.contains("1 of 2 ready"))
            #expect(!later.contains("503") && !later.contains("R6") && !later.contains("42"))
            fixture.listener.deliveries.end(DeliveryID("0"), as: .dead)
            let done = try await browser.get(address)
            #expect(done.status == .seeOther && done.headers[.location] == "https://shop.example.com/cart")
        }
    }

    @Test func `accounts that are quickly there are not waited for on a page`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let back = try await Self.signIn(FakeBrowser(client), fixture) {
                fixture.listener.deliveries.end(DeliveryID("0"), as: .succeeded)
                fixture.listener.deliveries.end(DeliveryID("1"), as: .unchanged)
                fixture.listener.settlements.ring(for: LoginID("login-1"))
            }
            #expect(back.headers[.location] == "https://shop.example.com/cart")
            #expect(fixture.listener.time.elapsed < .milliseconds(300))
        }
    }

    @Test func `the page goes on by itself when the flow's time is up`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let address = try #require(try await Self.signIn(browser, fixture).headers[.location])
            #expect(try await browser.get(address).status == .ok)
            fixture.listener.time.advance(by: .seconds(5))
            let answer = try await browser.get(address)
            #expect(answer.headers[.location] == "https://shop.example.com/cart")
        }
    }

    @Test func `only the session that made the login sees it`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            let address = try #require(try await Self.signIn(browser, fixture).headers[.location])
            let other = FakeBrowser(client)
            #expect(try await other.get(address).status == .forbidden)
            _ = try await Self.signIn(other, fixture)
            #expect(try await other.get(address).status == .forbidden)
            let elsewhere = try await browser.get(address.replacing("/shop/", with: "/crm/"))
            #expect(elsewhere.status == .forbidden)
            #expect(try await browser.get(address).status == .ok)
        }
    }

    @Test func `every end of a delivery has its words`() {
        let words = DeliveryStatus.allCases.map {
            AccountProgress(LoginReceipt.Owed(id: DeliveryID("d"), connector: "wiki", status: $0)).words
        }
        #expect(Set(words).count == 8, "\(words)")
    }
}

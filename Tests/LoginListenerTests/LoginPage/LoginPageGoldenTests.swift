import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// The pages as browsers get them.
struct LoginPageGoldenTests {
    private static let pixel = "data:image/png;base64,iVBORw0KGgo="

    private static func themed(logo: String) -> [(ResourceKey, Value)] {
        LoginPageFixture.standardSpecs.map {
            $0.0.name == "shop"
                ? LoginPageFixture.flow(
                    "shop", at: "https://shop.example.com", offers: ["corp-okta", "corp-entra"],
                    [
                        (
                            "page",
                            .object(
                                ("title", .string("Sign in to <Shop> & more")), ("logo", .string(logo)),
                                ("accent", .string("#FFD700")))
                        ),
                        (
                            "application",
                            .object(
                                ("displayName", .string("The \"Shop\"")), ("url", .string("https://shop.example.com")))
                        ),
                    ]) : $0
        }
    }

    private func expect(_ response: TestResponse, _ name: String) throws {
        let policy = response.headers[.contentSecurityPolicy] ?? "none"
        let text = "\(response.status.code)\nContent-Security-Policy: \(policy)\n\n\(page(response))"
        try GoldenFile.expect(text, at: "Tests/LoginListenerTests/Golden/\(name).html")
    }

    @Test func `each page is what was looked at`() async throws {
        let fixture = try LoginPageFixture(Self.themed(logo: Self.pixel))
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try expect(try await browser.get("/login/shop?return=/cart"), "choice")
            let back = try await ProgressTests.signIn(browser, fixture)
            try expect(try await browser.get(try #require(back.headers[.location])), "progress")
            let question = try await browser.get("/login/shop/logout")
            try expect(question, "question")
            try expect(try await browser.get("/login/shop/signed-out"), "signed-out")
            let named = [("X-Request-Id", "reference-1")]
            try expect(try await browser.get("/login/shop/callback?state=none", named), "refusal")
            try expect(try await browser.get("/login/unknown", named), "unknown")
        }
    }

    @Test func `a logo from elsewhere is the only thing that may come from elsewhere`() async throws {
        let fixture = try LoginPageFixture(
            Self.themed(logo: "https://cdn.example/a.svg?b=\"c".replacing("\"", with: "%22")))
        try await fixture.with { client in
            let answer = try await FakeBrowser(client).get("/login/shop")
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("img-src 'self' data: https://cdn.example"))
            #expect(policy.contains("default-src 'none'") && !policy.contains("script-src"))
            #expect(policy.contains("form-action 'self';"))
        }
    }

    @Test(arguments: [
        ("#ffffff", true), ("#000000", false), ("#ff0000", true), ("#0550ae", false), ("#ffd700", true),
        ("#777777", true), ("#757575", false), ("#00ff00", true), ("#0000ff", false),
    ])
    func `text on a button has the better contrast of black and white`(colour: String, isLight: Bool) throws {
        #expect(try #require(LoginFlow.Accent(colour)).isLight == isLight)
    }

    @Test(arguments: ["#fff", "ffffff", "#gggggg", "red", "#ffffff; x", "#ffffff}", ""])
    func `a colour is six digits and nothing else`(text: String) {
        #expect(LoginFlow.Accent(text) == nil)
    }

    @Test(arguments: [
        "http://cdn.example/a.png", "javascript:alert(1)", "data:text/html;base64,AAAA", "data:image/png,AAAA",
        "data:image/png;base64,", "data:image/png;base64,A A", "data:image/png;base64,AA\"onerror=x",
        "data:image/png;base64," + String(repeating: "A", count: 25_000), "/logo.png", "",
    ])
    func `a logo is an https address or a small picture`(text: String) {
        #expect(LoginFlow.Logo(text) == nil)
    }
}

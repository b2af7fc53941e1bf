import TestSupport
import Testing

/// The browser itself: what it says must be true before it says anything of us.
struct BrowserTests {
    private static let page =
        "data:text/html,<!DOCTYPE html><html lang=en><title>House</title><main><h1>Hello</h1>"
        + "<p style='color:%23eee;background:%23fff'>pale</p><button onclick=document.title=1>Go on</button></main></html>"

    @Test func `it opens, clicks, and finds what is hard to read`() async throws {
        try await Browser.with { browser in
            #expect(try await browser.open(Self.page).title == "House")
            let findings = try await browser.findings()
            #expect(findings.contains { $0.isSerious && $0.description.contains("color-contrast") }, "\(findings)")
            #expect(try await browser.click("Go on").title == "1")
            await #expect(throws: Browser.Stuck.self) { try await browser.click("nothing of this name") }
        }
    }
}

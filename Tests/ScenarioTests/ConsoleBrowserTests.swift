import TestSupport
import Testing

/// The console in a real browser.
struct ConsoleBrowserTests {
    @Test func `what happens appears by itself, and a dead letter is sent again by its button`() async throws {
        try await FilledHouse.with { house in
            try await Browser.with { browser in
                try await browser.open(house.listener.address + "/console")
                try await browser.wait(text: "ada@example.com")
                // Nobody loads the page anew: the stream does.
                try await house.login("evt-2", subject: "00u2", email: "grace@example.com")
                try await browser.wait(text: "grace@example.com")
                try await house.mendChat()
                try await browser.click("Retry")
                try await browser.wait(url: "/console\\?did=retried")
                try await house.wait { $0["chat"] == "succeeded" }
                try await browser.click("ada@example.com")
                #expect(try await browser.page().text.contains("signed in to crm through connection corp-okta"))
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test(arguments: [false, true]) func `nobody is kept from reading it`(isLarge: Bool) async throws {
        try await FilledHouse.with(more: isLarge ? 55 : 0) { house in
            try await Browser.with { browser in
                for (scheme, width, height) in [("light", 1280, 900), ("dark", 1280, 900), ("light", 390, 844)] {
                    try await browser.look(scheme: scheme, width: width, height: height)
                    try await browser.open(house.listener.address + "/console")
                    try await browser.wait(text: "Latest deliveries")
                    let serious = try await browser.findings().filter(\.isSerious)
                    #expect(serious.isEmpty, "\(scheme) \(width): \(serious)")
                    let screen = width < 600 ? "phone" : scheme
                    try await browser.picture("console-\(isLarge ? "large-" : "")\(screen)")
                }
            }
        }
    }
}

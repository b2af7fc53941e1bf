import Foundation
import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// What `/auth` answers to a proxy.
struct AuthTests {
    /// A browser that is signed in at `crm`, given to `body`.
    private func signedIn(
        _ fixture: LoginPageFixture,
        _ body: @escaping @Sendable (FakeBrowser, any TestClientProtocol) async throws -> Void
    ) async throws {
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            try #require(try await browser.auth().status == .ok)
            try await body(browser, client)
        }
    }

    @Test func `a stolen cookie is of no use in another kind of browser, at another application, or too late`()
        async throws
    {
        let fixture = try LoginPageFixture()
        try await signedIn(fixture) { browser, client in
            let thief = FakeBrowser(client, agent: "curl/8")
            thief.cookies = browser.cookies
            let stolen = try await thief.auth()
            #expect(stolen.status == .unauthorized)
            #expect(fixture.log.contains("the session was made in another browser"))
            #expect(try await browser.auth("?application=shop").status == .unauthorized)
            #expect(try await browser.auth("?application=twin").status == .unauthorized)
            #expect(fixture.log.contains("the session is of another application"))
            #expect(try await browser.auth().status == .ok)
            fixture.listener.time.advance(by: .seconds(8 * 3600))
            #expect(try await browser.auth().status == .unauthorized)
        }
    }

    @Test func `a cookie with any bit changed is refused`() async throws {
        let fixture = try LoginPageFixture()
        try await signedIn(fixture) { browser, client in
            let value = Array(try #require(browser.cookies[LoginSession.cookie]).utf8)
            var refused = 0
            for index in value.indices {
                var changed = value
                // Each text differs from the sealed one in one character of the alphabet.
                changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let keys = try #require(SessionKeys([LoginPageFixture.key]))
                #expect(LoginSession(sealed: String(decoding: changed, as: UTF8.self), by: keys) == nil, "\(index)")
                refused += 1
            }
            let bytes = try #require(CookieText.decoded(String(decoding: value, as: UTF8.self)))
            let keys = try #require(SessionKeys([LoginPageFixture.key]))
            for bit in 0..<bytes.count * 8 {
                var changed = bytes
                changed[changed.startIndex + bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(LoginSession(sealed: CookieText.encoded(changed), by: keys) == nil, "bit \(bit)")
            }
            #expect(refused > 300)
            browser.cookies[LoginSession.cookie] = String(decoding: value, as: UTF8.self) + "A"
            #expect(try await browser.auth().status == .unauthorized)
            #expect(fixture.log.contains("R5065"))
        }
    }

    @Test func `keys rotate: the first seals, all open, and a foreign one opens nothing`() async throws {
        let old = try LoginPageFixture(keys: [Redacted("the old key of at least 32 bytes..")])
        let both = try LoginPageFixture(
            keys: [LoginPageFixture.key, Redacted("the old key of at least 32 bytes..")])
        let new = try LoginPageFixture()
        let sealedByOld = try await old.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn()
            return browser.cookies
        }
        let sealedByNew = try await both.with { client in
            let browser = FakeBrowser(client)
            browser.cookies = sealedByOld
            #expect(try await browser.auth().status == .ok)
            let fresh = FakeBrowser(client)
            try await fresh.signIn()
            return fresh.cookies
        }
        try await new.with { client in
            let browser = FakeBrowser(client)
            browser.cookies = sealedByNew
            let known = try await browser.auth()
            #expect(known.status == .ok)
            browser.cookies = sealedByOld
            #expect(try await browser.auth().status == .unauthorized)
        }
        #expect(SessionKeys([]) == nil)
        #expect(SessionKeys([LoginPageFixture.key, Redacted("short")]) == nil)
    }

    @Test func `what the stored state says counts at once`() async throws {
        let specs = LoginPageFixture.standardSpecs
        let without: [[(ResourceKey, Value)]] = [
            specs.map {
                $0.0.name == "corp-okta" ? LoginPageFixture.connection("corp-okta", enabled: false) : $0
            },
            specs.map {
                $0.0.name == "crm"
                    ? LoginPageFixture.flow("crm", at: "https://crm.example.com", offers: ["corp-entra"]) : $0
            },
            specs.filter { $0.0.name != "crm" },
            specs.map { $0.0.name == "crm" ? LoginPageFixture.flow("crm", at: nil, offers: ["corp-okta"]) : $0 },
        ]
        for changed in without {
            let fixture = try LoginPageFixture()
            try await signedIn(fixture) { browser, _ in
                fixture.listener.routing.set(.success(try LoginFixture.table(changed)))
                let answer = try await browser.auth()
                #expect(answer.status == .unauthorized && page(answer).isEmpty)
                fixture.listener.routing.set(.success(try LoginFixture.table(specs)))
                #expect(try await browser.auth().status == .ok)
            }
        }
    }

    @Test func `a store that can't tell lets nobody pass`() async throws {
        let fixture = try LoginPageFixture()
        try await signedIn(fixture) { browser, _ in
            fixture.ended.fail(with: .busy)
            let answer = try await browser.auth()
            #expect(answer.status == .serviceUnavailable)
            fixture.ended.fail(with: nil)
            fixture.listener.routing.set(.failure(.busy))
            #expect(try await browser.auth().status == .serviceUnavailable)
        }
    }

    @Test func `a refusal tells nothing, neither in its body nor in its fields`() async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let plain = try await FakeBrowser(client).auth()
            let unknown = try await FakeBrowser(client).auth("?application=unknown")
            for answer in [plain, unknown] {
                #expect(answer.status == .unauthorized && page(answer).isEmpty)
                #expect(answer.headers[.wwwAuthenticate] == nil)
                #expect(!answer.headers.contains { $0.name.canonicalName.hasPrefix("remote-") })
            }
        }
    }

    @Test(arguments: [
        ("/reports?a=1&b=2", "https://crm.example.com/login/crm?return=%2Freports%3Fa%3D1%26b%3D2"),
        ("//evil.example", "https://crm.example.com/login/crm"),
        ("https://evil.example", "https://crm.example.com/login/crm"),
    ])
    func `forward-auth proxies pass on a redirect to the login page`(uri: String, address: String) async throws {
        let fixture = try LoginPageFixture()
        try await fixture.with { client in
            let answer = try await FakeBrowser(client).auth(
                "?application=crm&denied=redirect", [("X-Forwarded-Uri", uri), ("X-Forwarded-Host", "evil.example")])
            #expect(answer.status == .found && answer.headers[.location] == address)
            let unknown = try await FakeBrowser(client).auth("?application=unknown&denied=redirect")
            #expect(unknown.status == .unauthorized)
        }
    }

    @Test(
        arguments: [
            ("shop.example.com", "shop"), ("SHOP.example.com:443", "shop"), ("127.0.0.1:8080", "local"),
            // `crm` and `twin` are both there, so nothing is guessed.
            ("crm.example.com", nil), ("evil.example", nil), ("shop.example.com:8443", nil), ("", nil),
        ] as [(String, String?)])
    func `without a name, the host tells the application when one alone is there`(host: String, name: String?)
        async throws
    {
        let fixture = try LoginPageFixture(
            LoginPageFixture.standardSpecs.filter { $0.0.kind != .outboundConnector })
        try await fixture.with { client in
            let browser = FakeBrowser(client)
            try await browser.signIn(name ?? "crm")
            let answer = try await browser.auth("", [("X-Forwarded-Host", host)])
            #expect(answer.status == (name == nil ? .unauthorized : .ok), "\(fixture.log)")
            if name == nil { #expect(fixture.log.contains("R5069")) }
        }
    }

    @Test(arguments: [
        ("Ada Lovelace", "Ada Lovelace"), ("Åse", "%C3%85se"), ("a\r\nRemote-User: root", "a%0D%0ARemote-User: root"),
        (" a ", "%20a%20"), ("  ", "%20%20"), ("100%", "100%25"), ("a,b", "a,b"), ("\u{0}", "%00"), ("\u{7F}", "%7F"),
        ("\u{1F469}\u{200D}\u{1F680}", "%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80"), ("\"\u{301}", "\"%CC%81"),
    ])
    func `a value can neither end its field nor be read as another`(name: String, shown: String) async throws {
        let fixture = try LoginPageFixture()
        fixture.provider.person.claims = [
            ("name", .string(name)), ("groups", .list([.string("x,y"), .string(name), .string("z")])),
        ]
        try await signedIn(fixture) { browser, _ in
            let answer = try await browser.auth()
            #expect(field("Remote-Name", of: answer) == shown)
            let groups = field("Remote-Groups", of: answer)?.split(separator: ",", omittingEmptySubsequences: false)
            #expect(groups?.map(String.init) == ["x%2Cy", shown.replacing(",", with: "%2C"), "z"])
            #expect(field("Remote-User", of: answer) == "00u1")
            #expect(field("Remote-Email", of: answer) == nil)
        }
    }

    @Test func `cookies of others, in odd forms, do not disturb`() async throws {
        let fixture = try LoginPageFixture()
        try await signedIn(fixture) { browser, client in
            let value = try #require(browser.cookies[LoginSession.cookie])
            let session = "\(LoginSession.cookie)=\(value)"
            for (header, isFound) in [
                ("a=b; \(session)", true), ("\(session);a", true), ("; ;=;a==b;\(session); ", true),
                ("a=\"x;y\"; \(session)", true), ("\(session)x", false), ("x\(session)", false),
                ("\(session); \(session)", false), (session.lowercased(), false), ("", false),
                (String(repeating: "a=b; ", count: 8000) + session, false),
            ] {
                let plain = FakeBrowser(client)
                let answer = try await plain.auth("?application=crm", [("Cookie", header)])
                #expect((answer.status == .ok) == isFound, "\(header.prefix(60))")
            }
        }
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import TestSupport
import Testing

@testable import LoginListener

/// What stands in the console's pages.
struct ConsolePageTests {
    private func page(
        _ house: SampleHouse = SampleHouse(), writes: Bool = false, uri: String = "/console"
    ) async throws -> (response: TestResponse, text: String) {
        let fixture = try ConsoleAccessTests.fixture(token: true, writes: writes, house: house)
        return try await fixture.application().test(.router) { client in
            let response = try await client.execute(
                uri: uri, method: .get,
                headers: ConsoleAccessTests.fields(["Authorization": "Bearer \(SampleHouse.token)"]))
            return (response, String(buffer: response.body))
        }
    }

    /// Without what is different each time or stands elsewhere.
    private func plain(_ text: String) throws -> String {
        text.replacing(try Regex("<style>[^<]*</style>"), with: "<style></style>")
            .replacing(try Regex("name=\"form\" value=\"[0-9a-f]+\""), with: "name=\"form\" value=\"\"")
            .replacing(ConsoleScript.text, with: "")
    }

    @Test func `the first page shows the house, what needs somebody, and the latest deliveries`() async throws {
        let (response, text) = try await page()
        #expect(response.status == .ok)
        #expect(response.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
        #expect(response.headers[.cacheControl] == "no-store")
        try GoldenFile.expect(try plain(text), at: "Tests/LoginListenerTests/Console/Golden/console.html")
    }

    @Test func `with leave to write it has a button for each act`() async throws {
        let (_, text) = try await page(writes: true)
        try GoldenFile.expect(try plain(text), at: "Tests/LoginListenerTests/Console/Golden/console-write.html")
        for action in [
            "/console/deliveries/dlv_2/retry", "/console/deliveries/dlv_0/approve", "/console/connectors/mail/enable",
            "/console/connectors/wiki/disable",
        ] {
            #expect(text.contains("method=\"post\" action=\"\(action)\""), "\(action)")
        }
    }

    @Test func `read-only it has no button but the one that searches`() async throws {
        let (_, text) = try await page()
        #expect(text.matches(of: /<button/).count == 1 && !text.contains("method=\"post\""))
        #expect(text.contains("<code>--console-write</code>"))
    }

    @Test func `a person's page tells what why tells, and what happened`() async throws {
        let (_, text) = try await page(uri: "/console/people?user=ada%40example.com")
        try GoldenFile.expect(try plain(text), at: "Tests/LoginListenerTests/Console/Golden/person.html")
        let several = try await page(uri: "/console/people?user=smith").text
        #expect(several.contains("2 people are known so") && several.contains("user=00u9\""))
        let nobody = try await page(uri: "/console/people?user=%3Cscript%3Ealert(1)%3C/script%3E")
        #expect(nobody.response.status == .notFound)
        #expect(!nobody.text.contains("<script>alert"))
    }

    @Test func `hostile names and reasons stay text, in elements, attributes, addresses and the picture`() async throws
    {
        let hostile = "\"'><script>alert(1)</script>\r\n<svg onload=x>\u{338}</style>{{token}}"
        let delivery = SampleHouse.delivery(
            "dlv_<i>", to: hostile, .dead, subject: hostile, user: hostile, reason: hostile, code: hostile)
        let connector = ConsoleHouse.Connector(
            name: hostile, type: hostile, connection: hostile, isEnabled: true,
            standing: ConnectorStanding(
                breaker: ConnectorHealth(
                    state: .open, reason: hostile, code: nil, since: SampleHouse.now, probeAt: SampleHouse.now,
                    openings: 1)),
            difference: ConsoleHouse.Difference(drift: hostile, pending: hostile))
        let house = ConsoleHouse(
            connections: [ConsoleHouse.Connection(name: hostile, displayName: hostile, isEnabled: true)],
            flows: [ConsoleHouse.Flow(name: hostile, displayName: hostile, connections: [hostile])],
            connectors: [connector])
        let glance = SampleHouse.glance(house: house, deliveries: [delivery], attention: [delivery])
        let (_, text) = try await page(SampleHouse(glance), writes: true)
        let own = try plain(text)
        #expect(own.matches(of: /<script/).count == 1, "the page's own script is the only one")
        #expect(!own.contains("<svg onload") && !own.contains("{{token}}</script>") && own.contains("{{token}}"))
        #expect(!own.contains("dlv_<i>") && !own.contains("=\"\"'>"))
        // Every tag is one of ours: besides the quoted values none has an attribute that runs something.
        let tags = own.replacing(try Regex("=\"[^\"]*\""), with: "")
        #expect(tags.firstMatch(of: /<[^>]*\son[a-z]+/) == nil && !tags.contains("\""))
    }

    @Test func `what was done is told in words of ours alone`() async throws {
        #expect(try await page(uri: "/console?did=retried").text.contains("The dead letter is back in the queue."))
        let other = try await page(uri: "/console?did=%3Cb%3Eattack").text
        #expect(!other.contains("attack"))
    }

    @Test func `the manifests are called unknown where they are`() async throws {
        let unknown = try await page(SampleHouse(SampleHouse.glance(house: SampleHouse.house(manifests: .unknown))))
            .text
        #expect(unknown.contains("manifests not known here"))
        let unusable = try await page(SampleHouse(SampleHouse.glance(house: SampleHouse.house(manifests: .unusable))))
            .text
        #expect(unusable.contains("the manifests can&#39;t be compared now"))
    }

    @Test func `many viewers cost one look a second`() async throws {
        let house = SampleHouse()
        let fixture = try ConsoleAccessTests.fixture(token: true, house: house)
        try await fixture.application().test(.router) { client in
            let fields = ConsoleAccessTests.fields(["Authorization": "Bearer \(SampleHouse.token)"])
            for _ in 0..<20 { _ = try await client.execute(uri: "/console", method: .get, headers: fields) }
            #expect(house.looks == 1)
            fixture.time.advance(by: .seconds(1))
            _ = try await client.execute(uri: "/console", method: .get, headers: fields)
            #expect(house.looks == 2)
        }
    }
}

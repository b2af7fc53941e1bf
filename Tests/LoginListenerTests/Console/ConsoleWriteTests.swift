import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Synchronization
import TestSupport
import Testing

@testable import LoginListener

/// Acts at the console: only where they may be, and only from its own page.
struct ConsoleWriteTests {
    private static let paths = [
        "/console/deliveries/dlv_2/retry", "/console/deliveries/dlv_0/approve", "/console/connectors/mail/enable",
        "/console/connectors/mail/disable",
    ]

    /// The token that the forms of a page carry.
    private func formToken(_ client: some TestClientProtocol) async throws -> String {
        let page = try await client.execute(uri: "/console", method: .get)
        let match = try #require(String(buffer: page.body).firstMatch(of: /name="form" value="([0-9a-f]+)"/))
        return String(match.output.1)
    }

    @Test(arguments: paths)
    func `without leave to write the routes are not there`(path: String) async throws {
        let house = SampleHouse()
        try await ConsoleAccessTests.fixture(house: house).application().test(.live) { client in
            let answer = try await ConsoleAccessTests.post(client, path, "form=x")
            #expect(answer.status == .notFound)
        }
        #expect(house.acts.withLock { $0 }.isEmpty)
    }

    @Test func `a form of the page does what its button says and leads back`() async throws {
        let house = SampleHouse()
        try await ConsoleAccessTests.fixture(writes: true, house: house).application().test(.live) { client in
            let token = try await formToken(client)
            for (path, end) in zip(Self.paths, ["retried", "approved", "enabled", "disabled"]) {
                let answer = try await ConsoleAccessTests.post(
                    client, path, "form=\(token)", ["Sec-Fetch-Site": "same-origin", "Origin": "null"])
                #expect(answer.status == .seeOther && answer.headers[.location] == "/console?did=\(end)")
            }
            let gone = try await ConsoleAccessTests.post(client, "/console/connectors/gone/enable", "form=\(token)")
            #expect(gone.headers[.location] == "/console?did=missing")
            let unknown = try await ConsoleAccessTests.post(client, "/console/deliveries/none/retry", "form=\(token)")
            #expect(unknown.headers[.location] == "/console?did=notTaken")
        }
        #expect(
            house.acts.withLock { $0 } == [
                "retry dlv_2", "approve dlv_0", "enable mail", "disable mail", "enable gone", "retry none",
            ])
    }

    @Test(arguments: [
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"],
        ["Origin": "https://evil.example"], ["Origin": "null"],
    ])
    func `a form of another page is refused, whatever it carries`(fields: [String: String]) async throws {
        let house = SampleHouse()
        try await ConsoleAccessTests.fixture(writes: true, house: house).application().test(.live) { client in
            let token = try await formToken(client)
            for path in Self.paths {
                let answer = try await ConsoleAccessTests.post(client, path, "form=\(token)", fields)
                #expect(answer.status == .forbidden, "\(fields)")
            }
        }
        #expect(house.acts.withLock { $0 }.isEmpty)
    }

    @Test func `a form without the token of who loaded it is refused`() async throws {
        let house = SampleHouse()
        let other = ConsoleSeal().formToken(of: "")
        try await ConsoleAccessTests.fixture(writes: true, house: house).application().test(.live) { client in
            for body in ["", "form=", "form=\(other)", "token=x", String(repeating: "a", count: 10_000)] {
                let answer = try await ConsoleAccessTests.post(client, Self.paths[0], body)
                #expect([.forbidden, .contentTooLarge].contains(answer.status), "\(body.prefix(40)): \(answer.status)")
            }
        }
        #expect(house.acts.withLock { $0 }.isEmpty)
    }

    @Test func `a session's form token is no other session's, and a program shows the token itself`() async throws {
        let seal = ConsoleSeal()
        #expect(seal.holds(formToken: seal.formToken(of: "one"), of: "one"))
        #expect(!seal.holds(formToken: seal.formToken(of: "one"), of: "two"))
        let house = SampleHouse()
        try await ConsoleAccessTests.fixture(token: true, writes: true, house: house).application().test(.live) {
            client in
            let unproven = try await ConsoleAccessTests.post(client, Self.paths[0], "")
            #expect(unproven.status == .unauthorized)
            let program = try await ConsoleAccessTests.post(
                client, Self.paths[0], "", ["Authorization": "Bearer \(SampleHouse.token)"])
            #expect(program.status == .seeOther)
        }
        #expect(house.acts.withLock { $0 } == ["retry dlv_2"])
    }
}

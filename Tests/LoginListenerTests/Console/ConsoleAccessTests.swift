import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import NIOCore
import TestSupport
import Testing

@testable import LoginListener

/// Who gets in, and who is told that there is no console.
struct ConsoleAccessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        var peer: String? = "127.0.0.1"
        var host: String? = "127.0.0.1:8420"
        var fields: [String: String] = [:]
        let isLocal: Bool
        var testDescription: String { what }
    }

    static let cases = [
        Case(what: "loopback by address", isLocal: true),
        Case(what: "loopback by name", host: "localhost:8420", isLocal: true),
        Case(what: "loopback by name, no port", host: "LOCALHOST", isLocal: true),
        Case(what: "another loopback address", peer: "127.8.0.1", host: "127.8.0.1:1", isLocal: true),
        Case(what: "IPv6", peer: "::1", host: "[::1]:8420", isLocal: true),
        Case(what: "IPv4 within IPv6", peer: "::ffff:127.0.0.1", host: "localhost", isLocal: true),
        Case(what: "a peer elsewhere", peer: "192.0.2.7", isLocal: false),
        Case(what: "a peer elsewhere within IPv6", peer: "::ffff:192.0.2.7", isLocal: false),
        Case(what: "an unknown peer", peer: nil, isLocal: false),
        Case(what: "a name that somebody points here", host: "rebound.example:8420", isLocal: false),
        Case(what: "a name that looks like ours", host: "127.0.0.1.example", isLocal: false),
        Case(what: "a name that begins like ours", host: "localhost.example", isLocal: false),
        Case(what: "a name that ends like ours", host: "evil.localhost", isLocal: false),
        Case(what: "a user before the name", host: "localhost:1@evil.example", isLocal: false),
        Case(what: "no name", host: nil, isLocal: false),
        Case(what: "an empty name", host: "", isLocal: false),
        Case(what: "a proxy that tells for whom", fields: ["X-Forwarded-For": "127.0.0.1"], isLocal: false),
        Case(what: "a proxy that tells the host", fields: ["X-Forwarded-Host": "localhost"], isLocal: false),
        Case(
            what: "a proxy that says so in the standard's way", fields: ["Forwarded": "for=127.0.0.1"], isLocal: false),
        Case(what: "a proxy that names itself", fields: ["Via": "1.1 proxy"], isLocal: false),
        Case(what: "a proxy of nginx' kind", fields: ["X-Real-IP": "127.0.0.1"], isLocal: false),
    ]

    @Test(arguments: cases)
    func `without a token only who sits at this machine gets in`(item: Case) throws {
        let access = ConsoleAccess(
            token: nil, secrets: FixedSecrets(), isLoopbackOnly: true, wallClock: StandingClock())
        let peer = try item.peer.map { try SocketAddress(ipAddress: $0, port: 50000) }
        let verdict = access.verdict(on: Self.request(host: item.host, item.fields), from: peer)
        #expect((verdict != .absent) == item.isLocal)
    }

    @Test func `a listener that others reach has no console without a token`() throws {
        let access = ConsoleAccess(
            token: nil, secrets: FixedSecrets(), isLoopbackOnly: false, wallClock: StandingClock())
        let peer = try SocketAddress(ipAddress: "127.0.0.1", port: 50000)
        #expect(access.verdict(on: Self.request(), from: peer) == .absent)
    }

    @Test func `with a token everybody has to show it, this machine too`() async throws {
        let fixture = try Self.fixture(token: true)
        try await fixture.application().test(.live) { client in
            for fields in [
                [:], ["Authorization": "Bearer wrong"], ["Authorization": "Basic \(SampleHouse.token)"],
                ["Cookie": "reconcile-console=1.2.3"], ["Cookie": "reconcile-console="],
            ] {
                let events = try await client.execute(
                    uri: "/console/events", method: .get, headers: Self.fields(fields))
                #expect(events.status == .unauthorized && !String(buffer: events.body).contains("corp-okta"))
                let page = try await client.execute(uri: "/console", method: .get, headers: Self.fields(fields))
                #expect(page.status == .unauthorized)
                #expect(page.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                let text = String(buffer: page.body)
                #expect(text.contains("<label for=\"token\">") && !text.contains("corp-okta"))
            }
            let right = try await client.execute(
                uri: "/console", method: .get, headers: Self.fields(["Authorization": "bearer \(SampleHouse.token)"]))
            #expect(right.status == .ok && String(buffer: right.body).contains("corp-okta"))
        }
    }

    @Test func `signing in gives a session that opens the console until it is over or the token is another`() throws {
        let clock = StandingClock()
        let seal = ConsoleSeal()
        let token = Redacted("one")
        let session = seal.session(by: token, at: clock.now)
        #expect(seal.holds(session, by: token, at: clock.now))
        #expect(!seal.holds(session, by: Redacted("two"), at: clock.now), "the token was changed")
        #expect(!seal.holds(session, by: token, at: clock.now + ConsoleSeal.life), "it is over")
        #expect(!ConsoleSeal().holds(session, by: token, at: clock.now), "another process made it")
        #expect(session != seal.session(by: token, at: clock.now))
        for changed in [session + "0", "9" + session, String(session.dropLast()), "", ".."] {
            #expect(!seal.holds(changed, by: token, at: clock.now), "\(changed)")
        }
    }

    @Test func `the form of the sign-in page gives a cookie that scripts and other sites do not get`() async throws {
        let fixture = try Self.fixture(token: true)
        try await fixture.application().test(.live) { client in
            let wrong = try await Self.post(client, "/console/session", "token=guess")
            #expect(wrong.status == .unauthorized && wrong.headers[.setCookie] == nil)
            let body = "token=" + SampleHouse.token.split(separator: " ").joined(separator: "+")
            let foreign = try await Self.post(client, "/console/session", body, ["Origin": "https://evil.example"])
            #expect(foreign.status == .forbidden)
            let right = try await Self.post(client, "/console/session", body)
            #expect(right.status == .seeOther && right.headers[.location] == "/console")
            let cookie = try #require(right.headers[.setCookie])
            #expect(
                cookie.hasPrefix("reconcile-console=") && cookie.hasSuffix("; HttpOnly; SameSite=Strict"), "\(cookie)")
            let pair = String(cookie.prefix { $0 != ";" })
            let page = try await client.execute(
                uri: "/console", method: .get, headers: Self.fields(["Cookie": "a=b; \(pair)"]))
            #expect(page.status == .ok && String(buffer: page.body).contains("Sign out"))

            let proxied = try await Self.post(client, "/console/session", body, ["X-Forwarded-Proto": "https"])
            let sealed = try #require(proxied.headers[.setCookie])
            #expect(sealed.hasPrefix("__Host-reconcile-console=") && sealed.hasSuffix("; Secure"), "\(sealed)")
            #expect(sealed.contains("; Path=/;") && !sealed.contains("Domain"))
        }
    }

    @Test func `guessing is slow, and a session goes on meanwhile`() async throws {
        let clock = StandingClock()
        let access = ConsoleAccess(
            token: .environment("T"), secrets: FixedSecrets(["T": "right"]), isLoopbackOnly: true, wallClock: clock)
        guard case .right(let session) = access.attempt(with: Redacted("right")) else {
            Issue.record("the right token was refused")
            return
        }
        let first = (0..<100).count { _ in access.attempt(with: Redacted("wrong")) == .wrong }
        #expect(first == 10)
        #expect(access.attempt(with: Redacted("right")) == .tooOften)
        clock.advance(by: .seconds(1))
        #expect((0..<100).count { _ in access.attempt(with: Redacted("wrong")) == .wrong } == 5)
        let visited = access.verdict(
            on: Self.request(["Cookie": "reconcile-console=\(session)"]), from: nil)
        #expect(visited == .admitted(ConsoleVisitor(name: session, isSignedIn: true, isProgram: false)))
    }

    @Test func `a token that can't be had opens nothing`() {
        let access = ConsoleAccess(
            token: .environment("GONE"), secrets: FixedSecrets([:]), isLoopbackOnly: true, wallClock: StandingClock())
        #expect(access.attempt(with: Redacted("")) == .wrong)
        #expect(access.verdict(on: Self.request(["Authorization": "Bearer "]), from: nil) == .unproven)
    }

    static func fixture(token: Bool = false, writes: Bool = false, house: SampleHouse = SampleHouse()) throws
        -> ListenerFixture
    {
        var fixture = try ListenerFixture()
        fixture.console = house.ports(token: token, writes: writes)
        return fixture
    }

    static func request(host: String? = "127.0.0.1:8420", _ fields: [String: String] = [:]) -> Request {
        Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: host, path: "/console", headerFields: Self.fields(fields)),
            body: RequestBody(buffer: ByteBuffer()))
    }

    static func fields(_ fields: [String: String]) -> HTTPFields {
        fields.reduce(into: HTTPFields()) { headers, field in
            if let name = HTTPFields.Element.Name(field.key) { headers[name] = field.value }
        }
    }

    static func post(
        _ client: some TestClientProtocol, _ path: String, _ body: String, _ more: [String: String] = [:]
    ) async throws -> TestResponse {
        try await client.execute(
            uri: path, method: .post,
            headers: fields(more.merging(["Content-Type": "application/x-www-form-urlencoded"]) { first, _ in first }),
            body: ByteBuffer(string: body))
    }
}

import Model
import Provisioning
import TestSupport
import Testing

/// Discovery: which document counts, and how often it is asked for.
struct ProviderMetadataTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let name: String
        let value: Value?
        var testDescription: String { "\(name) \(value.map { String(describing: $0) } ?? "missing")" }

        init(_ name: String, _ value: Value?) {
            self.name = name
            self.value = value
        }
    }

    static let wrong: [Wrong] =
        [
            Wrong("issuer", .string("https://evil.example")), Wrong("issuer", .string("https://idp.example/")),
            Wrong("issuer", nil), Wrong("issuer", .list([.string("https://idp.example")])),
            Wrong("response_types_supported", .list([.string("id_token")])),
            Wrong("code_challenge_methods_supported", .list([.string("plain")])),
            Wrong("code_challenge_methods_supported", .list([])),
            Wrong("id_token_signing_alg_values_supported", .list([.string("HS256"), .string("none")])),
            Wrong("userinfo_endpoint", .string("http://idp.example/userinfo")),
            Wrong("end_session_endpoint", .string("javascript:alert(1)")),
        ]
        + ["authorization_endpoint", "token_endpoint", "jwks_uri"].flatMap { name in
            [
                nil, "http://idp.example/x", "http://127.0.0.1/x", "https://a@idp.example/x", "https://idp.example/x#f",
                "/x", "",
            ]
            .map { Wrong(name, $0.map(Value.string)) }
        }

    @Test(arguments: wrong)
    func `a document with one thing wrong begins nothing`(wrong: Wrong) async throws {
        let play = try SignInCase()
        play.idp.change { $0.setMetadata(wrong.name, wrong.value) }
        SignInRefusalTests.expect(try await play.refusal(), .unusableMetadata, of: play)
        #expect(play.idp.requests.count == 1)
    }

    @Test func `a document that says less is taken by the defaults`() async throws {
        for name in ["code_challenge_methods_supported", "response_types_supported", "userinfo_endpoint"] {
            let play = try SignInCase()
            play.idp.change { $0.setMetadata(name, nil) }
            #expect(try await play.refusal() == nil)
        }
    }

    @Test func `plain http is for this machine only`() async throws {
        let plain = try SignInCase(issuer: "http://idp.example")
        SignInRefusalTests.expect(try await plain.refusal(), .unusableMetadata, of: plain)
        #expect(plain.idp.requests.isEmpty)
        let here = try SignInCase(issuer: "http://127.0.0.1:9000")
        #expect(try await here.refusal() == nil)
    }

    @Test func `no document, no sign-in, and the next one asks again only after a rest`() async throws {
        let play = try SignInCase()
        let path = "/.well-known/openid-configuration"
        play.idp.answer(path) { _ in HTTPResponse(status: 503) }
        SignInRefusalTests.expect(try await play.refusal(), .providerUnavailable, of: play)
        SignInRefusalTests.expect(try await play.refusal(), .providerUnavailable, of: play)
        #expect(play.idp.requests.count == 1, "it rests")
        play.clock.advance(by: .seconds(2))
        play.idp.answer(path) { _ in HTTPResponse(status: 200, body: Array("<html>".utf8)) }
        SignInRefusalTests.expect(try await play.refusal(), .unusableMetadata, of: play)
        play.clock.advance(by: .seconds(4))
        play.idp.answer(path) { $0 }
        #expect(try await play.refusal() == nil)
        #expect(play.idp.requests(at: path).count == 3)
    }

    @Test func `a document is asked for once by many, and anew when it is old`() async throws {
        let play = try SignInCase()
        let path = "/.well-known/openid-configuration"
        play.idp.change { $0.metadataHeaders = [HTTPHeader("Cache-Control", "public, max-age=120")] }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await play.begin() } }
            try await group.waitForAll()
        }
        #expect(play.idp.requests(at: path).count == 1)
        play.clock.advance(by: .seconds(119))
        _ = try await play.begin()
        #expect(play.idp.requests(at: path).count == 1)
        play.clock.advance(by: .seconds(2))
        play.idp.change { $0.setMetadata("authorization_endpoint", .string("https://idp.example/new")) }
        #expect(try await play.begin().address.hasPrefix("https://idp.example/new?"))
        #expect(play.idp.requests(at: path).count == 2)
    }

    @Test func `an old document serves for a while when the provider is away`() async throws {
        let play = try SignInCase()
        _ = try await play.begin()
        play.idp.answer("/.well-known/openid-configuration") { _ in HTTPResponse(status: 500) }
        play.clock.advance(by: .seconds(3601))
        _ = try await play.begin()
        play.clock.advance(by: .seconds(3600))
        let failure = await #expect(throws: SignInFailure.self) { try await play.begin() }
        SignInRefusalTests.expect(failure, .providerUnavailable, of: play)
    }
}

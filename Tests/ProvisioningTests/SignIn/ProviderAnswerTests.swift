import Model
import Provisioning
import TestSupport
import Testing

/// Answers of a provider that are of no use, and what is told about them.
struct ProviderAnswerTests {
    typealias Answer = @Sendable (HTTPResponse) throws(TransportError) -> HTTPResponse

    private static let html: Answer = { _ in
        HTTPResponse(
            status: 200, headers: [HTTPHeader("Content-Type", "text/html")], body: Array("<html>Sign in</html>".utf8))
    }
    private static let cut: Answer = { HTTPResponse(status: 200, headers: $0.headers, body: $0.body.dropLast(9)) }
    private static let redirect: Answer = { _ in
        HTTPResponse(status: 302, headers: [HTTPHeader("Location", "https://evil.example/token")])
    }

    private static func status(_ status: Int, _ body: String = "") -> Answer {
        { _ in HTTPResponse(status: status, body: Array(body.utf8)) }
    }

    private static func without(_ reason: String) -> Answer {
        { _ throws(TransportError) in throw .ambiguous(reason) }
    }

    private static func body(_ text: String) -> Answer { status(200, text) }

    private func refusal(
        _ path: String, _ answer: @escaping Answer, _ code: DiagnosticCode, _ play: SignInCase? = nil,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> SignInFailure? {
        let play = try play ?? SignInCase()
        play.idp.answer(path, answer)
        let failure = try await play.refusal()
        SignInRefusalTests.expect(failure, code, of: play, sourceLocation: sourceLocation)
        return failure
    }

    @Test func `a token endpoint that can't answer now is tried later`() async throws {
        for answer in [Self.status(503), Self.status(429), Self.status(500, "{\"error\":\"server_error\"}")] {
            _ = try await refusal("/token", answer, .providerUnavailable)
        }
        let failure = try await refusal(
            "/token", Self.without("timed out after sending \(TokenSigner.clientSecret)"), .providerUnavailable)
        #expect(failure?.reason.contains("timed out") == true)
    }

    @Test func `a token endpoint that answers with something else signs nobody in`() async throws {
        for answer in [
            Self.html, Self.cut, Self.redirect, Self.status(204), Self.body(""), Self.body("[]"),
            Self.body(#"{"access_token":"a","token_type":"Bearer"}"#), Self.body(#"{"id_token":""}"#),
            Self.body(#"{"id_token":7}"#),
            Self.body(#"{"id_token":"a.b.c","access_token":"a b","token_type":"Bearer"}"#),
            Self.body(#"{"id_token":"a.b.c","access_token":"a"}"#),
            Self.body(#"{"id_token":"a.b.c","access_token":"a","token_type":"DPoP"}"#),
            Self.body(#"{"id_token":"a.b.c","id_token":"a.b.c"}"#),
        ] {
            _ = try await refusal("/token", answer, .unusableTokenAnswer)
        }
        for text in ["a.b", "a.b.c", "....", "a.b.c.d.e", "é.é.é"] {
            let answer = Self.body(#"{"id_token":"\#(text)"}"#)
            _ = try await refusal("/token", answer, .unprovenToken)
        }
    }

    @Test func `a refused code or client is told apart`() async throws {
        let words = #"{"error":"invalid_client","error_description":"bad\u0007 secret s3cret of the client: ü%&+"}"#
        let failure = try await refusal("/token", Self.status(401, words), .codeRefused)
        #expect(failure?.reason.contains("invalid_client: bad") == true)
        #expect(failure?.advice.contains("tell the people") == true)
        let html = try await refusal("/token", Self.status(400, "<html>"), .codeRefused)
        #expect(html?.reason.hasSuffix("answered 400") == true)
    }

    @Test func `keys that can't be had are no refusal of the person`() async throws {
        for answer in [Self.status(500), Self.html, Self.body(#"{"keys":[]}"#), Self.without("refused")] {
            _ = try await refusal("/keys", answer, .providerUnavailable)
        }
    }

    @Test func `a key that was rotated in is found`() async throws {
        let play = try SignInCase()
        play.idp.change { $0.keys = .object(("keys", .list([TokenSigner.keySet["keys"]?.list?[1] ?? .null]))) }
        SignInRefusalTests.expect(try await play.refusal(), .unprovenToken, of: play)
        play.idp.change { $0.keys = TokenSigner.keySet }
        play.clock.advance(by: .seconds(11))
        #expect(try await play.refusal() == nil)
    }

    @Test func `claims that are missing are asked for`() async throws {
        let play = try SignInCase()
        #expect(try await play.signIn(wanting: ["name", "sub"]).claims.keys == ["name", "sub"])
        #expect(play.idp.requests(at: "/userinfo").isEmpty, "nothing is missing")
        #expect(try await play.signIn(wanting: ["name", "email"]).claims["email"] == .string("ada@example.com"))
    }

    @Test func `what is signed wins, and what is no attribute stays out`() async throws {
        let play = try SignInCase()
        play.idp.change {
            $0.userInfo = .object(
                ("sub", .string("00u1")), ("name", .string("Mallory")), ("aud", .string("x")), ("nonce", .string("x")),
                ("_claim_sources", .object(("s", .object(("access_token", .string("t")))))),
                ("email", .string("a@b.example"))
            )
        }
        let person = try await play.signIn()
        #expect(person.claims.keys == ["email", "name", "sub"])
        #expect(person.claims["name"] == .string("Ada"))
    }

    @Test func `UserInfo about somebody else is refused`() async throws {
        for subject in [Value.string("00u2"), .string("00U1"), .string("00u1 "), .int(1), .null] {
            let play = try SignInCase()
            play.idp.change { $0.userInfo = .object(("sub", subject), ("email", .string("eve@example.com"))) }
            SignInRefusalTests.expect(try await play.refusal(), .unusableUserInfo, of: play)
        }
    }

    @Test func `UserInfo that may be right in a minute stops the sign-in, so that no attributes get lost`() async throws
    {
        let signed: Answer = {
            HTTPResponse(status: 200, headers: [HTTPHeader("Content-Type", "text/json")], body: $0.body)
        }
        for answer in [Self.status(500), Self.status(429), Self.html, Self.cut, Self.without("reset"), signed] {
            _ = try await refusal("/userinfo", answer, .unusableUserInfo)
        }
    }

    @Test func `UserInfo that is not for us leaves the ID token's claims and a note`() async throws {
        let jwt: Answer = { _ in
            HTTPResponse(
                status: 200, headers: [HTTPHeader("Content-Type", "application/jwt; charset=utf-8")],
                body: Array("a.b.c".utf8))
        }
        for answer in [jwt, Self.status(401), Self.status(403), Self.status(404), Self.redirect] {
            let play = try SignInCase()
            play.idp.answer("/userinfo", answer)
            let person = try await play.signIn()
            #expect(person.claims.keys == ["name", "sub"])
            #expect(person.note?.contains("https://idp.example/userinfo") == true)
        }
        let none = try SignInCase()
        none.idp.change { $0.setMetadata("userinfo_endpoint", nil) }
        #expect(try await none.signIn().note == nil)
        let tokenless = try SignInCase()
        tokenless.idp.change { $0.tokens = { $0["access_token"] = nil } }
        #expect(try await tokenless.signIn().claims.keys == ["name", "sub"])
    }
}

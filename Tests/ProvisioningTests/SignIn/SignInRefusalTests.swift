import Model
import Provisioning
import TestSupport
import Testing

/// One thing wrong at a time: each is refused with its code, and nothing secret is told.
struct SignInRefusalTests {
    /// What no text of a failure may hold.
    static func secrets(of play: SignInCase) -> [String] {
        let sent = play.idp.requests.flatMap { request in
            Form.read(String(decoding: request.body ?? [], as: UTF8.self)).filter {
                ["code", "code_verifier", "client_secret", "client_assertion"].contains($0.key)
            }.values + request.headers.filter(\.isSensitive).map(\.value)
        }
        return sent + [SimulatedProvider.accessToken, TokenSigner.clientSecret]
    }

    static func expect(
        _ failure: SignInFailure?, _ code: DiagnosticCode, of play: SignInCase,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(failure?.code == code, "\(String(describing: failure))", sourceLocation: sourceLocation)
        guard let failure else { return }
        #expect(failure.advice.hasSuffix(".") && !failure.advice.contains("`"), sourceLocation: sourceLocation)
        for secret in secrets(of: play) where !secret.isEmpty {
            #expect(
                !failure.reason.contains(secret) && !failure.advice.contains(secret), sourceLocation: sourceLocation)
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: DiagnosticCode
        let change: @Sendable (inout SimulatedProvider.Moods) -> Void

        init(
            _ description: String, _ code: DiagnosticCode,
            _ change: @escaping @Sendable (inout SimulatedProvider.Moods) -> Void
        ) {
            testDescription = description
            self.code = code
            self.change = change
        }

        static func claim(_ description: String, _ name: String, _ value: Value?) -> Self {
            Wrong(description, .foreignToken) { $0.claims = { $0[name] = value } }
        }

        static func signer(_ signer: TokenSigner) -> Self {
            Wrong("signed \(signer)", .unprovenToken) { $0.signer = signer }
        }

        static func header(_ description: String, _ change: @escaping @Sendable (inout ValueMap) -> Void) -> Self {
            Wrong(description, .unprovenToken) { $0.header = change }
        }
    }

    private static let now = Int(LoginFixture.now.milliseconds / 1000)
    private static let client = Value.string(SignInCase.client)
    private static let other = Value.string("other")

    static let tokens: [Wrong] = [
        .claim("a nonce of another sign-in", "nonce", .string("n")), .claim("no nonce", "nonce", nil),
        .claim("a nonce that is no text", "nonce", .int(1)),
        .claim("another issuer", "iss", .string("https://idp.example/")), .claim("no issuer", "iss", nil),
        .claim("another audience", "aud", other), .claim("no audience", "aud", nil),
        .claim("an empty audience", "aud", .list([])),
        .claim("an audience that is no text", "aud", .list([client, .int(1)])),
        .claim("several audiences without azp", "aud", .list([client, other])),
        .claim("given to another client", "azp", other), .claim("an azp that is no text", "azp", .list([client])),
        .claim("run out", "exp", .int(now - 301)), .claim("no end", "exp", nil),
        .claim("null as the end", "exp", .null),
        .claim("an end in milliseconds", "exp", .int((now + 300) * 1000)),
        .claim("issued in the future", "iat", .int(now + 301)), .claim("no time", "iat", nil),
        .claim("issued long ago", "iat", .int(now - 601)), .claim("not before later", "nbf", .int(now + 301)),
        .claim("at_hash of another access token", "at_hash", .string(TokenSigner.es256.halfHash(of: "other"))),
        .claim("at_hash of another length", "at_hash", .string("")),
        .claim("at_hash that is no text", "at_hash", .bool(true)),
        .claim("no subject", "sub", nil), .claim("an empty subject", "sub", .string("")),
        .claim("a subject with a control character", "sub", .string("a\u{7}")),
        .claim("a subject that is no text", "sub", .int(7)),
        .signer(.unsigned), .signer(.macWithSecret), .signer(.macWithPublicKey), .signer(.strangerAsES256),
        .signer(.stranger),
        .header("an access token") { $0["typ"] = .string("at+jwt") },
        .header("a logout token") { $0["typ"] = .string("logout+jwt") },
        .header("an unknown key") { $0["kid"] = .string("unknown") },
        .header("the key of another algorithm") { $0["kid"] = .string("key-EdDSA") },
        .header("another algorithm than it is signed with") { $0["alg"] = .string("EdDSA") },
        .header("an algorithm in other letters") { $0["alg"] = .string("es256") },
        .header("an extension that must be known") { $0["crit"] = .list([.string("exp")]) },
    ]

    @Test(arguments: tokens)
    func `an ID token with one thing wrong signs nobody in`(wrong: Wrong) async throws {
        let play = try SignInCase()
        play.idp.change(wrong.change)
        Self.expect(try await play.refusal(), wrong.code, of: play)
        #expect(play.idp.requests(at: "/userinfo").isEmpty, "nobody is asked about a person who is not proven")
    }

    @Test func `a little more than the rules is no reason to refuse`() async throws {
        let fine: [(String, Value?)] = [
            ("azp", Self.client), ("at_hash", nil), ("auth_time", nil), ("aud", .list([Self.client, Self.client])),
            ("exp", .int(Self.now - 299)), ("iat", .int(Self.now + 299)), ("nbf", .int(Self.now)),
        ]
        for (name, value) in fine {
            let play = try SignInCase()
            play.idp.change { $0.claims = { $0[name] = value } }
            #expect(try await play.refusal() == nil, "\(name)")
        }
        let shared = try SignInCase()
        shared.idp.change {
            $0.claims = { claims in
                claims["aud"] = .list([Self.other, Self.client])
                claims["azp"] = Self.client
            }
        }
        #expect(try await shared.refusal() == nil)
        let bare = try SignInCase()
        bare.idp.change { $0.header = { header in header["typ"] = nil } }
        #expect(try await bare.refusal() == nil)
    }

    @Test func `the connection says which algorithms count`() async throws {
        let play = try SignInCase(SignInCase.withSecret + [("algorithms", .list([.string("ES384")]))])
        Self.expect(try await play.refusal(), .unprovenToken, of: play)
        play.idp.change { $0.signer = .es384 }
        #expect(try await play.refusal() == nil)
    }

    @Test func `a callback counts only in the browser that began, once and soon`() async throws {
        let play = try SignInCase()
        let start = try await play.begin()
        let callback = try play.idp.authorize(start.address)
        let other = try await play.begin()
        for state in [nil, "", other.pending.state, String(start.pending.state.dropLast())] {
            var changed = callback
            changed["state"] = state
            let failure = await #expect(throws: SignInFailure.self) {
                try await play.finish(changed, of: start.pending)
            }
            Self.expect(failure, .foreignCallback, of: play)
        }
        #expect(play.idp.requests(at: "/token").isEmpty, "the code is not spent")
        let failure = await #expect(throws: SignInFailure.self) { try await play.finish(callback, of: other.pending) }
        Self.expect(failure, .foreignCallback, of: play)
        play.clock.advance(by: .seconds(600))
        _ = try await play.finish(callback, of: start.pending)
        let again = await #expect(throws: SignInFailure.self) { try await play.finish(callback, of: start.pending) }
        Self.expect(again, .codeRefused, of: play)
        #expect(again?.reason.contains("invalid_grant") == true && again?.advice.contains("sign in again") == true)
    }

    @Test func `a callback after ten minutes is too late`() async throws {
        let play = try SignInCase()
        let start = try await play.begin()
        let callback = try play.idp.authorize(start.address)
        play.clock.advance(by: .seconds(601))
        let failure = await #expect(throws: SignInFailure.self) { try await play.finish(callback, of: start.pending) }
        Self.expect(failure, .signInTooOld, of: play)
        play.clock.advance(by: .seconds(-1000))
        let early = await #expect(throws: SignInFailure.self) { try await play.finish(callback, of: start.pending) }
        Self.expect(early, .signInTooOld, of: play)
    }

    @Test func `a callback without a code says nothing`() async throws {
        let play = try SignInCase()
        for code in [nil, ""] {
            Self.expect(try await play.refusal { $0["code"] = code }, .foreignCallback, of: play)
        }
    }

    @Test func `who answers must be who was asked`() async throws {
        let play = try SignInCase()
        #expect(try await play.refusal { $0["iss"] = "https://idp.example" } == nil)
        for issuer in ["https://evil.example", "https://idp.example/", ""] {
            Self.expect(try await play.refusal { $0["iss"] = issuer }, .anotherProviderAnswered, of: play)
        }
        let strict = try SignInCase()
        strict.idp.change { $0.setMetadata("authorization_response_iss_parameter_supported", .bool(true)) }
        Self.expect(try await strict.refusal(), .anotherProviderAnswered, of: strict)
        let erring = try await strict.refusal { $0["error"] = "access_denied" }
        Self.expect(erring, .anotherProviderAnswered, of: strict)
        #expect(try await strict.refusal { $0["iss"] = "https://idp.example" } == nil)
    }

    @Test func `a connection that was changed meanwhile is another one`() async throws {
        let play = try SignInCase()
        let start = try await play.begin()
        let callback = try play.idp.authorize(start.address)
        let moved = try SignInCase.provider("https://other.example", SignInCase.withSecret)
        let failure = await #expect(throws: SignInFailure.self) {
            try await play.party.finish(callback, of: start.pending, with: moved, wanting: [], at: play.clock.now)
        }
        Self.expect(failure, .foreignCallback, of: play)
    }

    @Test(arguments: [
        ("access_denied", "cancelled"), ("login_required", "sign in again"), ("temporarily_unavailable", "few minutes"),
        ("server_error", "few minutes"), ("invalid_scope", "tell the people"), ("whatever", "tell the people"),
    ])
    func `an error of the provider tells the person what to do and the operator why`(
        error: String, advice: String
    ) async throws {
        let play = try SignInCase()
        let words = "no\u{1B}[2J\u{202E}\r\n\(String(repeating: "x", count: 5000))"
        let failure = try await play.refusal { callback in
            callback["error"] = error
            callback["error_description"] = words
            callback["code"] = nil
        }
        Self.expect(failure, .signInEnded, of: play)
        let found = try #require(failure)
        #expect(found.advice.contains(advice) && !found.advice.contains("xxx"))
        #expect(found.reason.contains("`\(error)`") && found.reason.utf8.count < 400)
        #expect(!found.reason.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }
}

extension SimulatedProvider.Moods {
    mutating func setMetadata(_ name: String, _ value: Value?) {
        var map = metadata.map ?? ValueMap()
        map[name] = value
        metadata = .map(map)
    }
}

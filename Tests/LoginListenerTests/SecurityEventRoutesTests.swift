import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import TestSupport
import Testing

/// The answers of RFC 8935 over HTTP.
struct SecurityEventRoutesTests {
    let minted: MintedTokens

    init() async throws { minted = try await MintedTokens.made() }

    func fixture(_ more: (String, Value)..., keys: KeyCache? = nil) throws -> ListenerFixture {
        let source = keys.map { _ in Value.object(("url", .string("https://idp.example/jwks"))) }
        var (key, spec) = minted.trigger(keys: source)
        if case .map(var members) = spec {
            for (name, value) in more { members[name] = value }
            spec = .map(members)
        }
        key = ResourceKey(.loginTrigger, "ssf")
        return try ListenerFixture(LoginFixture.standardSpecs + [(key, spec)], keys: keys ?? .unreachable)
    }

    func push(
        _ name: String, type: String? = "application/secevent+jwt", query: String = "", in fixture: ListenerFixture
    ) async throws -> TestResponse {
        try await push(minted.token(name), type: type, query: query, in: fixture)
    }

    func push(
        _ body: [UInt8], type: String? = "application/secevent+jwt", query: String = "", in fixture: ListenerFixture
    ) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.contentType] = type
        return try await fixture.application().test(.router) { [headers] client in
            try await client.execute(
                uri: "/triggers/ssf" + query, method: .post, headers: headers, body: ByteBuffer(bytes: body))
        }
    }

    func expectRefusal(
        _ response: TestResponse, _ err: String, _ code: DiagnosticCode,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let body = members(response)
        #expect(response.status == .badRequest, sourceLocation: sourceLocation)
        #expect(response.headers[.contentType] == "application/json", sourceLocation: sourceLocation)
        #expect(response.headers[.contentLanguage] == "en", sourceLocation: sourceLocation)
        #expect(body["err"] == .string(err), sourceLocation: sourceLocation)
        #expect(body["description"]?.string?.hasPrefix("\(code.id): ") == true, sourceLocation: sourceLocation)
    }

    @Test func `a stored login is acknowledged with 202 and nothing else`() async throws {
        let fixture = try fixture()
        let response = try await push("good", in: fixture)
        #expect(response.status == .accepted)
        #expect(response.body.readableBytes == 0)
        #expect(response.headers[.contentType] == nil)
        let login = try #require(fixture.deliveries.logins.first)
        #expect(login.eventID == "jti-1" && login.application == "crm" && login.connection == "corp-okta")
        #expect(login.attributes.email == "ada@example.com")
        #expect(login.connectors == ["chat", "wiki"])
        #expect(fixture.stored.value == 1)
    }

    @Test func `the same jti again is acknowledged again and does nothing`() async throws {
        let fixture = try fixture()
        _ = try await push("good", in: fixture)
        let again = try await push("signed RS256", in: fixture)
        #expect(again.status == .accepted && again.body.readableBytes == 0)
        #expect(fixture.deliveries.logins.count == 1)
        #expect(fixture.stored.value == 1)
    }

    @Test func `an event that is no login is acknowledged, counted and stored nowhere`() async throws {
        let fixture = try fixture()
        for name in ["verification", "another event"] {
            let response = try await push(name, in: fixture)
            #expect(response.status == .accepted && response.body.readableBytes == 0)
        }
        #expect(fixture.deliveries.logins.isEmpty)
        #expect(fixture.stored.value == 0)
        #expect(fixture.metrics.text.contains(#"reconcile_logins_total{result="ignored",code=""} 2"#))
    }

    @Test func `nothing is held: wait is for who understands the answer`() async throws {
        let response = try await push("good", query: "?wait=nonsense", in: fixture())
        #expect(response.status == .accepted && response.body.readableBytes == 0)
    }

    @Test(arguments: [
        ("two parts", "invalid_request", DiagnosticCode.malformedToken), ("alg none", "invalid_key", .unacceptableKey),
        ("another issuer", "invalid_issuer", .wrongIssuer), ("another audience", "invalid_audience", .wrongAudience),
        ("kid of another key", "authentication_failed", .badProof), ("iat too old", "invalid_request", .outsideWindow),
        ("subject missing", "invalid_request", .unusableSubject),
    ])
    func `400 with the registered error code`(name: String, err: String, code: DiagnosticCode) async throws {
        let fixture = try fixture()
        expectRefusal(try await push(name, in: fixture), err, code)
        #expect(fixture.deliveries.logins.isEmpty)
        #expect(fixture.metrics.text.contains(#"result="refused",code="\#(code.id)"} 1"#))
    }

    @Test func `a trigger that may not speak for the application is denied`() async throws {
        let fixture = try fixture(("applications", .list([.string("shop")])))
        expectRefusal(try await push("good", in: fixture), "access_denied", .applicationNotAllowed)
    }

    @Test(arguments: [
        ("nobody", DiagnosticCode.unknownApplication), ("shop", .ambiguousConnection), ("bare", .connectionNotOffered),
        ("dark", .connectionDisabled), ("shared", .unknownApplication),
    ])
    func `what the manifests do not declare is an invalid request that says what to declare`(
        application: String, code: DiagnosticCode
    ) async throws {
        let login = Value.object(
            (
                "application",
                .object(
                    ("claim", .string("event.mail")), ("values", .object(("ada@example.com", .string(application)))))
            ))
        let response = try await push("good", in: fixture(("login", login)))
        expectRefusal(response, "invalid_request", code)
        #expect(members(response)["description"]?.string?.contains("; ") == true, "no hint")
    }

    @Test func `413 and 415 are what they are for every trigger`() async throws {
        let large = try await push([UInt8](repeating: UInt8(ascii: "a"), count: 256 << 10 + 1), in: fixture())
        TriggerRoutesTests.expectProblem(large, .contentTooLarge, .bodyTooLarge)
        for type in ["application/json", "application/jwt", nil] {
            let response = try await push("good", type: type, in: fixture())
            TriggerRoutesTests.expectProblem(response, .unsupportedMediaType, .wrongMediaType)
            #expect(members(response)["hint"]?.string?.contains("application/secevent+jwt") == true)
        }
        #expect(try await push("good", type: "Application/SecEvent+JWT", in: fixture()).status == .accepted)
    }

    @Test func `503 while the issuer's keys can't be had, so that the transmitter sends it again`() async throws {
        let issuer = ScriptedIssuer(minted.text("jwks"))
        await issuer.fail(KeyFailure(reason: "no keys from https://idp.example/jwks: it answered 500"))
        let clock = StandingClock()
        let fixture = try fixture(keys: .asking(issuer, clock: clock))
        let response = try await push("good", in: fixture)
        TriggerRoutesTests.expectProblem(response, .serviceUnavailable, .keysUnavailable)
        #expect(response.headers[.retryAfter] == "1")
        #expect(!String(buffer: response.body).contains("idp.example"))
        #expect(fixture.log.text.contains("it answered 500"), "the operator must see why")
        await issuer.publish(minted.text("jwks"))
        clock.advance(by: .seconds(5))
        #expect(try await push("good", in: fixture).status == .accepted)
    }

    @Test func `a token shows no login to whoever asks for one`() async throws {
        let fixture = try fixture()
        _ = try await push("good", in: fixture)
        let response = try await fixture.application().test(.router) { client in
            try await client.execute(uri: "/logins/login-1", method: .get)
        }
        #expect(response.status == .unauthorized)
    }
}

import Model
import Provisioning
import TestSupport
import Testing

/// Tokens that PyJWT made, against the trigger type `set`.
struct SecurityEventTriggerTests {
    let minted: MintedTokens

    init() async throws { minted = try await MintedTokens.made() }

    func type(_ trigger: (ResourceKey, Value)? = nil) throws -> any TriggerType {
        let trigger = trigger ?? minted.trigger()
        return try #require(try LoginFixture.table(LoginFixture.standardSpecs + [trigger]).triggers["ssf"]).type
    }

    /// The login that a token tells, the way the listener asks for it.
    func login(
        _ name: String, _ trigger: (ResourceKey, Value)? = nil, headers: [String: String] = [:]
    ) async throws -> ReportedLogin? {
        let request = TriggerRequest(headers: headers, body: minted.token(name))
        let type = try type(trigger)
        let proof = try await type.prove(
            request, by: ProofMeans(secrets: FixedSecrets(), keys: .unreachable), at: LoginFixture.now)
        guard case .login(let login) = try type.report(in: request, proven: proof) else { return nil }
        return login
    }

    func refusal(
        _ name: String, _ trigger: (ResourceKey, Value)? = nil, headers: [String: String] = [:],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async -> TriggerRefusal? {
        await #expect(throws: TriggerRefusal.self, "\(name)", sourceLocation: sourceLocation) {
            try await login(name, trigger, headers: headers)
        }
    }

    @Test(arguments: [
        "good", "signed RS256", "signed PS256", "signed ES256", "signed ES384", "signed EdDSA", "RS384", "RS512",
        "PS384",
        "PS512", "Ed25519", "without kid",
        "typ with application/", "typ in capitals", "audience a list", "iat decimal", "iat an hour ago", "iat ahead",
        "exp ahead", "two events", "two logins",
    ])
    func `a token of the issuer is a login`(name: String) async throws {
        let login = try #require(try await login(name))
        #expect(login.eventID == "jti-1")
        #expect(login.application == "crm")
        #expect(login.connection == nil)
        #expect(login.subject.text == "00u1")
    }

    static let refusals: [(DiagnosticCode, String, [String])] = [
        (
            .malformedToken, "invalid_request",
            [
                "typ JWT", "typ missing", "typ at+jwt", "kid empty", "kid a number", "crit", "iat missing", "iat in ms",
                "iat a text", "iat negative", "jti missing", "jti empty", "jti a number", "jti long",
                "jti with a line break", "events missing", "events empty", "events a list", "event no object",
                "payload no object", "payload no JSON", "payload with a name twice", "payload not UTF-8",
                "header no JSON", "header a list", "two parts", "four parts", "five parts", "signature padded",
                "a space behind", "a line break behind", "empty", "two dots", "JSON",
            ]
        ),
        (
            .unacceptableKey, "invalid_key",
            [
                "alg none", "alg none with a signature", "alg None", "HS256 with the public key",
                "HS256 with the modulus", "ES512", "ES256 said, PS256 signed", "unknown kid",
            ]
        ),
        (
            .badProof, "authentication_failed",
            [
                "kid of another key", "jwk in the header", "jku in the header", "signature empty", "signature in DER",
            ]
        ),
        (.wrongIssuer, "invalid_issuer", ["another issuer", "issuer with a slash", "issuer missing"]),
        (
            .wrongAudience, "invalid_audience",
            ["another audience", "audience missing", "audience empty", "audience a number"]
        ),
        (.outsideWindow, "invalid_request", ["iat too old", "iat too far ahead", "exp gone", "nbf ahead"]),
    ]

    @Test(arguments: refusals)
    func `a token that is not as it must be is refused with its code`(
        code: DiagnosticCode, err: String, names: [String]
    ) async throws {
        for name in names {
            let refusal = try #require(await refusal(name))
            #expect(refusal.code == code, "\(name): \(refusal.message)")
            let answer = try #require(try type().answer(to: .refused(refusal)))
            let body = try JSONReader.read(answer.body)
            #expect(answer.status == 400)
            #expect(answer.headers == ["Content-Type": "application/json", "Content-Language": "en"])
            #expect(body["err"] == .string(err), "\(name)")
            #expect(body["description"]?.string?.hasPrefix(code.id) == true)
            #expect(body.map?.keys == ["description", "err"])
        }
    }

    @Test func `milliseconds are told from a wrong clock`() async throws {
        #expect(await refusal("iat in ms")?.message.contains("milliseconds") == true)
    }

    @Test func `an algorithm that the trigger leaves out is refused`() async throws {
        let trigger = minted.trigger(("algorithms", .list([.string("ES384")])))
        #expect(try await login("signed ES384", trigger) != nil)
        for name in ["signed RS256", "signed PS256", "signed ES256", "signed EdDSA", "alg none"] {
            #expect(await refusal(name, trigger)?.code == .unacceptableKey)
        }
    }

    @Test func `the age that a token may have is the trigger's`() async throws {
        let trigger = minted.trigger(("maxAge", .string("5m")))
        #expect(await refusal("iat an hour ago", trigger)?.code == .outsideWindow)
        #expect(try await login("iat too old", minted.trigger(("maxAge", .string("2h")))) != nil)
    }

    @Test func `keys may be written into the manifest as PEM`() async throws {
        let trigger = minted.trigger(keys: .object(("pem", .string(minted.text("pem")))))
        for algorithm in ["RS256", "PS256", "ES256", "ES384", "EdDSA"] {
            #expect(try await login("signed \(algorithm)", trigger) != nil, "\(algorithm)")
        }
        #expect(await refusal("kid of another key", trigger)?.code == .badProof)
    }

    @Test func `a transmitter that must send a token is refused without it`() async throws {
        let trigger = minted.trigger(("bearer", .secret(.environment("TOKEN"))))
        #expect(try await login("good", trigger, headers: ["Authorization": "Bearer t0ken"]) != nil)
        for header in ["Bearer t0keN", "Basic t0ken", ""] {
            let refusal = try #require(await refusal("good", trigger, headers: ["authorization": header]))
            #expect(refusal.code == .badProof)
            let body = try JSONReader.read(try #require(try type().answer(to: .refused(refusal))).body)
            #expect(body["err"] == .string("authentication_failed"))
        }
        let unset = minted.trigger(("bearer", .secret(.environment("NOT_SET"))))
        let missing = try #require(await refusal("good", unset, headers: ["Authorization": "Bearer t0ken"]))
        #expect(missing.code == .secretUnavailable)
        #expect(try type().answer(to: .refused(missing)) == nil, "503: the transmitter is to send it again")
    }

    @Test func `other events are taken and are no logins`() async throws {
        #expect(try await login("verification") == nil)
        #expect(try await login("another event") == nil)
        let answer = try #require(try type().answer(to: .taken))
        #expect(answer == TriggerAnswer(status: 202))
    }

    @Test func `other events are refused when the trigger says so, the verification is not`() async throws {
        let trigger = minted.trigger(("otherEvents", .string("refuse")))
        #expect(await refusal("another event", trigger)?.code == .unwantedEvent)
        #expect(await refusal("two events", trigger)?.code == .unwantedEvent)
        #expect(try await login("verification", trigger) == nil)
        #expect(try await login("good", trigger) != nil)
    }

    @Test(arguments: ["signed RS256", "signed PS256", "signed ES256", "signed ES384", "signed EdDSA"])
    func `another spelling of the same signature is refused`(name: String) async throws {
        let type = try type()
        let means = ProofMeans(secrets: FixedSecrets(), keys: .unreachable)
        let token = minted.token(name)
        for character in TokenMutation.alphabet where character != token.last {
            let request = TriggerRequest(headers: [:], body: token.dropLast() + [character])
            await #expect(throws: TriggerRefusal.self) {
                try await type.prove(request, by: means, at: LoginFixture.now)
            }
        }
    }
}

import Model
import Provisioning
import TestSupport
import Testing

/// ID tokens that PyJWT made, against the trigger type `oidc`.
struct IDTokenTriggerTests {
    let minted: MintedTokens

    init() async throws { minted = try await MintedTokens.made() }

    func trigger(_ more: (String, Value)...) -> (ResourceKey, Value) {
        var spec = ValueMap([
            ValueMap.Entry(key: "type", value: .string("oidc")),
            ValueMap.Entry(key: "issuer", value: .string("https://corp-okta.example")),
            ValueMap.Entry(key: "connection", value: .string("corp-okta")),
            ValueMap.Entry(
                key: "audiences",
                value: .object(("crm-client", .string("crm")), ("shop-client", .string("shop")))),
            ValueMap.Entry(key: "keys", value: .object(("jwks", .string(minted.text("jwks"))))),
        ])
        for (name, value) in more { spec[name] = value }
        return (ResourceKey(.loginTrigger, "crm-sign-in"), .map(spec))
    }

    func login(
        _ name: String, _ trigger: (ResourceKey, Value)? = nil, headers: [String: String] = [:]
    ) async throws -> ReportedLogin {
        let specs = LoginFixture.standardSpecs + [trigger ?? self.trigger()]
        let type = try #require(try LoginFixture.table(specs).triggers["crm-sign-in"]).type
        let request = TriggerRequest(headers: headers, body: minted.token(name))
        let proof = try await type.prove(
            request, by: ProofMeans(secrets: FixedSecrets(), keys: .unreachable), at: LoginFixture.now)
        guard case .login(let login) = try type.report(in: request, proven: proof) else {
            throw TriggerRefusal(.unwantedEvent, "a test's token is no login")
        }
        return login
    }

    @Test func `the issuer is the connection, the audience the application, the claims are the person's`() async throws
    {
        let login = try await login("id good")
        #expect(login.connection == "corp-okta")
        #expect(login.application == "crm")
        #expect(login.subject.text == "00u1")
        #expect(login.claims.keys == ["email", "groups", "sub"])
        #expect(login.occurredAt == LoginFixture.now - .seconds(60))
        #expect(try await self.login("id for shop").application == "shop")
    }

    @Test(arguments: ["id good", "id EdDSA", "id without typ", "id for two with azp"])
    func `a token of the issuer for a declared client is a login`(name: String) async throws {
        #expect(try await login(name).application == "crm")
    }

    @Test func `the same token again is the same event, another token is another`() async throws {
        let first = try await login("id good").eventID
        #expect(first.hasPrefix("sha256-") && first.utf8.count == 71)
        #expect(try await login("id good").eventID == first)
        #expect(try await login("id EdDSA").eventID != first)
    }

    @Test(arguments: [
        (
            DiagnosticCode.malformedToken,
            [
                "id without exp", "id without iat", "id without sub", "id sub a number", "id with events",
                "access token", "logout token", "good", "empty", "five parts",
            ]
        ),
        (.outsideWindow, ["id expired", "id old", "id of tomorrow"]),
        (
            .wrongAudience,
            [
                "id for two without azp", "id for crm, azp of another", "id azp a number", "id for another",
                "id aud empty",
            ]
        ),
        (.wrongIssuer, ["id of another issuer"]), (.badProof, ["id forged"]), (.unacceptableKey, ["id none"]),
    ])
    func `any other token is refused`(code: DiagnosticCode, names: [String]) async throws {
        for name in names {
            let refusal = await #expect(throws: TriggerRefusal.self, "\(name)") { try await login(name) }
            #expect(refusal?.code == code, "\(name): \(refusal?.message ?? "")")
        }
    }

    @Test func `an application that must prove itself is refused without its token`() async throws {
        let trigger = trigger(("bearer", .secret(.environment("TOKEN"))))
        _ = try await login("id good", trigger, headers: ["Authorization": "Bearer t0ken"])
        let refusal = await #expect(throws: TriggerRefusal.self) { try await login("id good", trigger) }
        #expect(refusal?.code == .badProof)
    }

    @Test func `how old a token may be is the trigger's`() async throws {
        _ = try await login("id old", trigger(("maxAge", .string("1h"))))
    }
}

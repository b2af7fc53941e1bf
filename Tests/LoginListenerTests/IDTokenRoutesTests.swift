import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import TestSupport
import Testing

/// An ID token over HTTP: the contract's answers, another media type.
struct IDTokenRoutesTests {
    private func post(
        _ name: String, type: String = "application/jwt", query: String = "", in fixture: ListenerFixture
    ) async throws -> TestResponse {
        let body = try await MintedTokens.made().token(name)
        return try await fixture.application().test(.router) { client in
            try await client.execute(
                uri: "/triggers/sign-in" + query, method: .post, headers: [.contentType: type],
                body: ByteBuffer(bytes: body))
        }
    }

    private func fixture(client flow: String = "crm") async throws -> ListenerFixture {
        let minted = try await MintedTokens.made()
        let spec = Value.object(
            ("type", .string("oidc")), ("issuer", .string("https://corp-okta.example")),
            ("connection", .string("corp-okta")), ("audiences", .object(("crm-client", .string(flow)))),
            ("keys", .object(("jwks", .string(minted.text("jwks"))))))
        return try ListenerFixture(LoginFixture.standardSpecs + [(ResourceKey(.loginTrigger, "sign-in"), spec)])
    }

    @Test func `an ID token is stored and answered with its deliveries, once`() async throws {
        let fixture = try await fixture()
        let first = try await post("id good", in: fixture)
        #expect(first.status == .accepted)
        #expect(members(first)["duplicate"] == .bool(false))
        #expect(members(first)["deliveries"]?.list?.count == 2)
        let login = try #require(fixture.deliveries.logins.first)
        #expect(login.connection == "corp-okta" && login.attributes.email == "ada@example.com")
        #expect(login.attributes.groups == ["eng"])
        #expect(members(try await post("id good", in: fixture))["duplicate"] == .bool(true))
        #expect(fixture.stored.value == 1)
    }

    @Test(arguments: [
        ("id expired", HTTPResponse.Status.unauthorized, DiagnosticCode.outsideWindow),
        ("id forged", .unauthorized, .badProof), ("id none", .unauthorized, .unacceptableKey),
        ("id of another issuer", .unauthorized, .wrongIssuer), ("id for another", .unauthorized, .wrongAudience),
        ("access token", .badRequest, .malformedToken),
    ])
    func `a refused ID token is told as problem details`(
        name: String, status: HTTPResponse.Status, code: DiagnosticCode
    ) async throws {
        let fixture = try await fixture()
        TriggerRoutesTests.expectProblem(try await post(name, in: fixture), status, code)
        #expect(fixture.deliveries.logins.isEmpty)
    }

    @Test func `a client of a login flow without the connection is 422`() async throws {
        TriggerRoutesTests.expectProblem(
            try await post("id good", in: fixture(client: "bare")), .unprocessableContent, .connectionNotOffered)
    }

    @Test func `JSON is the wrong media type, and wait must be a duration`() async throws {
        TriggerRoutesTests.expectProblem(
            try await post("id good", type: "application/json", in: fixture()), .unsupportedMediaType,
            .wrongMediaType)
        TriggerRoutesTests.expectProblem(
            try await post("id good", query: "?wait=soon", in: fixture()), .badRequest, .malformedLogin)
    }
}

import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import TestSupport
import Testing

struct TriggerRoutesTests {
    /// Posts one login and gives back the answer.
    static func post(
        _ body: String = ListenerFixture.body(), to path: String = "/triggers/app-backend",
        headers: HTTPFields? = nil, in fixture: ListenerFixture
    ) async throws -> TestResponse {
        try await fixture.application().test(.router) { client in
            try await client.execute(
                uri: path, method: .post, headers: headers ?? ListenerFixture.signed(body),
                body: ByteBuffer(string: body))
        }
    }

    static func expectProblem(
        _ response: TestResponse, _ status: HTTPResponse.Status, _ code: DiagnosticCode,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let problem = members(response)
        #expect(response.status == status, sourceLocation: sourceLocation)
        #expect(response.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
        #expect(problem["type"]?.string == code.id, sourceLocation: sourceLocation)
        #expect(problem["title"]?.string == code.summary, sourceLocation: sourceLocation)
        #expect(problem["status"]?.int == status.code, sourceLocation: sourceLocation)
        #expect(problem["detail"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
    }

    @Test func `a login is stored and answered with its deliveries`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(in: fixture)
        #expect(response.status == .accepted)
        let answer = members(response)
        #expect(answer["login"]?.string == "login-1")
        #expect(answer["duplicate"]?.bool == false)
        #expect(
            answer["deliveries"]?.list == [
                .object(("connector", .string("chat")), ("id", .string("0")), ("status", .string("queued"))),
                .object(("connector", .string("wiki")), ("id", .string("1")), ("status", .string("queued"))),
            ])
        #expect(fixture.deliveries.logins.map(\.subject.text) == ["00u1"])
        #expect(fixture.stored.value == 1)
    }

    @Test func `the same event again is a duplicate and does nothing twice`() async throws {
        let fixture = try ListenerFixture()
        _ = try await Self.post(in: fixture)
        let again = try await Self.post(in: fixture)
        #expect(again.status == .accepted)
        #expect(members(again)["duplicate"]?.bool == true)
        #expect(members(again)["login"]?.string == "login-1")
        #expect(fixture.deliveries.logins.count == 1)
        #expect(fixture.stored.value == 1)
    }

    @Test func `a bearer token proves a login too`() async throws {
        let fixture = try ListenerFixture()
        let headers: HTTPFields = [.contentType: "Application/JSON; charset=utf-8", .authorization: "Bearer t0ken"]
        let response = try await Self.post(to: "/triggers/token", headers: headers, in: fixture)
        #expect(response.status == .accepted)
    }

    @Test(arguments: [
        ("", DiagnosticCode.notJSON), ("{", .notJSON), ("[]", .notJSON), ("{}", .malformedLogin),
        (#"{"id":"a","id":"b"}"#, .notJSON),
    ])
    func `400 for what is no login`(body: String, code: DiagnosticCode) async throws {
        Self.expectProblem(try await Self.post(body, in: ListenerFixture()), .badRequest, code)
    }

    @Test func `400 for a wait that is no duration`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(to: "/triggers/app-backend?wait=soon", in: fixture)
        Self.expectProblem(response, .badRequest, .malformedLogin)
        #expect(fixture.deliveries.logins.isEmpty)
    }

    @Test func `401 without a proof, and before anything is read`() async throws {
        let fixture = try ListenerFixture()
        for body in ["{", ListenerFixture.body(application: "unheard-of"), ListenerFixture.body()] {
            let response = try await Self.post(body, headers: [.contentType: "application/json"], in: fixture)
            Self.expectProblem(response, .unauthorized, .badProof)
            #expect(response.headers[.wwwAuthenticate] != nil)
        }
        #expect(fixture.deliveries.logins.isEmpty)
    }

    @Test func `401 for a signature outside the window`() async throws {
        let body = ListenerFixture.body()
        let headers = ListenerFixture.signed(body, at: LoginFixture.now + .seconds(-301))
        let response = try await Self.post(body, headers: headers, in: ListenerFixture())
        Self.expectProblem(response, .unauthorized, .outsideWindow)
    }

    @Test func `404 for a trigger nobody declared`() async throws {
        let response = try await Self.post(to: "/triggers/unheard-of", in: ListenerFixture())
        Self.expectProblem(response, .notFound, .unknownTrigger)
    }

    @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
    func `415 for another media type`(type: String?) async throws {
        let body = ListenerFixture.body()
        let response = try await Self.post(
            body, headers: ListenerFixture.signed(body, type: type), in: ListenerFixture())
        Self.expectProblem(response, .unsupportedMediaType, .wrongMediaType)
    }

    @Test func `413 for a body over 256 KiB, and not below`() async throws {
        let fixture = try ListenerFixture()
        let exact = ListenerFixture.body() + String(repeating: " ", count: 262_144 - ListenerFixture.body().utf8.count)
        #expect(try await Self.post(exact, in: fixture).status == .accepted)
        Self.expectProblem(try await Self.post(exact + " ", in: fixture), .contentTooLarge, .bodyTooLarge)
    }

    @Test(arguments: [
        (ListenerFixture.body(application: "unheard-of"), DiagnosticCode.unknownApplication),
        (ListenerFixture.body(connection: "unheard-of"), .unknownConnection),
        (ListenerFixture.body(connection: "corp-entra"), .connectionNotOffered),
        (ListenerFixture.body(application: "shop", connection: nil), .ambiguousConnection),
        (ListenerFixture.body(application: "dark", connection: nil), .connectionDisabled),
    ])
    func `422 for what the stored state does not have`(body: String, code: DiagnosticCode) async throws {
        let response = try await Self.post(body, in: ListenerFixture())
        Self.expectProblem(response, .unprocessableContent, code)
        #expect(members(response)["hint"]?.string?.isEmpty == false)
    }

    @Test func `422 for an application the trigger may not speak for`() async throws {
        let response = try await Self.post(
            ListenerFixture.body(application: "shop"), to: "/triggers/only-crm", in: ListenerFixture())
        Self.expectProblem(response, .unprocessableContent, .applicationNotAllowed)
    }

    @Test func `503 with Retry-After when the store can't take it`() async throws {
        let fixture = try ListenerFixture()
        fixture.deliveries.fail(with: .unavailable("/secret/path is gone"))
        let response = try await Self.post(in: fixture)
        Self.expectProblem(response, .serviceUnavailable, .storeBusy)
        #expect(response.headers[.retryAfter] == "1")
        #expect(!String(buffer: response.body).contains("/secret/path"))
        fixture.routing.set(.failure(.busy))
        Self.expectProblem(try await Self.post(in: fixture), .serviceUnavailable, .storeBusy)
        #expect(fixture.stored.value == 0)
    }

    @Test func `503 when the trigger's secret can't be had, named in the log only`() async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post(to: "/triggers/unset", in: fixture)
        Self.expectProblem(response, .serviceUnavailable, .secretUnavailable)
        #expect(!String(buffer: response.body).contains("NOT_SET"))
        #expect(fixture.log.text.contains("NOT_SET"))
    }

    @Test func `new state counts for the next login`() async throws {
        let fixture = try ListenerFixture()
        fixture.routing.set(.success(.empty))
        Self.expectProblem(try await Self.post(in: fixture), .notFound, .unknownTrigger)
        fixture.routing.set(.success(try LoginFixture.table()))
        #expect(try await Self.post(in: fixture).status == .accepted)
    }

    @Test func `a login is shown to who proves himself with an empty body`() async throws {
        let fixture = try ListenerFixture()
        _ = try await Self.post(in: fixture)
        try await fixture.application().test(.router) { client in
            let shown = try await client.execute(
                uri: "/logins/login-1", method: .get, headers: ListenerFixture.signed("", type: nil))
            #expect(shown.status == .ok)
            #expect(members(shown)["deliveries"]?.list?.count == 2)
            let unknown = try await client.execute(
                uri: "/logins/login-9", method: .get, headers: ListenerFixture.signed("", type: nil))
            Self.expectProblem(unknown, .notFound, .unknownLogin)
            let foreign = try await client.execute(
                uri: "/logins/login-1", method: .get, headers: [.authorization: "Bearer t0ken"])
            Self.expectProblem(foreign, .notFound, .unknownLogin)
            Self.expectProblem(
                try await client.execute(uri: "/logins/login-1", method: .get), .unauthorized, .badProof)
        }
    }

    @Test func `nothing secret is logged`() async throws {
        let fixture = try ListenerFixture()
        _ = try await Self.post(in: fixture)
        _ = try await Self.post(
            to: "/triggers/token", headers: [.contentType: "application/json", .authorization: "Bearer wr0ng"],
            in: fixture)
        #expect(fixture.log.text.contains("login stored"))
        for secret in ["ada@example.com", "wr0ng", LoginFixture.signingSecret, "t0ken", "v1,"] {
            #expect(!fixture.log.text.contains(secret), "\(secret)")
        }
    }
}

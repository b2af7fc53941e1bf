import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import TestSupport
import Testing

/// Batches of CloudEvents: all or nothing.
struct BatchRoutesTests {
    static func event(_ id: String, application: String = "crm", connection: String = "corp-okta") -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/crm","type":"login","data":{"application":"\#(application)","#
            + #""connection":"\#(connection)","user":{"subject":"\#(id)","claims":{}}}}"#
    }

    static func post(_ events: [String], in fixture: ListenerFixture) async throws -> TestResponse {
        try await fixture.application().test(.router) { client in
            try await client.execute(
                uri: "/triggers/token?wait=5s", method: .post,
                headers: [.authorization: "Bearer t0ken", .contentType: "application/cloudevents-batch+json"],
                body: ByteBuffer(string: "[\(events.joined(separator: ","))]"))
        }
    }

    @Test func `the answer lists each login, and a repeated one as a duplicate`() async throws {
        let fixture = try ListenerFixture()
        _ = try await Self.post([Self.event("b")], in: fixture)
        let response = try await Self.post([Self.event("a"), Self.event("b"), Self.event("a")], in: fixture)
        #expect(response.status == .accepted)
        let logins = members(response)["logins"]?.list ?? []
        #expect(logins.map { $0["login"]?.string } == ["login-2", "login-1", "login-2"])
        #expect(logins.map { $0["duplicate"]?.bool } == [false, true, true])
        #expect(logins.allSatisfy { $0["deliveries"]?.list?.count == 2 })
        #expect(fixture.stored.value == 2)
    }

    @Test(arguments: [
        (
            event("b", application: "unheard-of"), HTTPResponse.Status.unprocessableContent,
            DiagnosticCode.unknownApplication
        ),
        (event("b", connection: "corp-entra"), .unprocessableContent, .connectionNotOffered),
        ("{}", .badRequest, .malformedLogin),
    ])
    func `one event that is refused refuses all, and is named`(
        bad: String, status: HTTPResponse.Status, code: DiagnosticCode
    ) async throws {
        let fixture = try ListenerFixture()
        let response = try await Self.post([Self.event("a"), bad, Self.event("c")], in: fixture)
        TriggerRoutesTests.expectProblem(response, status, code)
        #expect(members(response)["detail"]?.string?.contains("event 1: ") == true)
        #expect(fixture.deliveries.logins.isEmpty)
    }

    @Test func `an empty batch is thanked for`() async throws {
        let response = try await Self.post([], in: ListenerFixture())
        #expect(response.status == .accepted)
        #expect(members(response)["ignored"]?.string == "the batch is empty")
    }

    @Test func `a store that can't take it takes none`() async throws {
        let fixture = try ListenerFixture()
        fixture.deliveries.fail(with: .busy)
        let response = try await Self.post([Self.event("a"), Self.event("b")], in: fixture)
        TriggerRoutesTests.expectProblem(response, .serviceUnavailable, .storeBusy)
    }
}

import Foundation
import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import TestSupport
import Testing

struct AnswerHeadersTests {
    private static func ask(
        _ path: String, _ method: HTTPRequest.Method, in fixture: ListenerFixture? = nil
    ) async throws -> TestResponse {
        try await (try fixture ?? ListenerFixture()).application().test(.router) { client in
            try await client.execute(uri: path, method: method)
        }
    }

    private static func field(_ name: String, of response: TestResponse) -> String? {
        HTTPFields.Element.Name(name).flatMap { response.headers[$0] }
    }

    @Test(arguments: [
        ("/healthz", HTTPRequest.Method.get, 200), ("/readyz", .get, 200), ("/metrics", .get, 200),
        ("/triggers/nobody", .post, 404), ("/triggers/app-backend", .post, 415), ("/logins/login-1", .get, 401),
        ("/none/of/ours", .get, 404), ("/healthz", .delete, 405),
    ])
    func `every answer says what browsers and caches may do with it`(
        path: String, method: HTTPRequest.Method, status: Int
    ) async throws {
        let response = try await Self.ask(path, method)
        #expect(response.status.code == status)
        for (name, value) in [
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ] { #expect(Self.field(name, of: response) == value, "\(name)") }
        // What serves is nobody's business, and plain HTTP promises no TLS.
        #expect(Self.field("Server", of: response) == nil)
        #expect(Self.field("Strict-Transport-Security", of: response) == nil)
    }

    @Test(arguments: [
        ("/triggers/app-backend", HTTPRequest.Method.put, "GET, HEAD, POST"), ("/logins/x", .post, "GET, HEAD"),
        ("/healthz", .post, "GET, HEAD"), ("/metrics", .delete, "GET, HEAD"),
    ])
    func `a method that a path does not take is told those that it takes`(
        path: String, method: HTTPRequest.Method, allowed: String
    ) async throws {
        let response = try await Self.ask(path, method)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == allowed)
        #expect(members(response)["status"]?.int == 405)
    }

    @Test func `HEAD is answered as GET, without the body`() async throws {
        let response = try await Self.ask("/healthz", .head)
        #expect(response.status == .ok)
        #expect(response.body.readableBytes == 0)
        #expect(response.headers[.contentLength] == "16")
    }

    @Test func `paths that are none of ours are answered alike`() async throws {
        var bodies: Set<String> = []
        for path in ["/", "/none", "/triggers", "/triggers/a/b", "/.env", "/admin/login.php"] {
            let response = try await Self.ask(path, .get)
            #expect(response.status == .notFound, "\(path)")
            let id = members(response)["requestId"]?.string ?? "-"
            bodies.insert(String(buffer: response.body).replacingOccurrences(of: id, with: "ID"))
        }
        #expect(bodies.count == 1, "\(bodies)")
    }
}

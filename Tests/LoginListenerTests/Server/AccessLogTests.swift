import Hummingbird
import HummingbirdTesting
import LoginListener
import TestSupport
import Testing

struct AccessLogTests {
    @Test func `a request is one line that says who asked what, and how it ended`() async throws {
        let fixture = try ListenerFixture()
        let body = ListenerFixture.body()
        try await fixture.application().test(.live) { client in
            _ = try await client.execute(
                uri: "/triggers/app-backend", method: .post, headers: ListenerFixture.signed(body),
                body: ByteBuffer(string: body))
            // Its line is written behind the answer; the next request's answer comes later still.
            _ = try await client.execute(uri: "/healthz", method: .get)
        }
        let lines = fixture.log.text.split(separator: "\n").filter { $0.contains("info request [") }
        let line = try #require(lines.first { $0.contains("/triggers/app-backend") }).description
        #expect(lines.count(where: { $0.contains("/triggers/app-backend") }) == 1)
        for part in ["POST", "202", "127.0.0.1", #""trigger": app-backend"#, #""ms": "#, #""bytes": "#] {
            #expect(line.contains(part), "\(part) is missing in \(line)")
        }
        #expect(!line.contains(#""bytes": 0"#))
    }

    @Test func `secrets of query, header and body are in no line of the log`() async throws {
        let fixture = try ListenerFixture()
        let body = #"{"password":"b0dy-secret"}"#
        try await fixture.application().test(.live) { client in
            for path in ["/triggers/app-backend", "/triggers/nobody", "/none"] {
                var headers = ListenerFixture.signed(body)
                headers[.authorization] = "Bearer head-secret"
                headers[.cookie] = "session=head-secret"
                _ = try await client.execute(
                    uri: path + "?access_token=query-secret&code=query-secret", method: .post, headers: headers,
                    body: ByteBuffer(string: body))
            }
        }
        #expect(fixture.log.text.contains("/triggers/app-backend"))
        for secret in ["b0dy-secret", "head-secret", "query-secret", "access_token", "v1,"] {
            #expect(!fixture.log.text.contains(secret), "\(secret)")
        }
    }

    @Test func `what stands in a path can't look like another line`() async throws {
        let fixture = try ListenerFixture()
        let path = "/triggers/a%0Ainfo%20request%22\u{E9}" + String(repeating: "x", count: 2000)
        try await fixture.application().test(.router) { client in
            _ = try await client.execute(uri: path, method: .get)
        }
        let line = try #require(
            fixture.log.text.split(separator: "\n").first { $0.contains("info request [") }
        ).description
        #expect(line.contains("/triggers/a%0Ainfo%20request%22%C3%A9xxx"), "\(line)")
        #expect(line.utf8.count < 1500)
    }
}

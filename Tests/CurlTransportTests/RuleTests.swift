import CurlTransport
import Provisioning
import Testing

extension TransportTests {
    @Suite struct RuleTests {
        @Test(arguments: [
            "http://scim.example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/", "http://1270.0.0.1/",
            "http://localhost.example.com/", "http://[::2]/", "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1/x",
            "https://user:secret@127.0.0.1/", "https://127.0.0.1/a/../b", "https://127.0.0.1/a/%2E%2e/b", "https://",
            "https://127.0.0.1/a b", "https://127.0.0.1/\r\nX: secret", "https://127.0.0.1/\u{0}",
            "https://bücher.example/",
            "https://127.0.0.1:99999/", "",
        ])
        func `a forbidden address is refused`(url: String) async throws {
            let error = try await CurlTransport.using { transport in
                try await transport.failure(HTTPRequest(method: .post, url: url, timeout: .seconds(2)))
            }
            #expect(error.kind == "refused", "\(error)")
            #expect(!error.reason.contains("secret"))
        }

        @Test(arguments: [
            "http://127.0.0.1:1/", "http://127.8.9.10:1/", "http://localhost:1/", "http://LOCALHOST:1/",
            "http://[::1]:1/",
        ])
        func `loopback may be reached without TLS`(url: String) async throws {
            let error = try await CurlTransport.using { transport in
                try await transport.failure(HTTPRequest(method: .post, url: url, timeout: .seconds(2)))
            }
            #expect(error.kind == "unsent", "\(error)")
        }

        @Test(arguments: [
            HTTPHeader("X-A", "secret\r\nX-B: 1"), HTTPHeader("X-A", "secret\n"), HTTPHeader("X-A", "\u{0}secret"),
            HTTPHeader("X-A\r\nX-B", "secret"), HTTPHeader("X A", "secret"), HTTPHeader("X-A:", "secret"),
            HTTPHeader("", "secret"), HTTPHeader("Ä", "secret"), HTTPHeader("Transfer-Encoding", "chunked"),
            HTTPHeader("content-length", "0"), HTTPHeader("Connection", "close"), HTTPHeader("Expect", "100-continue"),
        ])
        func `a header that could break the message apart is refused`(header: HTTPHeader) async throws {
            let server = try ScriptServer(ServerPrograms.answers)
            try await CurlTransport.using { transport in
                let error = try await transport.failure(
                    HTTPRequest(method: .post, url: server.url("/echo"), headers: [header]))
                #expect(error.kind == "refused", "\(error)")
                #expect(!error.reason.contains("secret"))
                #expect(try await transport.log(of: server).isEmpty)
            }
        }
    }
}

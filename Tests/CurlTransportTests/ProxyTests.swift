import CurlTransport
import Foundation
import Provisioning
import Testing

extension TransportTests {
    @Suite struct ProxyTests {
        /// Runs a test with a proxy in the environment. The suite is serial, so that no other test of it sees that.
        private func withProxy(_ body: (CurlTransport) async throws -> Void) async throws {
            let proxy = try ScriptServer(ServerPrograms.proxy)
            let names = ["http_proxy", "https_proxy"]
            for name in names { setenv(name, "http://user:proxysecret@127.0.0.1:\(proxy.port)", 1) }
            defer { for name in names { unsetenv(name) } }
            try await CurlTransport.using(.init(allowsInsecureHTTP: true), body)
        }

        @Test func `the environment's proxy is used, except for loopback`() async throws {
            let server = try ScriptServer(ServerPrograms.answers)
            try await withProxy { transport in
                let far = try await transport.get("http://scim.example.com/Users")
                #expect(String(decoding: far.body, as: UTF8.self) == "http://scim.example.com/Users")
                let near = try await transport.get(server.url("/echo"))
                #expect(try Echo(near).line == "GET /echo")
            }
        }

        @Test func `a tunnel the proxy refuses is unsent, and neither sees the other's secrets`() async throws {
            try await withProxy { transport in
                let error = try await transport.failure(
                    HTTPRequest(
                        method: .post, url: "https://scim.example.com/Users",
                        headers: [HTTPHeader("Authorization", "Bearer t")], timeout: .seconds(5)))
                #expect(error.kind == "unsent", "\(error)")
                #expect(!error.reason.contains("secret"))
                let seen = String(decoding: try await transport.get("http://scim.example.com/").body, as: UTF8.self)
                #expect(seen.contains(" proxy-authorization"))
                #expect(!seen.contains(" authorization"))
            }
        }
    }
}

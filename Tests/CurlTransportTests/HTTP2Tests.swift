import CurlTransport
import Foundation
import Provisioning
import Testing

/// nginx with HTTP/2 over TLS on a free loopback port.
final class NginxServer: Sendable {
    static let isInstalled = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
        .contains(where: FileManager.default.isExecutableFile(atPath:))

    let port: Int
    private let process = Process()
    private let folder: ScratchFolder

    init(_ authority: TestAuthority) throws {
        folder = try ScratchFolder()
        // Bound and let go of: nginx can't choose a port by itself.
        let probe = try ScriptServer(ServerPrograms.mute)
        port = probe.port
        probe.stop()
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " ")
        try """
        daemon off; master_process off; pid \(folder.path)/pid; error_log \(folder.path)/error.log;
        events { worker_connections 256; }
        http {
            access_log off; \(temporary)
            server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate \(authority.certificate); ssl_certificate_key \(authority.key);
                keepalive_requests 10;
                location /echo { return 200 "$server_protocol $request_method $connection $http_x_one"; }
                location /drop { return 444; }
            }
        }
        """.write(toFile: folder.path + "/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "PATH=/usr/sbin:/usr/local/sbin:/usr/bin:/bin", "nginx", "-p", folder.path, "-e",
            folder.path + "/error.log", "-c", folder.path + "/nginx.conf",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    func url(_ path: String) -> String { "https://localhost:\(port)\(path)" }
}

extension TransportTests {
    @Suite(.enabled(if: NginxServer.isInstalled, "nginx is not installed")) struct HTTP2Tests {
        let authority: TestAuthority
        let server: NginxServer

        init() throws {
            authority = try TestAuthority()
            server = try NginxServer(authority)
        }

        private func using(_ body: (CurlTransport) async throws -> Void) async throws {
            try await CurlTransport.using(.init(caFile: authority.authority)) { transport in
                try await eventually("nginx answers") { (try? await transport.get(server.url("/echo"))) != nil }
                try await body(transport)
            }
        }

        @Test func `HTTP 2 is used when it is offered, and survives the server's end of a connection`() async throws {
            try await using { transport in
                let answers = try await withThrowingTaskGroup(of: [Substring].self) { group in
                    for _ in 1...60 {
                        group.addTask {
                            let request = HTTPRequest(
                                method: .post, url: server.url("/echo"), headers: [HTTPHeader("X-One", "1")],
                                body: Array("{}".utf8))
                            let response = try await transport.send(request)
                            #expect(response.status == 200)
                            return String(decoding: response.body, as: UTF8.self).split(separator: " ")
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count == 60)
                #expect(answers.allSatisfy { $0[0] == "HTTP/2.0" && $0[1] == "POST" && $0.last == "1" })
                #expect(Set(answers.map { $0[2] }).count < 60, "connections are shared")
            }
        }

        @Test func `a stream that ends without an answer is ambiguous`() async throws {
            try await using { transport in
                let error = try await transport.failure(
                    HTTPRequest(method: .post, url: server.url("/drop"), body: Array("{}".utf8)))
                #expect(error.kind == "ambiguous", "\(error)")
            }
        }
    }
}

import CurlTransport
import Foundation
import Provisioning
import Testing

extension ServerPrograms {
    static let hasNginx = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
        .contains(where: FileManager.default.isExecutableFile(atPath:))

    /// nginx with HTTP/2 over TLS: a folder, a certificate, a key and the number of requests a connection lasts.
    ///
    /// Its parent kills it, whatever becomes of the test.
    static let nginx = """
        import os, socket, subprocess, sys, time
        folder, certificate, key, lifetime = sys.argv[1:]
        probe = socket.socket()
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(f\"""
            daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 256; }}
            http {{
                {temporary}
                log_format one $http_x_one; access_log {folder}/access.log one;
                keepalive_requests {lifetime};
                server {{
                    listen 127.0.0.1:{port} ssl http2;
                    ssl_certificate {certificate}; ssl_certificate_key {key};
                    location /echo {{ return 200 "$server_protocol $request_method $connection $http_x_one"; }}
                    location /drop {{ return 444; }}
                }}
            }}
            \""")
        os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
        server = subprocess.Popen(
            ["nginx", "-p", folder, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(500):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.01)
            print(port)
            sys.stdin.read()
        finally:
            server.kill()
            server.wait()
        """
}

extension TransportTests {
    @Suite struct HTTP2Tests {
        let authority: TestAuthority

        init() throws {
            // Missing proof is a failure, not a skip: `.ci/packages.sh test` installs nginx.
            try #require(ServerPrograms.hasNginx, "nginx is not installed; run `make test-packages`")
            authority = try TestAuthority()
        }

        private func server(lifetime: Int) throws -> ScriptServer {
            try ScriptServer(
                ServerPrograms.nginx,
                [authority.folder.path, authority.certificate, authority.key, "\(lifetime)"])
        }

        /// Sends sixty requests at once and returns how each ended: the answer's words or the failure's kind.
        private func sixty(_ method: HTTPRequest.Method, to server: ScriptServer) async throws -> [[String]] {
            let url = "https://localhost:\(server.port)/echo"
            return try await CurlTransport.using(.init(caFile: authority.authority)) { transport in
                await withTaskGroup(of: [String].self) { group in
                    for number in 1...60 {
                        group.addTask {
                            let request = HTTPRequest(
                                method: method, url: url, headers: [HTTPHeader("X-One", "\(number)")],
                                body: method == .get ? nil : Array("{}".utf8))
                            do throws(TransportError) {
                                let response = try await transport.send(request)
                                return String(decoding: response.body, as: UTF8.self).split(separator: " ")
                                    .map(String.init)
                            } catch {
                                return [error.kind]
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
        }

        @Test func `HTTP 2 is used when it is offered, and connections are shared`() async throws {
            let server = try server(lifetime: 1000)
            let ends = try await sixty(.post, to: server)
            #expect(ends.count == 60)
            #expect(ends.allSatisfy { $0.count == 4 && $0[0] == "HTTP/2.0" && $0[1] == "POST" })
            #expect(Set(ends.compactMap(\.last)) == Set((1...60).map(String.init)))
            #expect(Set(ends.filter { $0.count == 4 }.map { $0[2] }).count < 60)
        }

        @Test func `a server that ends its connections gets no request that is not safe twice`() async throws {
            let server = try server(lifetime: 10)
            let ends = try await sixty(.post, to: server)
            #expect(ends.allSatisfy { $0 == ["ambiguous"] || $0.first == "HTTP/2.0" }, "\(ends)")
            server.stop()
            let log = try String(contentsOfFile: authority.folder.path + "/access.log", encoding: .utf8)
            let numbers = log.split(separator: "\n")
            #expect(Set(numbers).count == numbers.count)
            #expect(Set(ends.filter { $0.count == 4 }.map { $0[3] }).isSubset(of: Set(numbers.map(String.init))))
        }

        @Test func `a stream that ends without an answer is ambiguous`() async throws {
            let server = try server(lifetime: 1000)
            let error = try await CurlTransport.using(.init(caFile: authority.authority)) { transport in
                try await transport.failure(
                    HTTPRequest(
                        method: .post, url: "https://localhost:\(server.port)/drop", body: Array("{}".utf8)))
            }
            #expect(error.kind == "ambiguous", "\(error)")
        }
    }
}

import CurlTransport
import Foundation
import Provisioning
import Testing

/// A certificate authority of our own and a certificate of it for 127.0.0.1 and `localhost`.
final class TestAuthority: Sendable {
    let folder: ScratchFolder
    var authority: String { folder.path + "/ca.pem" }
    var certificate: String { folder.path + "/server.pem" }
    var key: String { folder.path + "/server.key" }

    init(names: String = "IP:127.0.0.1,DNS:localhost") throws {
        folder = try ScratchFolder()
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try folder.run(
            ["openssl", "req", "-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", "ca.key"]
                + curve + ["-out", "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE"])
        try folder.run(
            ["openssl", "req", "-subj", "/CN=test server", "-keyout", "server.key"] + curve + ["-out", "server.csr"])
        try "subjectAltName=\(names)\n".write(toFile: folder.path + "/names", atomically: true, encoding: .utf8)
        try folder.run([
            "openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem",
        ])
    }
}

extension TransportTests {
    @Suite struct TLSTests {
        @Test func `a server of a given authority is trusted`() async throws {
            let authority = try TestAuthority()
            let server = try ScriptServer(ServerPrograms.answers, [authority.certificate, authority.key])
            let echo = try await CurlTransport.using(.init(caFile: authority.authority)) { transport in
                try Echo(
                    await transport.send(
                        HTTPRequest(
                            method: .post, url: "https://127.0.0.1:\(server.port)/echo", body: Array("over TLS".utf8))))
            }
            #expect(echo.body == "over TLS")
        }

        @Test func `an unknown authority, another name and old TLS are unsent`() async throws {
            let authority = try TestAuthority()
            let other = try TestAuthority(names: "DNS:scim.example.com")
            let files = [authority.certificate, authority.key]
            let trusted = try ScriptServer(ServerPrograms.answers, files)
            let misnamed = try ScriptServer(ServerPrograms.answers, [other.certificate, other.key])
            let old = try ScriptServer(ServerPrograms.answers, files + ["old"])
            let plain = try ScriptServer(ServerPrograms.answers)
            let cases: [(String, ScriptServer, String?)] = [
                ("unknown authority", trusted, nil), ("another authority", trusted, other.authority),
                ("another name", misnamed, other.authority), ("TLS 1.1", old, authority.authority),
                ("no TLS", plain, authority.authority), ("no such file", trusted, authority.folder.path + "/none"),
            ]
            for (name, server, caFile) in cases {
                let error = try await CurlTransport.using(.init(caFile: caFile)) { transport in
                    try await transport.failure(
                        HTTPRequest(method: .post, url: "https://127.0.0.1:\(server.port)/echo", timeout: .seconds(5)))
                }
                #expect(error.kind == "unsent", "\(name): \(error)")
                #expect(error.reason.contains("TLS failed"), "\(name): \(error)")
            }
        }
    }
}

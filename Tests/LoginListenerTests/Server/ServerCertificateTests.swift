import Foundation
import LoginListener
import Model
import TestSupport
import Testing

struct ServerCertificateTests {
    /// A certificate and its key, made by OpenSSL.
    static func write(
        _ name: String, days: Int = 30, to folder: TemporaryFolder, certificate: String = "cert.pem",
        key: String = "key.pem"
    ) async throws {
        let run = try await ProgramRun.command(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                "-out",
                certificate, "-days", "\(days)", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:\(name),IP:127.0.0.1,IP:::1",
            ], in: folder.url)
        #expect(run.exitCode == 0, "\(run.stderr)")
    }

    static func certificate(in folder: TemporaryFolder) throws(Diagnostic) -> ServerCertificate {
        func path(_ name: String) -> String { folder.url.appending(path: name).path(percentEncoded: false) }
        return try ServerCertificate(certificate: path("cert.pem"), key: path("key.pem"))
    }

    @Test func `it tells its names and its end`() async throws {
        try await TemporaryFolder.with { folder in
            try await Self.write("one.example", days: 30, to: folder)
            let shown = try Self.certificate(in: folder).shown
            #expect(shown.names == ["one.example", "127.0.0.1", "0:0:0:0:0:0:0:1"])
            let left = shown.ends.milliseconds / 1000 - Int64(Date().timeIntervalSince1970)
            #expect((29 * 86_400...31 * 86_400).contains(left))
        }
    }

    @Test func `a changed pair is taken whole, and half a change not at all`() async throws {
        try await TemporaryFolder.with { folder in
            try await Self.write("one.example", to: folder)
            let certificate = try Self.certificate(in: folder)
            #expect(certificate.refresh() == .none)
            try await Self.write("two.example", to: folder, key: "key2.pem")
            guard case .refused(let problem) = certificate.refresh() else {
                Issue.record("a key of another certificate was taken")
                return
            }
            #expect(problem.code == .unusableCertificate)
            #expect(certificate.refresh() == .none, "told twice")
            #expect(certificate.shown.names.first == "one.example")
            try folder.write(try folder.read("key2.pem"), to: "key.pem")
            guard case .renewed(let shown) = certificate.refresh() else {
                Issue.record("the new pair was not taken")
                return
            }
            #expect(shown.names.first == "two.example")
        }
    }

    @Test(arguments: ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `files that hold no certificate or key are refused with what to do`(content: String) async throws {
        try await TemporaryFolder.with { folder in
            try await Self.write("one.example", to: folder)
            for file in ["cert.pem", "key.pem"] {
                let before = try folder.read(file)
                try folder.write(content, to: file)
                let problem = #expect(throws: Diagnostic.self) { _ = try Self.certificate(in: folder) }
                #expect(problem?.code == .unusableCertificate)
                #expect(problem?.message.contains(file) == true, "\(String(describing: problem))")
                try folder.write(before, to: file)
            }
            try folder.remove("key.pem")
            #expect(throws: Diagnostic.self) { _ = try Self.certificate(in: folder) }
        }
    }
}

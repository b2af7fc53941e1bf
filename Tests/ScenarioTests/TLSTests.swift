import Foundation
import TestSupport
import Testing

/// TLS by the program itself, seen by `curl` and `openssl`.
struct TLSTests {
    /// A certificate and its key, made by OpenSSL.
    static func write(_ name: String, days: Int = 30, to folder: TemporaryFolder, prefix: String = "") async throws {
        let run = try await ProgramRun.command(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                "\(prefix)key.pem", "-out", "\(prefix)cert.pem", "-days", "\(days)", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:\(name),IP:127.0.0.1",
            ], in: folder.url)
        #expect(run.exitCode == 0, "\(run.stderr)")
    }

    private static func move(_ name: String, in folder: TemporaryFolder) throws {
        let made = folder.url.appending(path: "new-\(name)").path
        #expect(rename(made, folder.url.appending(path: name).path) == 0)
    }

    /// The name in the certificate that a new connection is shown.
    private static func shownName(_ listener: ListenerProcess) async throws -> String? {
        let place = listener.address.replacing("https://", with: "")
        let run = try await ProgramRun.command("openssl", ["s_client", "-connect", place], input: "")
        return run.stdout.firstMatch(of: /subject=CN ?= ?([a-z.]+)/).map { String($0.1) }
    }

    private static func with(
        days: Int = 30, _ arguments: [String] = [], _ body: (ListenerProcess, TemporaryFolder) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, enabled: false)
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            try await write("one.example", days: days, to: folder)
            let listener = try await ListenerProcess.start(
                in: folder, environment: ["APP_BACKEND_WEBHOOK_SECRET": "s"],
                ["--tls-certificate", "cert.pem", "--tls-key", "key.pem"] + arguments)
            defer { listener.kill() }
            try await body(listener, folder)
        }
    }

    @Test func `a renewed certificate counts for new connections, and a request under way is finished`() async throws {
        try await Self.with { listener, folder in
            #expect(try await Self.shownName(listener) == "one.example")
            let address = listener.address
            // Some seconds long, within what a body may take.
            async let slow = HTTPCommand.run(
                address + "/triggers/app-backend",
                [
                    "-H", "Content-Type: application/json", "--limit-rate", "1000", "--data-binary",
                    String(repeating: " ", count: 6000),
                ])
            try await Self.write("two.example", to: folder, prefix: "new-")
            try Self.move("cert.pem", in: folder)
            listener.hangUp()
            try await listener.waitForLog("R5071")
            #expect(try await Self.shownName(listener) == "one.example", "half a pair was taken")
            try Self.move("key.pem", in: folder)
            listener.hangUp()
            try await listener.waitForLog("certificate renewed")
            #expect(try await Self.shownName(listener) == "two.example")
            #expect(try await slow.status == 401)
            #expect(try await listener.stop().contains("two.example"))
        }
    }

    @Test func `a renewed certificate is found without a signal`() async throws {
        try await Self.with { listener, folder in
            try await Self.write("two.example", to: folder, prefix: "new-")
            try Self.move("key.pem", in: folder)
            try Self.move("cert.pem", in: folder)
            try await listener.waitForLog("certificate renewed")
            #expect(try await Self.shownName(listener) == "two.example")
        }
    }

    @Test func `a certificate that ends soon and a key that others can read are warned of`() async throws {
        try await Self.with(days: 3) { listener, folder in
            try await listener.waitForLog("R5072")
            let metrics = try await listener.get("/metrics").body
            let end = metrics.firstMatch(of: /reconcile_certificate_end_seconds ([0-9]+)/).flatMap { Double($0.1) }
            let left = try #require(end) - Date().timeIntervalSince1970
            #expect(left > 2 * 86_400 && left < 4 * 86_400)
            #expect(!listener.output.contains("R5073"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: folder.url.appending(path: "key.pem").path)
            let second = try await ListenerProcess.start(
                in: folder, environment: [:], ["--tls-certificate", "cert.pem", "--tls-key", "key.pem"])
            defer { second.kill() }
            try await second.waitForLog("R5073")
        }
    }

    @Test(arguments: [
        ["--tls-certificate", "cert.pem"], ["--tls-key", "key.pem"], ["--host", "0.0.0.0"],
        ["--host", "127.example.com"], ["--max-connections", "1"],
    ])
    func `what does not go together is refused as usage`(arguments: [String]) async throws {
        try await TemporaryFolder.with { folder in
            let run = try await ProgramRun.reconcile(["listen", "--port", "0"] + arguments, in: folder.url)
            #expect(run.exitCode == 64, "\(run.stderr)")
        }
    }

    @Test func `another address than loopback is allowed with TLS`() async throws {
        try await Self.with(["--host", "0.0.0.0"]) { listener, _ in
            let place = listener.address.replacing("0.0.0.0", with: "127.0.0.1")
            let answer = try await HTTPCommand.run(place + "/healthz")
            #expect(answer.status == 200)
        }
    }

    @Test func `a certificate that can't be used ends the start with its code`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("no PEM", to: "cert.pem")
            try folder.write("no PEM", to: "key.pem")
            let run = try await ProgramRun.reconcile(
                ["listen", "--port", "0", "--tls-certificate", "cert.pem", "--tls-key", "key.pem"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R5071") && run.stderr.contains("cert.pem"), "\(run.stderr)")
        }
    }

    @Test func `the access log is JSON when the log is, and holds no secret`() async throws {
        try await Self.with(["--access-log", "--log-format", "json", "--log-level", "error"]) { listener, _ in
            _ = try await HTTPCommand.run(
                listener.address + "/triggers/app-backend?token=query-secret",
                [
                    "-H", "Content-Type: application/json", "-H", "Authorization: Bearer head-secret", "-H",
                    "X-Request-Id: the-request", "--data-binary", "{\"token\":\"body-secret\"}",
                ])
            try await listener.waitForLog("the-request")
            let log = try await listener.stop()
            let line = try #require(log.split(separator: "\n").first { $0.contains("the-request") })
            let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(fields?["path"] as? String == "/triggers/app-backend")
            #expect(fields?["status"] as? Int == 401)
            #expect(fields?["method"] as? String == "POST")
            #expect(fields?["trigger"] as? String == "app-backend")
            for secret in ["query-secret", "head-secret", "body-secret"] { #expect(!log.contains(secret), "\(secret)") }
        }
    }
}

import Foundation
import HummingbirdTesting
import LoginListener
import TestSupport
import Testing

/// HTTP/2 by `curl` and by the `h2` library, which we did not write, over TLS.
struct HTTP2Tests {
    private static let limits = ServerLimits(
        headerTime: .seconds(1), bodyTime: .seconds(1), idleTime: .seconds(1), writeTime: .seconds(1),
        drainTime: .milliseconds(300), drainSize: 65_536)

    /// Times that no busy machine runs into: what ends a connection is another bound.
    private static let patient = ServerLimits(headerTime: .seconds(60), bodyTime: .seconds(60), idleTime: .seconds(60))

    private static func with(
        _ limits: ServerLimits = limits, _ body: @Sendable @escaping (String, ListenerFixture) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try await ServerCertificateTests.write("localhost", to: folder)
            let fixture = try ListenerFixture()
            let application = try fixture.application(
                options: ListenerOptions(port: 0, limits: limits),
                certificate: ServerCertificateTests.certificate(in: folder))
            try await application.test(.live) { client in
                try await body("https://127.0.0.1:\(#require(client.port))", fixture)
            }
        }
    }

    private struct Seen: Decodable {
        let status: [String: Int]
        let reset: [String: Int]
        let goAway: Int?
        let ended: Bool
        let streams: Int
        let bytes: Int
        let seconds: Double
    }

    private static func attack(_ name: String, _ address: String) async throws -> Seen {
        let script = Repository.url("Tests/ScenarioTests/Peers/http2_attacks.py").path(percentEncoded: false)
        let run = try await ProgramRun.command(
            PeerVenv.program("python").path(percentEncoded: false), [script, address, name], within: .seconds(90))
        #expect(run.exitCode == 0, "\(run.stderr)")
        return try JSONDecoder().decode(Seen.self, from: Data(run.stdout.utf8))
    }

    private static func curl(_ arguments: [String]) async throws -> String {
        try await ProgramRun.command("curl", ["-sk", "--max-time", "20", "-i"] + arguments).stdout
    }

    @Test func `a client gets the version that it asks for, and TLS answers promise to stay TLS`() async throws {
        try await Self.with { address, _ in
            for (flag, version) in [("--http2", "HTTP/2 200"), ("--http1.1", "HTTP/1.1 200 OK")] {
                let answer = try await Self.curl([flag, address + "/healthz"])
                #expect(answer.hasPrefix(version), "\(answer)")
                #expect(answer.lowercased().contains("strict-transport-security: max-age="), "\(answer)")
            }
        }
    }

    @Test func `what is older than TLS 1.2, or no TLS, is refused`() async throws {
        try await Self.with { address, _ in
            for arguments in [["--tls-max", "1.1", address], ["http" + address.dropFirst(5)]] {
                let run = try await ProgramRun.command("curl", ["-sk", "--max-time", "20"] + arguments)
                #expect(run.exitCode != 0 && run.stdout.isEmpty, "\(arguments): \(run.stdout)")
            }
            #expect(try await Self.curl(["--tls-max", "1.2", address + "/healthz"]).contains("\"ok\""))
        }
    }

    @Test func `streams that are reset as they are opened end the connection early`() async throws {
        try await Self.with(Self.patient) { address, _ in
            let seen = try await Self.attack("resets", address)
            // Who is still sending when the connection ends may not get to read why.
            #expect(seen.ended && (seen.goAway ?? 11) == 11, "\(seen)")
            #expect(seen.streams < 10_000, "\(seen)")
            #expect(try await Self.curl([address + "/healthz"]).contains("\"ok\""))
        }
    }

    @Test(arguments: ["streams", "headers"])
    func `more streams at once, or larger headers, than the listener said end the connection`(
        name: String
    ) async throws {
        try await Self.with(Self.patient) { address, _ in
            let seen = try await Self.attack(name, address)
            #expect(seen.ended && seen.seconds < 30, "\(seen)")
            #expect(seen.status.isEmpty)
        }
    }

    @Test func `a giant body is refused early and its stream reset`() async throws {
        try await Self.with { address, fixture in
            let seen = try await Self.attack("giant", address)
            #expect(seen.status == ["413": 1], "\(seen)")
            #expect(seen.reset.count == 1 || seen.ended, "\(seen)")
            #expect(seen.bytes < 4 << 20, "\(seen)")
            #expect(fixture.metrics.text.contains(#"{reason="drain"} 1"#))
        }
    }

    @Test func `a peer that gives its answer no room loses the stream`() async throws {
        try await Self.with { address, fixture in
            let seen = try await Self.attack("window", address)
            #expect(seen.reset.count == 1 || seen.ended, "\(seen)")
            #expect(seen.seconds < 10, "\(seen)")
            #expect(fixture.metrics.text.contains(#"{reason="write"} 1"#))
        }
    }

    @Test func `a connection without a request ends after its time`() async throws {
        try await Self.with { address, _ in
            let seen = try await Self.attack("silent", address)
            #expect(seen.ended, "\(seen)")
            #expect(seen.seconds < 10, "\(seen)")
        }
    }
}

import Foundation
import TestSupport
import Testing

/// A thousand clients that send a byte a second, and bodies of a gigabyte, beside people who sign in.
struct SlowClientTests {
    private static let secret = "plain signing secret"

    private struct Cut: Decodable {
        let status: String
        let sentMiB: Int
    }

    private struct Slow: Decodable {
        let left: Int
        let answered: [String: Int]
        let headerCut: [Double]
        let bodyCut: [Double]
    }

    private struct Siege: Decodable {
        let acknowledged: Int
        let quietMedian: Double
        let median: Double
        let p99: Double
        let max: Double
        let besieged: Bool
        let saidLength: Cut
        let chunked: Cut
        let slow: Slow
    }

    @Test(arguments: [false, true])
    func `logins are acknowledged meanwhile, and who is slow is cut off at the limit`(encrypted: Bool) async throws {
        try await TemporaryFolder.with { folder in
            try ManifestTree.write(to: folder, enabled: false)
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            if encrypted { try await TLSTests.write("localhost", to: folder) }
            let listener = try await ListenerProcess.start(
                in: folder, environment: ["APP_BACKEND_WEBHOOK_SECRET": Self.secret],
                encrypted ? ["--tls-certificate", "cert.pem", "--tls-key", "key.pem"] : [])
            defer { listener.kill() }
            let script = Repository.url("Tests/ScenarioTests/Peers/slow_clients.py").path(percentEncoded: false)
            let run = try await ProgramRun.command(
                "python3", [script, listener.address, Self.secret, "1000", "200"], within: .seconds(240))
            #expect(run.exitCode == 0, "\(run.stderr)")
            print("siege\(encrypted ? " over TLS" : ""): \(run.stdout)", terminator: "")
            let siege = try JSONDecoder().decode(Siege.self, from: Data(run.stdout.utf8))
            #expect(siege.besieged, "the siege was over before the logins were")
            #expect(siege.acknowledged == 200)
            // On a machine that does nothing else each takes less; the most of them do on any.
            #expect(siege.median <= 100, "\(siege)")
            #expect(siege.slow.left == 0)
            #expect(siege.slow.answered == ["408": 500])
            #expect(siege.slow.headerCut[0] >= 9 && siege.slow.headerCut[1] <= 25, "\(siege.slow)")
            #expect(siege.slow.bodyCut[0] >= 29 && siege.slow.bodyCut[1] <= 60, "\(siege.slow)")
            for giant in [siege.saidLength, siege.chunked] {
                #expect(giant.status == "413")
                #expect(giant.sentMiB < 64, "\(giant.sentMiB) MiB were taken")
            }
            let metrics = try await listener.get("/metrics").body
            for (reason, count) in [("header", 500), ("body", 500), ("drain", 2)] {
                #expect(
                    metrics.contains(#"reconcile_connections_cut_total{reason="\#(reason)"} \#(count)"#), "\(reason)")
            }
            _ = try await listener.stop()
        }
    }
}

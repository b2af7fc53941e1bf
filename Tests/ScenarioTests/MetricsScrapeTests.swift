import Foundation
import TestSupport
import Testing

/// What `/metrics` tells, read by the parser of Prometheus' own client library.
struct MetricsScrapeTests {
    private static let environment = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing",
    ]

    /// The samples by name: labels and value.
    struct Scrape {
        let samples: [String: [(labels: [String: String], value: Double)]]

        func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
            samples[name]?.first { sample in labels.allSatisfy { sample.labels[$0.key] == $0.value } }?.value
        }
    }

    static func scrape(_ listener: ListenerProcess, in folder: TemporaryFolder) async throws -> Scrape {
        let text = try await listener.get("/metrics").body
        let file = try folder.write(text, to: "metrics.txt")
        let script = Repository.url("Tests/ScenarioTests/Peers/read_metrics.py").path(percentEncoded: false)
        let run = try await ProgramRun.command(
            try PeerVenv.program("python").path(percentEncoded: false), [script, file])
        #expect(run.exitCode == 0, "\(run.stderr)\n\(text)")
        let object = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: [[Any]]]
        return Scrape(
            samples: try #require(object).mapValues { list in
                list.map { ($0[0] as? [String: String] ?? [:], $0[1] as? Double ?? .nan) }
            })
    }

    @Test func `metrics of a real run are read by Prometheus' own parser and tell what happened`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try ManifestTree.write(to: folder, port: port)
                _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
                defer { listener.kill() }
                let before = try await Self.scrape(listener, in: folder)
                #expect(before.value("reconcile_logins_total", ["result": "accepted"]) == 0)
                #expect(before.value("reconcile_queue_depth", ["connector": "wiki", "status": "queued"]) == 0)

                func login(_ id: String, _ claims: [String: String], query: String = "?wait=10s") async throws {
                    _ = try await listener.post(
                        secret: "signing", id: id, subject: claims["name"] ?? "nobody", claims: claims, query: query)
                }
                try await login("evt-1", ["email": "ada@example.com", "name": "Ada"])
                try await login("evt-1", ["email": "ada@example.com", "name": "Ada"], query: "")
                try await login("evt-2", ["email": "ada@example.com", "name": "Ada"])
                // Nothing gives this person a user name: a dead letter.
                try await login("evt-3", ["name": "Eve"])
                _ = try await listener.post(secret: "wrong", id: "evt-4", claims: [:])

                var scrape = try await Self.scrape(listener, in: folder)
                // The queue's numbers may be a few countings old.
                for _ in 0..<100 where scrape.value("reconcile_dead_letters", ["connector": "wiki"]) == 0 {
                    scrape = try await Self.scrape(listener, in: folder)
                }
                #expect(scrape.value("reconcile_logins_total", ["result": "accepted"]) == 3)
                #expect(scrape.value("reconcile_logins_total", ["result": "duplicate"]) == 1)
                #expect(scrape.value("reconcile_logins_total", ["result": "refused", "code": "R5002"]) == 1)
                #expect(scrape.value("reconcile_login_ack_seconds_count") == 4)
                // The answers were held until the deliveries ended; the acknowledgements were not.
                let acknowledged = try #require(scrape.value("reconcile_login_ack_seconds_sum"))
                let delivered = try #require(scrape.value("reconcile_delivery_seconds_sum", ["connector": "wiki"]))
                #expect(acknowledged > 0 && delivered > 0)
                #expect(scrape.value("reconcile_delivery_seconds_count", ["connector": "wiki"]) == 2)
                for (result, code) in [("succeeded", ""), ("unchanged", ""), ("dead", "R6001")] {
                    #expect(
                        scrape.value("reconcile_delivery_attempts_total", ["result": result, "code": code]) == 1,
                        "\(result)")
                }
                #expect(scrape.value("reconcile_deliveries_running", ["connector": "wiki"]) == 0)
                #expect(scrape.value("reconcile_dead_letters", ["connector": "wiki"]) == 1)
                #expect(scrape.value("reconcile_queue_oldest_seconds", ["connector": "wiki"]) == 0)
                #expect(scrape.value("reconcile_store_up") == 1)
                #expect(scrape.value("reconcile_build_info", ["version": "0.1.0"]) == 1)
                _ = try await listener.stop()
            }
        }
    }

    @Test func `the age of what waits grows from scrape to scrape`() async throws {
        try await TemporaryFolder.with { folder in
            // Nobody listens at the target.
            try ManifestTree.write(to: folder, port: try FreePort.next())
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let listener = try await ListenerProcess.start(in: folder, environment: Self.environment)
            defer { listener.kill() }
            _ = try await listener.post(
                secret: "signing", id: "evt-1", claims: ["email": "ada@example.com"], query: "?wait=1s")
            var ages: [Double] = []
            for _ in 0..<100 where ages.last ?? 0 < 2 {
                let age = try await Self.scrape(listener, in: folder).value("reconcile_queue_oldest_seconds")
                ages.append(try #require(age))
            }
            #expect(ages == ages.sorted() && ages.last ?? 0 >= 2, "\(ages)")
            let scrape = try await Self.scrape(listener, in: folder)
            let open = scrape.samples["reconcile_queue_depth"]?.reduce(0) { $0 + $1.value }
            #expect(open == 1)
            #expect(scrape.value("reconcile_delivery_attempts_total", ["result": "retry", "code": "R6005"]) ?? 0 >= 1)
            _ = try await listener.stop()
        }
    }
}

import Foundation
import TestSupport
import Testing

/// `provision`: what the dry run prints, and that the live run sends exactly that.
struct ProvisionTests {
    /// A request as it went over the wire.
    private struct Wire: Decodable, Equatable {
        let method: String
        let url: String
        let headers: [String: String]
        let body: String

        var bytes: Data { Data(base64Encoded: body) ?? Data() }
    }

    /// The SCIM server behind a relay that keeps every request.
    private func withRecording(
        _ body: (OperatedState, () throws -> [Wire]) async throws -> Void
    ) async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { target, _ in
            try await TemporaryFolder.with { record in
                let relay = try RunningProgram(
                    URL(filePath: "/usr/bin/env"),
                    [
                        "python3", Repository.url("Tests/ScenarioTests/Peers/recording_proxy.py").path(),
                        "\(target)", record.path + "/wire",
                    ])
                defer { relay.kill() }
                let port = try await relay.wait(for: "port") { program in
                    program.stdout.firstMatch(of: /port (\d+)/).flatMap { Int($0.1) }
                }
                try await OperatedState.with(port: port) { state in
                    try await body(state) {
                        let text = (try? record.read("wire")) ?? ""
                        return try text.split(separator: "\n").map {
                            try JSONDecoder().decode(Wire.self, from: Data($0.utf8))
                        }
                    }
                }
            }
        }
    }

    /// The requests of the one connector in what `provision -o json` printed.
    private func requests(_ run: ProgramRun) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        let connectors = try #require(object?["connectors"] as? [[String: Any]])
        let steps = try #require(connectors.first?["steps"] as? [[String: Any]])
        return steps.filter { $0["step"] as? String == "request" }
    }

    @Test func `the live run sends byte for byte what the dry run printed, for a create and for an update`()
        async throws
    {
        try await withRecording { state, wire in
            for (name, method) in [("Ada Lovelace", "POST"), ("Ada \"King\" Lövelace", "PATCH")] {
                let start = try wire().count
                let dry = try await state.provision(name: name, "--dry-run", "-o", "json")
                #expect(dry.exitCode == 0, "\(dry.stderr)")
                let reads = try wire().dropFirst(start)
                #expect(reads.allSatisfy { $0.method == "GET" }, "a dry run changed something")
                let printed = try requests(dry)
                let held = try #require(printed.last)
                #expect(held["held"] as? Bool == true && held["method"] as? String == method)

                let live = try await state.provision(name: name, "-o", "json")
                #expect(live.exitCode == 0, "\(live.stdout)\(live.stderr)")
                let sent = try wire().dropFirst(start + reads.count)
                #expect(sent.count == printed.count)
                for (request, told) in zip(sent, printed) {
                    #expect(request.method == told["method"] as? String)
                    #expect(request.url == told["url"] as? String)
                    #expect(request.bytes == Data((told["body"] as? String ?? "").utf8))
                    let headers = try #require(told["headers"] as? [String])
                    for header in headers {
                        let parts = header.split(separator: ":", maxSplits: 1).map(String.init)
                        let value = request.headers[parts[0].lowercased()]
                        if parts[0] == "Authorization" {
                            #expect(parts[1] == " ••••••••" && value == "Bearer \(OperatedState.token)")
                        } else {
                            #expect(value == String(parts[1].dropFirst()), "\(parts[0])")
                        }
                    }
                    // The client adds these, and nothing else.
                    let added = Set(request.headers.keys).subtracting(
                        headers.map { header in
                            String(header.prefix { $0 != ":" }).lowercased()
                        })
                    #expect(
                        added.isSubset(of: ["host", "user-agent", "content-length", "accept-encoding"]), "\(added)")
                }
                #expect(!(dry.stdout + dry.stderr + live.stdout + live.stderr).contains(OperatedState.token))
            }
        }
    }

    @Test func `a dry run stores nothing and shows every step`() async throws {
        try await withRecording { state, _ in
            let dry = try await state.provision("00u1", "--dry-run")
            #expect(dry.exitCode == 0)
            for part in [
                "login flow crm offers connection corp-okta, enabled; it owes wiki", "scope    inside",
                "userName = \"00u1@example.com\"", "{{lowercased(email)}}", "title = (empty, left out)",
                "no account matches", "displayName: (none) → \"Ada Lovelace\"", "Authorization: ••••••••",
                "→ not sent: a dry run", "outcome  would send POST ",
            ] {
                #expect(dry.stdout.contains(part), "\(part) is missing in\n\(dry.stdout)")
            }
            #expect(try await state.list("logins", "logins").isEmpty)
            #expect(try await state.list("accounts", "accounts").isEmpty)
            #expect(try await state.provision().stdout.contains("outcome  created, delivery dlv_"))
            let login = try #require(try await state.list("logins", "logins").first)
            #expect(login["trigger"] as? String == "provision")
            let update = try await state.provision(name: "Ada King", "--dry-run")
            #expect(update.stdout.contains("by account link"))
            #expect(update.stdout.contains("displayName: \"Ada Lovelace\" → \"Ada King\""), "\(update.stdout)")
        }
    }

    @Test func `a listener on the same state and a direct run make one account`() async throws {
        try await withRecording { state, wire in
            let listener = try await ListenerProcess.start(in: state.folder, environment: OperatedState.environment)
            defer { listener.kill() }
            for number in 0..<5 { #expect(try await state.provision("00u\(number)").exitCode == 0) }
            try await state.wait(for: "succeeded")
            #expect(try wire().filter { $0.method == "POST" }.count == 5)
            #expect(try await state.list("deliveries", "deliveries").allSatisfy { $0["attempt"] as? Int == 1 })
            _ = try await listener.stop()
        }
    }

    @Test func `an open delivery of the person refuses a direct run by its id`() async throws {
        // Nobody listens on this port: the delivery stays open for another attempt.
        try await OperatedState.with(port: 1) { state in
            let first = try await state.provision()
            #expect(first.exitCode == 1)
            #expect(
                first.stdout.contains("R6005") && first.stdout.contains("; a listener tries again at "),
                "\(first.stdout)")
            let open = try #require(try await state.list("deliveries", "deliveries").first)
            let second = try await state.provision()
            #expect(second.exitCode == 1)
            #expect(
                second.stderr.contains("R6044") && second.stderr.contains(open["id"] as? String ?? "-"),
                "\(second.stderr)")
            #expect(try await state.list("logins", "logins").count == 1, "a refused run stored a login")
            let dry = try await state.provision("00u1", "--dry-run")
            #expect(dry.stdout.contains("a live run is refused while delivery"), "\(dry.stdout)")
        }
    }

    @Test func `some connectors as wanted end with 5, and one connector can be named`() async throws {
        try await OperatedState.withMoodyServer([]) { port, _ in
            let mail = ManifestTree.connector(port: 1).replacingOccurrences(of: "name: wiki", with: "name: mail")
            let idle = ManifestTree.connector(port: 1, enabled: false)
                .replacingOccurrences(of: "name: wiki", with: "name: idle")
            try await OperatedState.with(port: port, more: [mail, idle]) { state in
                let partly = try await state.provision()
                #expect(partly.exitCode == 5, "\(partly.stdout)")
                #expect(partly.stdout.contains("it owes mail, wiki") && partly.stdout.contains("off: idle"))
                let one = try await state.provision("00u2", "--connector", "wiki")
                #expect(one.exitCode == 0 && !one.stdout.contains("OutboundConnector/mail"), "\(one.stdout)")
                let off = try await state.provision("00u3", "--connector", "idle")
                #expect(off.exitCode == 1)
                #expect(off.stderr.contains("R6046") && off.stderr.contains("connector `idle` is off"), "\(off.stderr)")
            }
        }
    }

    @Test(arguments: [
        ("- a\n- b\n", "R6045"), ("{\"email\": \"ada@example.com\"}", "R6045"), ("a: [1, {", "R1002"),
    ])
    func `claims that can't be used are a clear error`(claims: String, code: String) async throws {
        try await OperatedState.with(port: 1) { state in
            let path = try state.folder.write(claims, to: "claims.yaml")
            let run = try await state.run(
                "provision", "--connection", "corp-okta", "--application", "crm", "--claims", path)
            #expect(run.exitCode == 1 && run.stderr.contains(code), "\(run.stderr)")
            let elsewhere = try await state.run(
                "provision", "--connection", "corp-oktaa", "--application", "crm", "--claims", path, "--subject", "s")
            #expect(elsewhere.exitCode == 1)
        }
    }
}

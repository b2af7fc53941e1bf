import Foundation
import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// How the connector is let in: the key, the assertion and the tokens.
@Suite struct GoogleTokenTests {
    static func target(_ key: GoogleServiceKey, file: String, _ simulator: GoogleSimulator) throws -> ConnectorCase {
        try ConnectorCase(
            "google", settings: GoogleConnectorTests.settings(), transport: simulator, secrets: ["WORKSPACE_KEY": file])
    }

    @Test func `one token serves many deliveries, and the next is asked for early`() async throws {
        let clock = ManualClock(at: ConnectorCase.now)
        let (target, simulator) = try GoogleConnectorTests.target(clock: clock)
        for number in 0..<20 { try await target.deliver(ConnectorCase.person("s\(number)", userName: "u\(number)")) }
        #expect(simulator.tokenRequests.count == 1)
        clock.advance(by: .seconds(3400))
        try await target.deliver(ConnectorCase.person("s20", userName: "u20"))
        #expect(simulator.tokenRequests.count == 2)
        #expect(simulator.accountIDs.count == 21 && simulator.violations.isEmpty)
    }

    @Test func `a token that is refused is replaced once, and the delivery goes on`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        try await target.deliver()
        simulator.revokeTokens()
        guard case .created = try await target.deliver(ConnectorCase.person("00u2", userName: "bob")) else {
            Issue.record("not created")
            return
        }
        #expect(simulator.tokenRequests.count == 2)
    }

    @Test func `two connectors with two keys never mix their tokens`() async throws {
        let memory = TargetMemory()
        let keys = [try GoogleServiceKey.first.get(), try GoogleServiceKey.second.get()]
        var cases: [(ConnectorCase, GoogleSimulator)] = []
        for (number, key) in keys.enumerated() {
            let simulator = try GoogleSimulator(key: key, token: "token-of-\(number)", now: { ConnectorCase.now })
            // The same names on both sides, but for the connector's.
            let target = try ConnectorCase(
                "google", settings: GoogleConnectorTests.settings(), transport: simulator,
                secrets: ["WORKSPACE_KEY": key.file], name: "workspace-\(number)", memory: memory)
            cases.append((target, simulator))
        }
        try await withThrowingTaskGroup(of: DeliveryOutcome.self) { group in
            for number in 0..<200 {
                let target = cases[number % 2].0
                group.addTask { try await target.deliver(ConnectorCase.person("s\(number)", userName: "u\(number)")) }
            }
            for try await outcome in group where outcome.account == nil { Issue.record("\(outcome)") }
        }
        for (number, (target, simulator)) in cases.enumerated() {
            #expect(simulator.accountIDs.count == 100)
            #expect(simulator.tokenRequests.count == 1 && simulator.violations.isEmpty)
            let proofs = Set(simulator.requests.compactMap { $0.headers.first { $0.name == "Authorization" }?.value })
            #expect(proofs == ["Bearer token-of-\(number)"])
            #expect(!target.trace.exchanges.contains { $0.end == .answered(401) })
        }
    }

    @Test func `the key of another service account gets no token`() async throws {
        let simulator = try GoogleSimulator(key: try GoogleServiceKey.first.get(), now: { ConnectorCase.now })
        let other = try GoogleServiceKey.second.get()
        let outcome = try await Self.target(other, file: other.file, simulator).deliver()
        guard case .unauthorised(let reason) = outcome else {
            Issue.record("not unauthorised: \(outcome)")
            return
        }
        #expect(reason == "no token from https://oauth2.googleapis.com/token: it answered 400 (invalid_grant: Invalid JWT Signature.)")
        #expect(simulator.requests.isEmpty)
    }

    @Test func `scopes that are not delegated get no token`() async throws {
        let key = try GoogleServiceKey.first.get()
        let simulator = try GoogleSimulator(key: key, delegated: ["other"], now: { ConnectorCase.now })
        guard case .unauthorised(let reason) = try await Self.target(key, file: key.file, simulator).deliver() else {
            Issue.record("not unauthorised")
            return
        }
        #expect(reason.contains("unauthorized_client"))
    }

    @Test func `a key file that is none says so and shows nothing of itself`() async throws {
        let key = try GoogleServiceKey.first.get()
        let simulator = try GoogleSimulator(key: key, now: { ConnectorCase.now })
        let file = try #require(try JSONReader.read(Array(key.file.utf8)).map)
        func changed(_ name: String, _ value: Value?) -> String {
            var file = file
            file[name] = value
            return CanonicalJSON.encode(.map(file))
        }
        let files = [
            "", "no JSON at all", "[]", "{}", key.file + "}", changed("type", .string("authorized_user")),
            changed("client_email", nil), changed("private_key", nil), changed("private_key", .int(1)),
            changed("private_key", .string("-----BEGIN PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----\n")),
            changed("token_uri", .string("http://evil.example/token")), changed("token_uri", .string("ftp://x")),
            changed("token_uri", .string("http://127.0.0.1/token")),
        ]
        for text in files {
            let target = try Self.target(key, file: text, simulator)
            let outcome = try await target.deliver()
            switch outcome {
            case .unauthorised(let reason), .transient(.connectorSecretUnavailable, let reason, nil):
                #expect(reason.contains("WORKSPACE_KEY"), "\(reason)")
            default: Issue.record("\(outcome)")
            }
            let shown = "\(outcome) \(outcome.reason) \(target.trace.exchanges)"
            #expect(!shown.contains("MII") && !shown.contains("canary"), "\(shown)")
            #expect(!key.secretLines.contains { shown.contains($0) })
        }
        #expect(simulator.tokenRequests.isEmpty && simulator.requests.isEmpty)
    }

    @Test func `an assertion and a key that the token endpoint echoes are not shown`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        let line = try #require(try GoogleServiceKey.first.get().secretLines.first)
        simulator.failTokens { request in
            let assertion = String(decoding: request.body ?? [], as: UTF8.self).split(separator: "=").last ?? ""
            return GoogleSimulator.json(
                400, .object(("error", .string(line)), ("error_description", .string("bad \(assertion)!"))))
        }
        let outcome = try await target.deliver()
        #expect(
            outcome
                == .unauthorised(
                    reason: "no token from https://oauth2.googleapis.com/token: it answered 400 (••••••••: bad ••••••••!)"))
        #expect(!simulator.issuedSecrets.contains { "\(target.trace.exchanges)".contains($0) })
    }

    @Test func `the token endpoint's troubles are told apart`() async throws {
        let answers: [(HTTPResponse, String)] = [
            (HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", "9")]), "R6006"),
            (HTTPResponse(status: 503), "R6005"), (HTTPResponse(status: 200, body: Array("<html>".utf8)), "R6007"),
            (HTTPResponse(status: 302), "R6007"), (HTTPResponse(status: 401), "R6004"),
        ]
        for (answer, code) in answers {
            let (target, simulator) = try GoogleConnectorTests.target()
            simulator.failTokens(answer)
            #expect(try await target.deliver().code?.id == code)
            #expect(simulator.requests.isEmpty)
        }
    }

    @Test func `Google's own library finds the assertion signed by the key`() async throws {
        let (target, simulator) = try GoogleConnectorTests.target()
        try await target.deliver()
        let form = String(decoding: try #require(simulator.tokenRequests.first?.body), as: UTF8.self)
        let assertion = String(form.split(separator: "=").last ?? "")
        try await TemporaryFolder.with { folder in
            let file = try folder.write(try GoogleServiceKey.first.get().file, to: "key.json")
            let script = Repository.url("Tests/ScenarioTests/Peers/google_client.py").path(percentEncoded: false)
            let run = try await ProgramRun.command(
                try PeerVenv.program("python").path(percentEncoded: false), [script, "claims", file, assertion])
            #expect(run.exitCode == 0, "\(run.stderr)")
            let claims = try JSONReader.read(Array(run.stdout.utf8))
            #expect(claims["sub"] == .string(GoogleSimulator.administrator))
            #expect(claims["scope"] == .string(GoogleSimulator.userScope))
            #expect(claims["iat"]?.int == Int(ConnectorCase.now.milliseconds / 1000))
        }
    }
}

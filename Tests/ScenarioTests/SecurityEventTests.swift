import Foundation
import TestSupport
import Testing

/// A transmitter that we did not write the signatures of, the built program, and a SCIM server that we did not write.
struct SecurityEventTests {
    private struct Push: Decodable {
        let step: String
        let status: Int
        let type: String?
        let language: String?
        let body: String
        /// How often the key set was read so far.
        let asked: Int

        var err: String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]
            return object.flatMap { $0["description"] == nil ? nil : $0["err"] }
        }
    }

    private func trigger(jwksPort: Int) -> String {
        """
        apiVersion: reconcile/v1
        kind: LoginTrigger
        metadata: {name: ssf}
        spec:
          type: set
          issuer: http://127.0.0.1:\(jwksPort)
          audience: [https://provisioning.example]
          keys: {url: http://127.0.0.1:\(jwksPort)/jwks.json}
          applications: [crm]
          login:
            application: {name: crm}
            connection: {claim: subject.iss, values: {"https://corp.okta.example": corp-okta}}
            claims: {email: event.mail, given_name: event.name.first, family_name: event.name.last}
        """
    }

    private func pushes(to address: String, jwksPort: Int) async throws -> [String: Push] {
        let script = Repository.url("Tests/ScenarioTests/Peers/secevent_transmitter.py").path(percentEncoded: false)
        let program = try RunningProgram(
            try PeerVenv.program("python"), [script, "\(jwksPort)", "\(address)/triggers/ssf"])
        defer { program.kill() }
        let run = try await program.finish(within: .seconds(60))
        #expect(run.exitCode == 0, "\(run.stderr)")
        var pushes: [String: Push] = [:]
        for line in run.stdout.split(separator: "\n") {
            let push = try JSONDecoder().decode(Push.self, from: Data(line.utf8))
            pushes[push.step] = push
        }
        return pushes
    }

    @Test func `pushed tokens of an issuer that rotates its key become accounts, others are refused`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                let jwksPort = try FreePort.next()
                try ManifestTree.write(to: folder, port: port)
                try trigger(jwksPort: jwksPort).write(
                    to: folder.url.appending(path: "manifests/ssf.yaml"), atomically: true, encoding: .utf8)
                let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                #expect(applied.exitCode == 0, "\(applied.stderr)")
                let listener = try await ListenerProcess.start(
                    in: folder, environment: ["WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "x"])
                defer { listener.kill() }
                let pushes = try await pushes(to: listener.address, jwksPort: jwksPort)
                try check(pushes)
                for person in ["ada", "grace", "joan"] {
                    let body = try await account(of: person, port: port)
                    #expect(body.contains("\"totalResults\": 1") || body.contains("\"totalResults\":1"), "\(body)")
                    #expect(body.contains("sub-\(person)"), "\(body)")
                }
                let log = try await listener.stop()
                #expect(log.contains("R5032"), "the operator is told about the keys that could not be had")
            }
        }
    }

    private func check(_ pushes: [String: Push]) throws {
        func push(_ step: String) throws -> Push { try #require(pushes[step], "no step \(step)") }
        for step in ["first", "repeated", "RS256", "rotated", "verification"] {
            let push = try push(step)
            #expect(push.status == 202 && push.body.isEmpty && push.type == nil, "\(push)")
        }
        for (step, err) in [
            ("unknown key", "invalid_key"), ("still remembered", "invalid_key"), ("another key", "invalid_key"),
            ("old key", "invalid_key"), ("forged", "authentication_failed"), ("ID token", "invalid_request"),
            ("none", "invalid_key"), ("audience", "invalid_audience"), ("issuer", "invalid_issuer"),
            ("subject", "invalid_request"),
        ] {
            let push = try push(step)
            #expect(push.status == 400 && push.err == err, "\(push)")
            #expect(push.type == "application/json" && push.language == "en", "\(push)")
        }
        #expect(try push("issuer away").status == 503)
        #expect(try push("JSON").status == 415)
        // Away, the first keys, and one look for each of `second`, `third` and what `rotated` needed no look for.
        #expect(try push("first").asked == 2)
        #expect(try push("still remembered").asked == 3)
        #expect(try push("another key").asked == 4)
        #expect(try push("JSON").asked <= 6)
    }

    /// What the SCIM server knows about the person, as soon as it knows one.
    private func account(of person: String, port: Int) async throws -> String {
        var body = ""
        for _ in 0..<100 where !body.contains("sub-\(person)") {
            try await Task.sleep(for: .milliseconds(100))
            body = try await HTTPCommand.run(
                "http://127.0.0.1:\(port)/v2/Users",
                [
                    "-G", "-H", "Authorization: Bearer secret", "--data-urlencode",
                    "filter=userName eq \"\(person)@example.com\"",
                ]
            ).body
        }
        return body
    }
}

import Foundation
import TestSupport
import Testing

/// The simulated Salesforce organisation over HTTP: our program provisions it, and a client that we did not write
/// reads what is there and understands every answer.
@Suite(.timeLimit(.minutes(2))) struct SalesforceClientTests {
    static let secret = "s3cr3t-Canary/+="
    static let subject = #"00u'1\ "é"#

    /// Runs `body` with the organisation's port and a folder that holds the app's key.
    private func withOrganisation(_ body: (Int, TemporaryFolder) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            for arguments in [
                ["genrsa", "-out", "key.pem", "2048"], ["rsa", "-in", "key.pem", "-pubout", "-out", "public.pem"],
            ] {
                let made = try await ProgramRun.command("openssl", arguments, in: folder.url)
                try #require(made.exitCode == 0, "\(made.stderr)")
            }
            let port = try FreePort.next()
            let server = try RunningProgram(
                try ProgramRun.executable("TargetServer"),
                [
                    "salesforce", "\(port)", "publicKey=\(folder.path)/public.pem",
                    "instanceUrl=http://127.0.0.1:\(port)", "takenElsewhere=taken@example.com",
                ])
            defer { server.kill() }
            try await server.wait(for: "answer on port \(port)") { _ in FreePort.answersHTTP(port: port) ? () : nil }
            try await body(port, folder)
        }
    }

    private func manifests(_ port: Int) -> String {
        let connector = """
            apiVersion: reconcile/v1
            kind: OutboundConnector
            metadata: {name: crm}
            spec:
              connection: corp-okta
              type: salesforce
              enabled: true
              settings:
                instanceUrl: http://127.0.0.1:\(port)
                authentication:
                  jwtBearer:
                    clientId: 3MVG9.reconcile
                    username: provisioning@example.com
                    privateKey: {file: key.pem}
                newAccounts: {profile: Standard User, timeZone: Europe/Berlin}
              mapping:
                Username: "{{email}}"
                Street: "{{street}}"
            """
        return [ManifestTree.connection(extra: "  attributes: {street: street}"), connector, ManifestTree.flow].joined(
            separator: "\n---\n")
    }

    private func provision(_ claims: [String: String], in folder: TemporaryFolder) async throws -> ProgramRun {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: claims), as: UTF8.self)
        return try await ProgramRun.reconcile(
            ["provision", "--connection", "corp-okta", "--application", "crm", "--claims", "-"], input: text,
            in: folder.url)
    }

    private func report(of port: Int) async throws -> [String: [String]] {
        let script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
        let answer = try await ProgramRun.command(
            "python3", ["-c", script, "http://127.0.0.1:\(port)/simulator"])
        return try JSONDecoder().decode([String: [String]].self, from: Data(answer.stdout.utf8))
    }

    @Test func `another client finds what we provisioned, and understands the organisation's answers`() async throws {
        try await withOrganisation { port, folder in
            try folder.write(manifests(port), to: "manifests/all.yaml")
            let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            try #require(applied.exitCode == 0, "\(applied.stderr)")
            let tested = try await ProgramRun.reconcile(["connector", "test", "crm"], in: folder.url)
            #expect(tested.exitCode == 0, "\(tested.stdout)\(tested.stderr)")
            #expect(tested.stdout.contains("may create and update users"), "\(tested.stdout)")

            let claims = [
                "sub": Self.subject, "email": "ada@example.com", "given_name": "Ada", "family_name": "Größe 😀",
                "street": "Straße 1\nHinterhaus",
            ]
            for _ in 1...2 {
                let run = try await provision(claims, in: folder)
                #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
            }
            var accounts = try await report(of: port)
            #expect(accounts["accounts"]?.count == 1)
            #expect(accounts["violations"] == [])
            let ours = try #require(accounts["accounts"]?.first)

            let run = try await ProgramRun.command(
                try PeerVenv.program("python").path(),
                [
                    Repository.url("Tests/ScenarioTests/Peers/salesforce_client.py").path(), "\(port)",
                    "\(folder.path)/key.pem", Self.secret, Self.subject,
                ])
            try #require(run.exitCode == 0, "\(run.stderr)")
            let results = try #require(
                try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
            let found = try #require(results["found"] as? [String: Any])
            #expect(found["total"] as? Int == 1 && found["done"] as? Bool == true && found["type"] as? String == "User")
            #expect(
                found["record"] as? [String: String] == [
                    "Id": ours, "Username": "ada@example.com", "LastName": "Größe 😀", "Street": "Straße 1\nHinterhaus",
                ])
            try expect(results, ours)
            accounts = try await report(of: port)
            #expect(accounts["accounts"]?.count == 2)
        }
    }

    private func expect(_ results: [String: Any], _ ours: String) throws {
        #expect(results["refused login"] as? String == "invalid_client")
        #expect(results["jwt login"] as? Bool == true)
        #expect((results["created"] as? [String: Any])?["success"] as? Bool == true)
        #expect(results["updated"] as? Int == 204)
        let read = try #require(results["read"] as? [String: Any])
        #expect(read["LastName"] as? String == "Hopper é😀" && read["Title"] as? String == "Rear Admiral")
        #expect(read["IsActive"] as? Bool == false)
        #expect(results["short id"] as? String == read["Id"] as? String)
        #expect(results["usage"] as? Int == 15000 && results["limits"] as? Int == 15000)
        #expect(results["may create"] as? Bool == true)
        let errors = [
            "twice": "SalesforceMalformedRequest 400 DUPLICATE_USERNAME",
            "elsewhere": "SalesforceMalformedRequest 400 DUPLICATE_USERNAME",
            "incomplete": "SalesforceMalformedRequest 400 REQUIRED_FIELD_MISSING",
            "too long": "SalesforceMalformedRequest 400 STRING_TOO_LONG",
            "no such field": "SalesforceMalformedRequest 400 INVALID_FIELD",
            "no such user": "SalesforceResourceNotFound 404 NOT_FOUND",
            "no such profile": "SalesforceMalformedRequest 400 INVALID_CROSS_REFERENCE_KEY",
            "deleted": "SalesforceMalformedRequest 400 INVALID_TYPE_FOR_OPERATION",
            "bad query": "SalesforceMalformedRequest 400 MALFORMED_QUERY",
            "stale session": "SalesforceExpiredSession 401 INVALID_SESSION_ID",
        ]
        for (name, expected) in errors {
            let error = try #require(results[name] as? [String: Any], "\(name): \(results[name] ?? "nothing")")
            #expect("\(error["error"] ?? "") \(error["status"] ?? "") \(error["code"] ?? "")" == expected, "\(name)")
        }
    }
}

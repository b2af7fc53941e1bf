import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// The simulated Workspace account is understood by Google's own client, and provisioned by the program beside it.
@Suite(.timeLimit(.minutes(2))) struct GoogleClientTests {
    struct Account: Sendable {
        let port: Int
        let keyFile: String
        let folder: TemporaryFolder

        static func client(_ arguments: String...) async throws -> ProgramRun {
            let script = Repository.url("Tests/ScenarioTests/Peers/google_client.py").path(percentEncoded: false)
            let run = try await ProgramRun.command(
                try PeerVenv.program("python").path(percentEncoded: false), [script] + arguments)
            try #require(run.exitCode == 0, "\(run.stderr)")
            return run
        }

        /// What the simulator holds and what it had to complain about.
        func report() async throws -> [String: [String]] {
            let address = try #require(URL(string: "http://127.0.0.1:\(port)/simulator"))
            let (data, _) = try await URLSession.shared.data(from: address)
            return try JSONDecoder().decode([String: [String]].self, from: data)
        }
    }

    static func withAccount(_ body: (Account) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let port = try FreePort.next()
            let keyFile = folder.path + "/key.json"
            _ = try await Account.client("make", keyFile, "http://127.0.0.1:\(port)/token")
            let server = try RunningProgram(
                try ProgramRun.executable("TargetServer"),
                ["google", "\(port)", "keyFile=\(keyFile)", "groups=eng@example.com"])
            defer { server.kill() }
            let account = Account(port: port, keyFile: keyFile, folder: folder)
            let end = ContinuousClock.now + .seconds(30)
            while (try? await account.report()) == nil {
                try #require(server.isRunning && ContinuousClock.now < end, "\(server.stderr)")
                try await Task.sleep(for: .milliseconds(20))
            }
            try await body(account)
        }
    }

    @Test func `Google's own client creates, finds, changes and deletes a user there`() async throws {
        try await Self.withAccount { account in
            let run = try await Account.client("use", account.keyFile, "http://127.0.0.1:\(account.port)")
            let found = try #require(
                try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? NSDictionary, "\(run.stdout)")
            let expected: NSDictionary = [
                "kind": "admin#directory#user", "found": true, "nobody": [] as [String], "duplicate": [409, "duplicate"],
                "patched": true, "read": true, "joined": true, "member": "peer@example.com", "left": "",
                "noMember": [404, "notFound"], "noGroup": [404, "notFound"], "deleted": "", "gone": [404, "notFound"],
            ]
            #expect(found == expected, "\(run.stdout)")
            #expect(try await account.report()["violations"] == [])
        }
    }

    @Test func `the program tests, shows and provisions the account, and prints no secret`() async throws {
        try await Self.withAccount { account in
            try account.folder.write(Self.manifest(account), to: "manifests/all.yaml")
            var printed = ""
            func run(_ arguments: String..., input: String? = nil) async throws -> ProgramRun {
                let run = try await ProgramRun.reconcile(
                    arguments, environment: ["APP_BACKEND_WEBHOOK_SECRET": "signing"], input: input,
                    in: account.folder.url)
                printed += run.stdout + run.stderr
                return run
            }
            #expect(try await run("apply", "-f", "manifests").exitCode == 0, "\(printed)")
            let test = try await run("connector", "test", "workspace")
            #expect(test.exitCode == 0 && test.stdout.contains("is a super administrator"), "\(printed)")

            let claims = #"{"sub":"00u1","email":"Ada@example.com","given_name":"Ada","family_name":"Lovelace","groups":["engineering"]}"#
            let who = ["--connection", "corp-okta", "--application", "crm", "--claims", "-"]
            let dry = try await ProgramRun.reconcile(
                ["provision", "--dry-run"] + who, input: claims, in: account.folder.url)
            #expect(dry.exitCode == 0 && dry.stdout.contains(#""hashFunction":"SHA-1""#), "\(dry.stdout)\(dry.stderr)")
            #expect(try await account.report()["accounts"] == [])
            let live = try await ProgramRun.reconcile(["provision"] + who, input: claims, in: account.folder.url)
            #expect(live.exitCode == 0, "\(live.stdout)\(live.stderr)")
            printed += dry.stdout + dry.stderr + live.stdout + live.stderr

            let report = try await account.report()
            #expect(report["accounts"]?.count == 1 && report["violations"] == [])
            #expect(report["requests"]?.last?.hasSuffix("/groups/eng%40example.com/members") == true, "\(report)")
            let key = try String(contentsOfFile: account.keyFile, encoding: .utf8)
            let lines = key.components(separatedBy: "\\n").filter { $0.count > 40 && !$0.contains("{") }
            #expect(lines.count > 10 && !lines.contains { printed.contains($0) })
            #expect(!printed.contains("s3cr3t-Canary"))
        }
    }

    private static func manifest(_ account: Account) -> String {
        """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: corp-okta}
        spec:
          displayName: Okta
          oidc: {issuer: https://corp.okta.example, clientId: a, clientSecret: {env: SECRET}}
        ---
        apiVersion: reconcile/v1
        kind: LoginFlow
        metadata: {name: crm}
        spec:
          application: {displayName: CRM, url: https://crm.example.com}
          steps: [{options: [{connection: corp-okta}]}]
        ---
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: workspace}
        spec:
          connection: corp-okta
          type: google
          enabled: true
          settings:
            serviceAccountKey: {file: \(account.keyFile)}
            adminEmail: admin@example.com
            domain: example.com
            groups: {engineering: eng@example.com}
            baseUrl: http://127.0.0.1:\(account.port)
        """
    }
}

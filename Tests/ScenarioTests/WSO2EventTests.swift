import Foundation
import TestSupport
import Testing

/// Events as WSO2 Identity Server publishes them, over HTTP, to an account at a server that we did not write.
struct WSO2EventTests {
    private static let secret = "the webhook's secret"
    private static let environment = ["WIKI_SCIM_TOKEN": "secret", "WSO2_WEBHOOK_SECRET": secret]

    private static func manifests(port: Int, options: String = "{connection: corp-okta}") -> String {
        [
            ManifestTree.connection(), ManifestTree.connection("corp-entra"),
            ManifestTree.connector(port: port),
            """
            apiVersion: reconcile/v1
            kind: LoginFlow
            metadata: {name: crm}
            spec:
              application: {displayName: CRM, identifiers: [MyApp]}
              steps:
                - options: [\(options), {local: BasicAuthenticator}]
            """,
            """
            apiVersion: reconcile/v1
            kind: LoginTrigger
            metadata: {name: identity-server}
            spec:
              type: wso2
              secret: {env: WSO2_WEBHOOK_SECRET}
              topics: [myorg.10084.schema.wso2.v1.event.login]
            """,
        ].joined(separator: "\n---\n")
    }

    private static func with(
        port: Int, options: String = "{connection: corp-okta}", _ body: (ListenerProcess) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(manifests(port: port, options: options), to: "manifests/all.yaml")
            let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            #expect(applied.exitCode == 0, "\(applied.stderr)")
            let listener = try await ListenerProcess.start(in: folder, environment: environment)
            defer { listener.kill() }
            try await body(listener)
            _ = try await listener.stop()
        }
    }

    private static func send(_ listener: ListenerProcess, query: String = "", _ arguments: [String]) async throws
        -> String
    {
        try await run(["one", listener.address + "/triggers/identity-server" + query, secret] + arguments)
    }

    private static func run(_ arguments: [String]) async throws -> String {
        let script = Repository.url("Tests/ScenarioTests/Peers/wso2_sender.py").path(percentEncoded: false)
        let run = try await ProgramRun.command("python3", [script] + arguments)
        #expect(run.exitCode == 0, "\(run.stderr)")
        return run.stdout
    }

    @Test func `a sign-in that the server tells makes an account, in either style of the event`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await Self.with(port: port) { listener in
                let first = try await Self.send(
                    listener, query: "?wait=10s", ["loginSuccess", "Zoë", "OpenIDConnectAuthenticator", "latin"])
                #expect(first.hasPrefix("200 ") && first.contains(#""status":"succeeded""#), "\(first)")
                let account = try await HTTPCommand.run(
                    "http://127.0.0.1:\(port)/v2/Users", ["-H", "Authorization: Bearer secret"])
                for part in ["ada@example.com", "Zo", "Lovelace"] {
                    #expect(account.body.contains(part), "\(part) is missing in \(account.body)")
                }
                #expect(account.body.contains("Zoë") || account.body.contains(#"Zo\u00eb"#), "\(account.body)")
                let second = try await Self.send(
                    listener, query: "?wait=10s", ["loginSuccess", "Zoë", "OpenIDConnectAuthenticator", "asgardeo"])
                #expect(second.contains("unchanged"), "\(second)")
                for arguments in [
                    ["loginFailed", "Eve", "BasicAuthenticator"],
                    ["sessionEstablished", "Eve", "OpenIDConnectAuthenticator"],
                    ["loginSuccess", "Eve", "BasicAuthenticator"],
                ] {
                    let answer = try await Self.send(listener, arguments)
                    #expect(answer.hasPrefix("202 ") && answer.contains(#""ignored""#), "\(answer)")
                }
            }
        }
    }

    @Test func `a connection that can't be told is refused with what to declare`() async throws {
        try await Self.with(port: 1, options: "{connection: corp-okta}, {connection: corp-entra}") { listener in
            let answer = try await Self.send(listener, ["loginSuccess", "Ada", "OpenIDConnectAuthenticator"])
            #expect(answer.hasPrefix("422 ") && answer.contains("R5011"), "\(answer)")
            #expect(answer.contains("authenticators"), "\(answer)")
        }
    }

    @Test func `a hub is told whether its subscription is wanted`() async throws {
        try await Self.with(port: 1) { listener in
            func ask(_ mode: String, _ topic: String) async throws -> ListenerProcess.Answer {
                try await listener.get(
                    "/triggers/identity-server?hub.mode=\(mode)&hub.topic=\(topic)&hub.challenge=a%20b-7&hub.lease_seconds=864000"
                )
            }
            for mode in ["subscribe", "unsubscribe"] {
                let answer = try await ask(mode, "myorg.10084.schema.wso2.v1.event.login")
                #expect(answer.status == 200 && answer.body == "a b-7", "\(answer)")
                let other = try await ask(mode, "myorg.10084.schema.wso2.v1.event.session")
                #expect(other.status == 404 && other.body.contains("R5041"), "\(other)")
            }
        }
    }

    /// The publisher waits 300 ms for an answer. The target does not answer here, and nobody may wait for it.
    @Test func `events are acknowledged in the time that the publisher gives`() async throws {
        try await Self.with(port: 1) { listener in
            let figures = try await Self.run(
                ["many", listener.address + "/triggers/identity-server", Self.secret, "500"])
            print("WSO2 acknowledgement, ms:", figures)
            // How long the slowest waited is the disk's matter on a busy machine: `make hang` measures it.
            let match = try #require(figures.firstMatch(of: /p50 ([\d.]+) .* refused (\d+)/))
            #expect(Double(match.1) ?? .infinity < 300, "\(figures)")
            #expect(match.2 == "0", "\(figures)")
        }
    }
}

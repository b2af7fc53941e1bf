import Foundation
import TestSupport
import Testing

/// A running listener whose console has something of everything: connections, login flows, connectors that are well,
/// off, down and refusing, and deliveries that succeeded, were skipped, wait and were given up.
struct FilledHouse {
    static let secrets = [
        "WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing",
        "CONSOLE_TOKEN": "a long random console token",
    ]

    let folder: TemporaryFolder
    let listener: ListenerProcess
    /// The SCIM server that `wiki` and `chat` provision, which we did not write.
    let port: Int

    /// - Parameters:
    ///   - arguments: More arguments of `reconcile listen`.
    ///   - more: How many connectors there are besides, to see a large house.
    static func with(
        _ arguments: [String] = ["--console-write"], more: Int = 0, isolation: isolated (any Actor)? = #isolation,
        _ body: (FilledHouse) async throws -> Void
    ) async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                try folder.write(manifests(port: port, more: more), to: "manifests/all.yaml")
                let applied = try await ProgramRun.reconcile(
                    ["apply", "-f", "manifests"], environment: secrets, in: folder.url)
                try #require(applied.exitCode == 0, "\(applied.stderr)")
                let listener = try await ListenerProcess.start(in: folder, environment: secrets, arguments)
                defer { listener.kill() }
                let house = FilledHouse(folder: folder, listener: listener, port: port)
                try await house.fill()
                try await body(house)
            }
        }
    }

    /// Signs Ada in, and changes one toggle by hand.
    private func fill() async throws {
        let first = try await login("evt-1")
        try #require(first.status == 202 || first.status == 200, "\(first.body)")
        try await wait { deliveries in
            deliveries["wiki"] == "succeeded" && deliveries["chat"] == "dead" && deliveries["lab"] == "skipped"
        }
        _ = try await run("connector", "disable", "lab")
    }

    @discardableResult
    func login(_ id: String, subject: String = "00u1", email: String = "ada@example.com") async throws
        -> ListenerProcess.Answer
    {
        try await listener.post(
            secret: "signing", id: id, subject: subject,
            claims: ["email": email, "preferred_username": email, "name": "Ada Lovelace"])
    }

    /// Mends the manifest of `chat`, whose mapping gives no user name, and applies it.
    func mendChat() async throws {
        let text = Self.manifests(port: port, more: 0, userName: "{{email}}")
        try folder.write(text, to: "manifests/all.yaml")
        try #require(try await run("apply", "-f", "manifests").exitCode == 0)
    }

    func run(_ arguments: String...) async throws -> ProgramRun {
        try await ProgramRun.reconcile(arguments, environment: Self.secrets, in: folder.url)
    }

    /// Waits until the newest delivery to each connector stands so.
    func wait(for condition: ([String: String]) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            let run = try await ProgramRun.reconcile(
                ["deliveries", "-o", "json"], environment: Self.secrets, in: folder.url)
            let object = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
            var newest: [String: String] = [:]
            for delivery in object?["deliveries"] as? [[String: Any]] ?? [] {
                guard let connector = delivery["connector"] as? String, newest[connector] == nil else { continue }
                newest[connector] = delivery["status"] as? String
            }
            if condition(newest) { return }
            try #require(ContinuousClock.now < end, "\(newest)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until a page of the listener holds the text.
    func waitForPage(_ path: String = "/console", toShow text: String) async throws -> String {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            let page = try await listener.get(path)
            if page.body.contains(text) { return page.body }
            try #require(ContinuousClock.now < end, "\(text) is missing in\n\(page.body)")
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func manifests(port: Int, more: Int, userName: String = "{{title}}") -> String {
        var documents = [
            connection("corp-okta", "Corporate Okta"), connection("corp-entra", "Entra ID"),
            connection("partners", "Partners"), flow("crm", "CRM", ["corp-okta"]),
            flow("shop", "Shop", ["corp-okta", "corp-entra"]), flow("portal", "Partner portal", ["partners"]),
            connector("wiki", port: port), connector("chat", port: port, userName: userName),
            // Nobody listens there: its deliveries wait.
            connector("desk", port: 1), connector("lab", port: port, "  scope: {groups: [engineering]}"),
            connector("mail", of: "corp-entra", port: port, enabled: false), ManifestTree.trigger,
        ]
        for number in 0..<more {
            let name = "a-connector-with-a-rather-long-name-of-the-partner-\(100 + number)"
            documents.append(connector(name, of: "partners", port: port, enabled: number % 3 != 0))
        }
        return documents.joined(separator: "\n---\n")
    }

    private static func connection(_ name: String, _ displayName: String) -> String {
        """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: \(name)}
        spec:
          displayName: \(displayName)
          oidc: {issuer: "https://\(name).example", clientId: client}
        """
    }

    private static func flow(_ name: String, _ displayName: String, _ connections: [String]) -> String {
        """
        apiVersion: reconcile/v1
        kind: LoginFlow
        metadata: {name: \(name)}
        spec:
          application: {displayName: \(displayName)}
          steps: [{options: [\(connections.map { "{connection: \($0)}" }.joined(separator: ", "))]}]
        """
    }

    private static func connector(
        _ name: String, of connection: String = "corp-okta", port: Int, enabled: Bool = true,
        userName: String = "{{email}}", _ more: String = ""
    ) -> String {
        """
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: \(name)}
        spec:
          connection: \(connection)
          type: scim2
          enabled: \(enabled)
          settings:
            baseUrl: http://127.0.0.1:\(port)/v2
            authentication: {bearer: {token: {env: WIKI_SCIM_TOKEN}}}
          mapping: {userName: "\(userName)"}
        \(more)
        """
    }
}

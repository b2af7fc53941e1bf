import Foundation
import TestSupport
import Testing

/// `examples/nginx-app` with everything around it, on free ports: an OpenID Connect provider, a SCIM server, the listener
/// and nginx, which terminates TLS with a certificate of its own making.
struct LoginPageHouse {
    /// Where the application is for browsers: `https://crm.localhost:PORT`.
    let application: String
    let providerPort: Int
    let scimPort: Int
    /// With the manifests, the state and nginx's configuration.
    let folder: TemporaryFolder
    let listener: ListenerProcess

    static let environment = [
        "STAFF_CLIENT_SECRET": "the client's secret", "WIKI_SCIM_TOKEN": "secret",
        "SESSION_KEY": "0123456789abcdef0123456789abcdef",
    ]

    /// People at the provider: Ada is in the connector's scope, Eve is not.
    static let people = [
        #"{"sub":"00u1","email":"ada@example.com","preferred_username":"ada","name":"Ada Lovelace","groups":["engineering"]}"#,
        #"{"sub":"00u2","email":"eve@example.com","preferred_username":"eve","name":"Eve","groups":["sales"]}"#,
    ]

    /// Starts everything, runs `body`, and ends everything whatever happened.
    ///
    /// - Parameter change: What to do to the manifests before they are applied.
    static func with<Result>(
        changing change: (String) -> String = { $0 }, isolation: isolated (any Actor)? = #isolation,
        _ body: (LoginPageHouse) async throws -> Result
    ) async throws -> Result {
        try await PeerProcess.withSCIMServer { scim, _ in
            try await PeerProcess.with(
                "oidc-provider-mock",
                arguments: { ["-p", "\($0)"] + people.flatMap { ["--user-claims", $0] } }
            ) { provider, _ in
                try await TemporaryFolder.with { folder in
                    let front = try FreePort.next()
                    let ports = Ports(front: front, provider: provider, scim: scim, application: try FreePort.next())
                    try await ports.copyExample(to: folder, changing: change)
                    let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                    try #require(applied.exitCode == 0, "\(applied.stdout)\(applied.stderr)")
                    let listener = try await ListenerProcess.start(
                        in: folder, environment: environment, ["--session-key", "env:SESSION_KEY"])
                    defer { listener.kill() }
                    try ports.writeProxy(to: folder, listener: listener.address)
                    let nginx = try RunningProgram(
                        URL(filePath: "/usr/sbin/nginx"), ["-p", folder.path, "-c", "nginx.conf", "-e", "stderr"],
                        in: folder.url)
                    defer { nginx.terminate() }
                    try await nginx.wait(for: "nginx on port \(ports.application)") { _ in
                        FreePort.answersHTTP(port: ports.application) ? () : nil
                    }
                    return try await body(
                        LoginPageHouse(
                            application: "https://crm.localhost:\(front)", providerPort: provider, scimPort: scim,
                            folder: folder, listener: listener))
                }
            }
        }
    }

    /// How many accounts the wiki has of this user name, and what it says of them.
    func account(_ userName: String) async throws -> (count: Int, body: String) {
        let answer = try await HTTPCommand.run(
            "http://127.0.0.1:\(scimPort)/v2/Users",
            ["-G", "-H", "Authorization: Bearer secret", "--data-urlencode", "filter=userName eq \"\(userName)\""])
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        return (object?["totalResults"] as? Int ?? -1, answer.body)
    }

    /// Waits until the wiki has the account.
    func waitForAccount(_ userName: String) async throws -> String {
        let limit = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < limit {
            let found = try await account(userName)
            if found.count == 1 { return found.body }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Browser.Stuck(description: "no account of \(userName): \(listener.output)")
    }

    private struct Ports {
        let front: Int
        let provider: Int
        let scim: Int
        let application: Int

        private func replaced(_ text: String) -> String {
            text.replacing("127.0.0.1:9400", with: "127.0.0.1:\(provider)")
                .replacing("127.0.0.1:8000", with: "127.0.0.1:\(scim)")
                .replacing("127.0.0.1:8081", with: "127.0.0.1:\(application)")
                .replacing(":8443", with: ":\(front)")
        }

        func copyExample(to folder: TemporaryFolder, changing change: (String) -> String) async throws {
            let manifests = try Repository.text("examples/nginx-app/manifests/all.yaml")
            try folder.write(change(replaced(manifests)), to: "manifests/all.yaml")
            try folder.write(try Repository.text("examples/nginx-app/app/index.html"), to: "app/index.html")
            let made = try await ProgramRun.command(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=crm.localhost", "-addext", "subjectAltName=DNS:crm.localhost", "-keyout", "key.pem",
                    "-out", "certificate.pem",
                ], in: folder.url)
            try #require(made.exitCode == 0, "\(made.stderr)")
        }

        func writeProxy(to folder: TemporaryFolder, listener: String) throws {
            // One process alone, so that ending it leaves no worker behind.
            let configuration = replaced(try Repository.text("examples/nginx-app/nginx.conf"))
                .replacing("daemon off;", with: "daemon off; master_process off;")
                .replacing("127.0.0.1:8420", with: listener.replacing("http://", with: ""))
            try folder.write(configuration, to: "nginx.conf")
        }
    }
}

/// A browser of `curl`, whose cookies are in a file: follows redirects and posts forms.
struct CurlBrowser {
    struct Page {
        let status: Int
        let address: String
        let text: String

        /// The text of the element with this id.
        func element(_ id: String) -> String? {
            guard let start = text.range(of: "id=\"\(id)\">") else { return nil }
            return String(text[start.upperBound...].prefix { $0 != "<" })
        }
    }

    let folder: TemporaryFolder
    var name = "jar"
    var agent = "Test/1"

    func open(_ address: String, following: Bool = true, _ more: [String] = []) async throws -> Page {
        let jar = folder.url.appending(path: name).path(percentEncoded: false)
        let run = try await ProgramRun.command(
            "curl",
            [
                "-sk", "--max-time", "20", "-A", agent, "-b", jar, "-c", jar, "-w",
                "\n%{http_code} %{url_effective} %{redirect_url}",
            ] + (following ? ["-L", "--max-redirs", "10"] : []) + more + [address])
        let lines = run.stdout.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.last?.split(separator: " ", omittingEmptySubsequences: false).map(String.init) ?? []
        return Page(
            status: Int(last.first ?? "") ?? 0,
            address: following ? last.dropFirst().first ?? "" : last.dropFirst(2).first ?? "",
            text: lines.dropLast().joined(separator: "\n"))
    }

    /// Opens the application and signs in at the provider: the page that comes of it.
    func signIn(at address: String, as subject: String) async throws -> Page {
        let asked = try await open(address)
        try #require(asked.status == 200 && asked.text.contains("name=\"sub\""), "\(asked)")
        return try await open(asked.address, ["--data-urlencode", "sub=\(subject)"])
    }

    /// The same page again until it is the application's.
    func waitForApplication(_ page: Page) async throws -> Page {
        var page = page
        let limit = ContinuousClock.now + .seconds(20)
        while page.address.contains("/progress/"), ContinuousClock.now < limit {
            try await Task.sleep(for: .milliseconds(50))
            page = try await open(page.address)
        }
        return page
    }

    func copy(named other: String, agent: String? = nil) throws -> CurlBrowser {
        try folder.write(try folder.read(name), to: other)
        return CurlBrowser(folder: folder, name: other, agent: agent ?? self.agent)
    }
}

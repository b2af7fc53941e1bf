import Foundation
import TestSupport
import Testing

/// A listener that is killed again and again loses no acknowledged login and makes no account twice.
struct ListenerCrashTests {
    private static let versions = 5
    /// The longest a listener lives before it is killed, in seconds; the shortest dies while it starts.
    private static let longestLife = 1.4
    private static let environment = ["WIKI_SCIM_TOKEN": "secret", "APP_BACKEND_WEBHOOK_SECRET": "signing"]

    private struct Account: Decodable {
        struct Name: Decodable { let familyName: String? }

        let userName: String
        let externalId: String?
        let displayName: String?
        let title: String?
        let name: Name?
        let active: Bool?
    }

    private func number(_ name: String, otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? otherwise
    }

    @Test func `kill -9 while logins arrive leaves each person one account with the latest attributes`() async throws {
        let kills = number("RECONCILE_KILLS", otherwise: 10)
        let people = max(1, number("RECONCILE_LOGINS", otherwise: 500) / Self.versions)
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        print("listener crash test: \(kills) kills, \(people * Self.versions) logins, seed \(seed)")
        let start = ContinuousClock.now
        try await PeerProcess.withSCIMServer { port, server in
            try await TemporaryFolder.with { folder in
                try write(to: folder, port: port)
                let applied = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
                #expect(applied.exitCode == 0, "\(applied.stderr)")
                let listenerPort = try FreePort.next()
                let storm = try self.storm(port: listenerPort, people: people, kills: kills)
                defer { storm.kill() }
                let underFire = try await crash(
                    kills, port: listenerPort, in: folder, while: storm, random: &random)
                let listener = try await ListenerProcess.start(
                    in: folder, environment: Self.environment, port: listenerPort)
                defer { listener.kill() }
                let sent = try await storm.finish(within: .seconds(300))
                #expect(sent.exitCode == 0, "\(sent.stderr)")
                let counts = try await drained(in: folder)
                #expect(counts["dead"] == nil, "\(counts)")
                #expect(counts["skipped"] == nil, "\(counts)")
                _ = try await listener.stop()

                let accounts = try await accounts(port: port)
                let bySubject = Dictionary(grouping: accounts) { $0.externalId ?? "" }
                #expect(accounts.count == people, "\(accounts.count) accounts")
                for person in 0..<people {
                    let own = bySubject["s\(person)"] ?? []
                    #expect(own.count == 1, "person \(person) has \(own.count) accounts")
                    guard let account = own.first else { continue }
                    let version = "v\(Self.versions - 1)"
                    #expect(account.userName == "p\(person).\(version)@example.com")
                    #expect(account.displayName == "Person \(person) \(version)")
                    #expect(account.title == version)
                    #expect(account.name?.familyName == version)
                    #expect(account.active != false)
                }
                #expect(underFire * 2 >= kills, "only \(underFire) of \(kills) kills came while logins arrived")
                let creates = server.stderr.matches(of: /"POST \/v2\/Users HTTP\/1.1" 201/).count
                print(
                    "listener crash test: \(sent.stdout.trimmingCharacters(in: .newlines)); \(underFire) of \(kills)",
                    "kills under fire; \(accounts.count) accounts, \(creates) creates answered 201; deliveries",
                    "\(counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "));",
                    "\((ContinuousClock.now - start).formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1))))"
                )
            }
        }
    }

    /// Every login brings another user name, so the server's own uniqueness hides no second account.
    private func write(to folder: TemporaryFolder, port: Int) throws {
        let connector =
            ManifestTree.connector(port: port) + "\n  delivery: {concurrency: 16, requestsPerSecond: 500}"
        try folder.write(
            [ManifestTree.connection(), connector, ManifestTree.flow, ManifestTree.trigger]
                .joined(separator: "\n---\n"), to: "manifests/all.yaml")
    }

    /// Starts the sender, at a pace that lasts about as long as the kills.
    private func storm(port: Int, people: Int, kills: Int) throws -> RunningProgram {
        let seconds = Double(kills) * (Self.longestLife / 2 + 0.1)
        return try RunningProgram(
            URL(filePath: "/usr/bin/env"),
            [
                "python3", Repository.url("Tests/ScenarioTests/Peers/login_storm.py").path(),
                "http://127.0.0.1:\(port)/triggers/app-backend", "signing", "\(people)", "\(Self.versions)",
                "\(Double(people * Self.versions) / seconds)",
            ])
    }

    /// Starts a listener and kills it at a random moment, again and again.
    ///
    /// - Returns: How many were killed while the sender was not done.
    private func crash(
        _ kills: Int, port: Int, in folder: TemporaryFolder, while storm: RunningProgram, random: inout SeededRandom
    ) async throws -> Int {
        var underFire = 0
        for round in 0..<kills {
            let listener = try ProgramRun.start(
                ["listen", "--port", "\(port)"], environment: Self.environment, in: folder.url)
            let life = Duration.seconds(Double.random(in: 0...Self.longestLife, using: &random))
            try await Task.sleep(for: life)
            if storm.isRunning { underFire += 1 }
            listener.kill()
            let end = try await listener.finish()
            #expect(end.exitCode == 137, "listener \(round) ended by itself: \(end.stderr)")
        }
        return underFire
    }

    /// Waits until no delivery is open, and tells how many ended how.
    private func drained(in folder: TemporaryFolder) async throws -> [String: Int] {
        let end = ContinuousClock.now + .seconds(180)
        while true {
            let read = try await ProgramRun.command(
                "sqlite3",
                [".reconcile/state.db", ".timeout 5000", "SELECT status, COUNT(*) FROM delivery GROUP BY status"],
                in: folder.url)
            #expect(read.exitCode == 0, "\(read.stderr)")
            let counts = read.stdout.split(separator: "\n").reduce(into: [String: Int]()) { counts, line in
                let words = line.split(separator: "|")
                counts[String(words[0])] = Int(words[1])
            }
            if !counts.isEmpty, ["queued", "sent", "ambiguous", "held"].allSatisfy({ counts[$0] == nil }) {
                return counts
            }
            try #require(ContinuousClock.now < end, "not drained: \(counts)")
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func accounts(port: Int) async throws -> [Account] {
        struct Page: Decodable {
            let totalResults: Int
            let users: [Account]?

            enum CodingKeys: String, CodingKey {
                case totalResults
                case users = "Resources"
            }
        }
        var accounts: [Account] = []
        while true {
            let answer = try await HTTPCommand.run(
                "http://127.0.0.1:\(port)/v2/Users?count=100&startIndex=\(accounts.count + 1)",
                ["-H", "Authorization: Bearer secret"])
            let page = try JSONDecoder().decode(Page.self, from: Data(answer.body.utf8))
            accounts += page.users ?? []
            if accounts.count >= page.totalResults || (page.users ?? []).isEmpty { return accounts }
        }
    }
}

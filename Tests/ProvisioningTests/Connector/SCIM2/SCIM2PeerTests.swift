import CurlTransport
import Model
import Provisioning
import TestSupport
import Testing

/// The connector against a SCIM 2.0 server that we did not write.
@Suite(.timeLimit(.minutes(2))) struct SCIM2PeerTests {
    /// A running server, reached the way the program reaches it.
    struct Peer: Sendable {
        let base: String
        let transport: CurlTransport
        let server: RunningProgram

        func target(
            mapping: [String: String] = [:], policy: String = "adopt", update: String = "auto"
        ) throws -> ConnectorCase {
            let settings = Value.object(
                ("baseUrl", .string(base)), ("update", .string(update)),
                ("authentication", .object(("bearer", .object(("token", .secret(.environment("TARGET_SECRET"))))))))
            return try ConnectorCase(
                "scim2", settings: settings, transport: transport, mapping: mapping, policy: policy)
        }

        /// Asks the server itself, past the connector.
        func send(_ method: HTTPRequest.Method, _ path: String, _ body: Value? = nil) async throws -> Value {
            let answer = try await transport.send(
                HTTPRequest(
                    method: method, url: base + path,
                    headers: [
                        HTTPHeader("Authorization", "Bearer \(ConnectorCase.secret)", isSensitive: true),
                        HTTPHeader("Content-Type", "application/scim+json"),
                    ], body: body.map { Array(CanonicalJSON.encode($0).utf8) }))
            try #require((200..<300).contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
            return try JSONReader.read(answer.body)
        }

        func addUser(_ userName: String, _ more: (String, Value)...) async throws {
            var map = ValueMap(more.map { ValueMap.Entry(key: $0.0, value: $0.1) })
            map["schemas"] = .list([.string("urn:ietf:params:scim:schemas:core:2.0:User")])
            map["userName"] = .string(userName)
            _ = try await send(.post, "/Users", .map(map))
        }

        /// How many requests the server has logged.
        var requestCount: Int { server.stderr.split(separator: "\n").count { $0.contains(" HTTP/1.") } }

        /// Waits until the server logged so many requests and no more come: it writes the line after its answer, and
        /// the one who started it asked whether it is there.
        func requestCount(atLeast least: Int) async throws -> Int {
            let end = ContinuousClock.now + .seconds(10)
            var last = -1
            while requestCount < least || requestCount != last, ContinuousClock.now < end {
                last = requestCount
                try await Task.sleep(for: .milliseconds(100))
            }
            return requestCount
        }

        var users: [Value] {
            get async throws { try await send(.get, "/Users")["Resources"]?.list ?? [] }
        }
    }

    static func withPeer(_ body: @Sendable (Peer) async throws -> Void) async throws {
        try await PeerProcess.withSCIMServer(token: ConnectorCase.secret) { port, server in
            let transport = try CurlTransport()
            let peer = Peer(base: "http://127.0.0.1:\(port)/v2", transport: transport, server: server)
            do {
                try await body(peer)
            } catch {
                await transport.shutdown()
                throw error
            }
            await transport.shutdown()
        }
    }

    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test func `a login makes the account, the same one asks nothing, a changed one writes the change`() async throws {
        try await Self.withPeer { peer in
            let target = try peer.target(mapping: [
                "displayName": "{{givenName}} {{familyName}}", "title": "{{title}}",
                "\(Self.enterprise):department": "R&D",
            ])
            guard case .created(let account) = try await target.deliver() else {
                Issue.record("not created")
                return
            }
            let user = try await peer.send(.get, "/Users?filter=userName%20eq%20%22ada%22")["Resources"]?.list?.first
            #expect(user?["id"] == .string(account.id.text))
            #expect(user?["externalId"] == .string("00u1"))
            #expect(user?["displayName"] == .string("Ada Lovelace"))
            #expect(user?["name"] == .object(("familyName", .string("Lovelace")), ("givenName", .string("Ada"))))
            #expect(user?["emails"]?.list?.first?["value"] == .string("ada@example.com"))
            #expect(user?[Self.enterprise]?["department"] == .string("R&D"))
            #expect(user?["active"] == .bool(true))

            let sent = target.trace.exchanges.count
            // The connector's requests and our own.
            let served = try await peer.requestCount(atLeast: sent + 1)
            #expect(served > sent)
            #expect(try await target.deliver() == .unchanged(account))
            #expect(target.trace.exchanges.count == sent)
            #expect(peer.requestCount == served)
            #expect(try await target.deliver(isDoubtful: true) == .unchanged(account))
            #expect(target.trace.exchanges.dropFirst(sent).map(\.request.method) == [.get])

            let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
            #expect(outcome == .updated(account, changed: ["title"]))
            #expect(target.trace.exchanges.last?.request.method == .patch)
            #expect(try await peer.send(.get, "/Users/\(account.id)")["title"] == .string("Countess"))
            #expect(try await peer.users.count == 1)
        }
    }

    @Test(arguments: ["patch", "put"])
    func `an account that exists is adopted and keeps what is not mapped`(update: String) async throws {
        try await Self.withPeer { peer in
            let target = try peer.target(mapping: ["\(Self.enterprise):department": "R&D"], update: update)
            try await peer.addUser(
                "ADA", ("nickName", .string("Al")), ("name", .object(("middleName", .string("King")))),
                ("emails", .list([.object(("type", .string("home")), ("value", .string("a@home.example")))])))
            guard case .adopted(let account, let changed) = try await target.deliver() else {
                Issue.record("not adopted")
                return
            }
            #expect(
                changed == [
                    "active", "emails", "externalId", "name.familyName", "name.givenName",
                    "\(Self.enterprise):department",
                ])
            let user = try await peer.send(.get, "/Users/\(account.id)")
            #expect(user["nickName"] == .string("Al"))
            #expect(
                user["name"]
                    == .object(
                        ("familyName", .string("Lovelace")), ("givenName", .string("Ada")),
                        ("middleName", .string("King"))))
            #expect(
                user["emails"]?.list?.compactMap { $0["value"]?.string }.sorted()
                    == ["a@home.example", "ada@example.com"])
            #expect(user[Self.enterprise]?["department"] == .string("R&D"))
            #expect(try await target.deliver(isDoubtful: true) == .unchanged(account))
            #expect(try await peer.users.count == 1)
        }
    }

    @Test func `policy fail and foreign externalIds leave accounts alone`() async throws {
        try await Self.withPeer { peer in
            try await peer.addUser("ada")
            try await peer.addUser("bob", ("externalId", .string("somebody else")))
            guard case .conflict(_, let found) = try await peer.target(policy: "fail").deliver() else {
                Issue.record("no conflict")
                return
            }
            #expect(found.map(\.name) == ["ada"])
            guard case .conflict(_, let held) = try await peer.target().deliver(ConnectorCase.person(userName: "bob"))
            else {
                Issue.record("no conflict")
                return
            }
            #expect(held.map(\.name) == ["bob"])
            #expect(try await peer.users.allSatisfy { $0["displayName"] == nil && $0["active"] == nil })
        }
    }

    @Test func `any user name is found again`() async throws {
        try await Self.withPeer { peer in
            let names = ["o'neil \"x\"", "a+b&c=d#e", "ü@ß", "back\\slash", "100% sure"]
            for (index, name) in names.enumerated() {
                try await peer.addUser(name)
                let target = try peer.target()
                let outcome = try await target.deliver(ConnectorCase.person("s\(index)", userName: name))
                guard case .adopted = outcome else {
                    Issue.record("\(name): \(outcome)")
                    continue
                }
            }
            #expect(try await peer.users.count == names.count)
        }
    }

    @Test func `an account is deactivated and deleted, and a gone one is made again`() async throws {
        try await Self.withPeer { peer in
            let target = try peer.target()
            guard case .created(let account) = try await target.deliver() else {
                Issue.record("not created")
                return
            }
            let type = target.connector.type
            #expect(await type.remove(account.id, by: .deactivate, in: target.session) == .deactivated(account.id))
            #expect(try await peer.send(.get, "/Users/\(account.id)")["active"] == .bool(false))
            #expect(await type.remove(account.id, by: .delete, in: target.session) == .deleted(account.id))
            #expect(await type.remove(account.id, by: .delete, in: target.session) == .deleted(account.id))
            guard case .created(let again) = try await target.deliver(isDoubtful: true) else {
                Issue.record("not created again")
                return
            }
            #expect(again.id != account.id)
            #expect(try await peer.users.count == 1)
        }
    }

    @Test func `200 people are synced once, and then nothing is written but what changed`() async throws {
        try await Self.withPeer { peer in
            let target = try peer.target(mapping: [
                "title": "{{title}}", "\(Self.enterprise):department": "{{department}}",
            ])
            let people = SCIM2Sync.people(200)
            let sync = SCIM2Sync(target: target)
            var problems = try await sync.first(people)
            for knowledge in SCIM2Sync.Knowledge.ten where problems.isEmpty {
                problems += try await sync.again(people, knowing: knowledge)
            }
            if problems.isEmpty { problems += try await sync.change(people[8]) }
            #expect(problems.isEmpty, "\(problems.count) problems: \(problems.prefix(3).joined(separator: "\n"))")
            #expect(sync.writes == people.count + 1)
            #expect(sync.refusals == 0)
            #expect(try await peer.send(.get, "/Users?count=1")["totalResults"] == .int(200))
            print("scim2-server: \(target.trace.exchanges.count) requests, \(sync.writes) writes")
        }
    }

    @Test func `a wrong token is told as such`() async throws {
        try await Self.withPeer { peer in
            let target = try peer.target()
            let session = RemoteSession(
                transport: peer.transport, secrets: NamedSecrets(secrets: ["TARGET_SECRET": "another-token"]),
                clock: FixedClock(now: ConnectorCase.now), timeout: .seconds(5))
            let id = try #require(RemoteAccountID(answered: "x"))
            guard case .unauthorised = await target.connector.type.remove(id, by: .delete, in: session) else {
                Issue.record("not unauthorised")
                return
            }
        }
    }
}

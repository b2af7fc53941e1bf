import CurlTransport
import Foundation
import Model
import Provisioning
import TestSupport
import Testing

/// The connector against canaille: it ignores filters, answers a duplicate with a page of HTML, refuses `type` and
/// `primary`, wants `name.formatted`, keeps no externalId, and gives out its own tokens.
@Suite(.timeLimit(.minutes(6))) struct SCIM2CanailleTests {
    /// A look-up there lists everybody, which takes it 0.2 s with 200 users: so one re-sync alone knows nothing, of
    /// every fourth person.
    static let rounds: [SCIM2Sync.Knowledge] = [
        .doubt, .link, .nothing, .link, .doubt, .link, .link, .link, .link, .doubt,
    ]

    @Test func `200 people are synced once with tokens of its own, and then nothing is written but what changed`()
        async throws
    {
        try await Self.withCanaille { target in
            let people = SCIM2Sync.people(200, names: SCIM2Sync.plainNames)
            let sync = SCIM2Sync(target: target)
            var problems = try await sync.first(people)
            let made = Set(people.compactMap { target.links.link(of: $0)?.account.id })
            #expect(made.count == people.count)
            for knowledge in Self.rounds where problems.isEmpty {
                let some = knowledge == .nothing ? Array(people.prefix(people.count / 4)) : people
                problems += try await sync.again(some, knowing: knowledge)
            }
            if problems.isEmpty { problems += try await sync.change(people[8]) }
            #expect(problems.isEmpty, "\(problems.count) problems: \(problems.prefix(3).joined(separator: "\n"))")
            #expect(Set(people.compactMap { target.links.link(of: $0)?.account.id }) == made)
            #expect(sync.writes == people.count + 1)
            #expect(sync.refusals <= 3)
            #expect(sync.tokenRequests == 1)
            print("canaille: \(target.trace.exchanges.count) requests, \(sync.writes) writes, 1 sync and 10 re-syncs")
        }
    }

    @Test func `somebody who is there is adopted, though a create of them breaks it`() async throws {
        try await Self.withCanaille { target in
            guard case .created(let account) = try await target.deliver(SCIM2Sync.people(1)[0]) else {
                Issue.record("not created")
                return
            }
            target.links.forget(SCIM2Sync.people(1))
            #expect(try await target.deliver(SCIM2Sync.people(1)[0]) == .adopted(account, changed: []))
        }
    }

    static func withCanaille(_ body: @Sendable (ConnectorCase) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = Repository.url("Tests/ProvisioningTests/Peers/canaille_peer.py").path(percentEncoded: false)
        let arguments = { (port: Int) in [script, "\(port)", "reconcile", ConnectorCase.secret] }
        try await PeerProcess.with("canaille/bin/python", arguments: arguments, in: folder.url) { port, _ in
            let transport = try CurlTransport()
            do {
                try await body(target(at: "http://127.0.0.1:\(port)", transport))
            } catch {
                await transport.shutdown()
                throw error
            }
            await transport.shutdown()
        }
    }

    private static func target(at origin: String, _ transport: CurlTransport) throws -> ConnectorCase {
        let client = Value.object(
            ("tokenUrl", .string("\(origin)/oauth/token")), ("clientId", .string("reconcile")),
            ("clientSecret", .secret(.environment("TARGET_SECRET"))))
        let matchOn = Value.list([.string("userName")])
        return try ConnectorCase(
            "scim2",
            settings: .object(
                ("baseUrl", .string("\(origin)/scim/v2")), ("listItems", .string("plain")),
                ("authentication", .object(("clientCredentials", client)))),
            transport: transport,
            mapping: [
                "externalId": "", "name.formatted": "{{givenName}} {{familyName}}", "title": "{{title}}",
                "\(SCIM2PeerTests.enterprise):department": "{{department}}",
            ],
            more: ValueMap([
                .init(key: "conflict", value: .object(("policy", .string("adopt")), ("matchOn", matchOn)))
            ]))
    }
}

extension MemoryLinks {
    func link(of person: UserAttributes) -> AccountLink? {
        person["subject"]?.string.flatMap { Subject($0) }.flatMap { link(of: $0, connector: "target") }
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SCIM2PasswordTests {
    static let password = "First \"Pass\" \\ 99"
    static let person = ConnectorCase.person().adding("first", .string(password))

    static func target(
        _ password: Value?, mode: RemoteSession.Mode = .live
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        try SCIM2ConnectorTests.target(
            mapping: ["title": "{{title}}"], settings: password.map { ["password": $0] } ?? [:], mode: mode)
    }

    static let random = Value.object(("mode", .string("random")))
    static let attribute = Value.object(("mode", .string("attribute")), ("attribute", .string("first")))
    static let secret = Value.object(("mode", .string("secret")), ("secret", .secret(.environment("TARGET_SECRET"))))

    static func sent(_ simulator: SCIM2Simulator) throws -> [String?] {
        try simulator.changes.compactMap(\.body).map { try JSONReader.read($0)["password"]?.string }
    }

    @Test func `no password is sent unless one is asked for`() async throws {
        let (target, simulator) = try Self.target(nil)
        try await target.deliver(Self.person)
        #expect(try Self.sent(simulator) == [nil])
    }

    @Test func `each new account gets a random password of its own`() async throws {
        let (target, simulator) = try Self.target(Self.random)
        try await target.deliver(ConnectorCase.person("a", userName: "a"))
        try await target.deliver(ConnectorCase.person("b", userName: "b"))
        let passwords = try Self.sent(simulator).compactMap { $0 }
        #expect(passwords.count == 2 && Set(passwords).count == 2)
        for password in passwords {
            #expect(password.count == 28)
            #expect(password.contains { $0.isUppercase } && password.contains { $0.isLowercase })
            #expect(password.contains { $0.isNumber } && password.contains { !$0.isLetter && !$0.isNumber })
        }
    }

    @Test func `the same bits make the same password`() throws {
        let reading = Reading(file: "test", catalogue: ConnectorCase.catalogue)
        let settings = try #require(SCIM2Password.read(Node(Self.random), in: reading)?.value)
        let (target, _) = try Self.target(Self.random)
        let session = RemoteSession(
            transport: target.transport, secrets: NamedSecrets(secrets: [:]), clock: FixedClock(now: ConnectorCase.now),
            timeout: .seconds(5), random: { 0x0123_4567_89AB_CDEF })
        let person = SignedInPerson(attributes: ConnectorCase.person(), connection: "idp")
        let one = try settings.password(for: person, in: session)
        #expect(try one == settings.password(for: person, in: session))
        #expect("\(String(describing: one))".contains("••••"))
    }

    @Test(arguments: [attribute, secret])
    func `a password is sent with the create and never again`(password: Value) async throws {
        let (target, simulator) = try Self.target(password)
        let expected = password == Self.attribute ? Self.password : ConnectorCase.secret
        try await target.deliver(Self.person)
        try await target.deliver(Self.person.adding("title", .string("Countess")))
        try await target.deliver(Self.person, isDoubtful: true)
        #expect(try Self.sent(simulator) == [expected, nil])
        #expect(simulator.changes.map(\.method) == [.post, .patch])
    }

    @Test func `an account that is adopted keeps its password`() async throws {
        let (target, simulator) = try Self.target(Self.random)
        simulator.addAccount(userName: "ada", externalID: nil)
        try await target.deliver(Self.person)
        #expect(try Self.sent(simulator) == [nil])
    }

    @Test func `who has no password in the login gets a random one`() async throws {
        let (target, simulator) = try Self.target(Self.attribute)
        try await target.deliver()
        #expect(try Self.sent(simulator).first??.count == 28)
    }

    @Test func `a password too short to be hidden is refused, and nothing is sent`() async throws {
        let (target, simulator) = try Self.target(Self.attribute)
        let outcome = try await target.deliver(ConnectorCase.person().adding("first", .string("abc1234")))
        guard case .rejected(.remoteRejected, let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("`first`") && !reason.contains("abc1234"))
        #expect(simulator.changes.isEmpty)
    }

    @Test func `a secret that is not there is told by its name`() async throws {
        let password = Value.object(("mode", .string("secret")), ("secret", .secret(.environment("NOBODY"))))
        let (target, simulator) = try Self.target(password)
        guard case .transient(.connectorSecretUnavailable, let reason, nil) = try await target.deliver() else {
            Issue.record("it was delivered")
            return
        }
        #expect(reason.contains("NOBODY"))
        #expect(simulator.changes.isEmpty)
    }

    @Test func `a dry run shows that there would be a password, and all else byte for byte`() async throws {
        let (dry, _) = try Self.target(Self.attribute, mode: .dryRun)
        let (live, simulator) = try Self.target(Self.attribute)
        guard case .held(let held) = try await dry.deliver(Self.person) else {
            Issue.record("not held")
            return
        }
        try await live.deliver(Self.person)
        let sent = try #require(simulator.changes.first)
        #expect(held.body.contains(#""password":"••••••••""#))
        var quoted: [UInt8] = []
        CanonicalJSON.append(quoting: Self.password, to: &quoted)
        let inQuotes = String(decoding: quoted, as: UTF8.self)
        #expect(held.body.replacing(#""••••••••""#, with: inQuotes) == String(decoding: sent.body ?? [], as: UTF8.self))
        #expect(held.method == sent.method && held.url == sent.url)
    }

    @Test func `no trace, note, digest or reason holds the password, though the target says it aloud`() async throws {
        let (target, simulator) = try Self.target(Self.attribute)
        let echo = Value.object(("detail", .string("`\(Self.password)` is too weak")))
        simulator.failNextChange(.answer(SCIM2Simulator.json(400, echo)))
        let outcome = try await target.deliver(Self.person)
        #expect(outcome.reason == "the target answered 400: `••••••••` is too weak")
        try await target.deliver(Self.person)
        let bodies = target.trace.exchanges.map { String(decoding: $0.request.body ?? [], as: UTF8.self) }
        #expect(!bodies.joined().contains("Pass"))
        #expect(!"\(target.trace.exchanges.map(\.end)) \(target.trace.notes)".contains("Pass"))
        #expect(target.trace.exchanges.allSatisfy { $0.request.concealed == nil })
        let (plain, _) = try Self.target(nil)
        try await plain.deliver(Self.person)
        let subject = try #require(Subject("00u1"))
        #expect(
            target.links.link(of: subject, connector: "target")?.digest
                == plain.links.link(of: subject, connector: "target")?.digest)
    }

    @Test(arguments: [
        Value.object(("mode", .string("attribute"))), .object(("mode", .string("secret"))),
        .object(("attribute", .string("first"))),
        .object(("mode", .string("random")), ("secret", .secret(.environment("P")))),
    ])
    func `a mode and its field belong together`(password: Value) {
        let reading = Reading(file: "test", catalogue: ConnectorCase.catalogue)
        #expect(SCIM2Password.read(Node(password), in: reading) == nil)
        #expect(reading.findings.map(\.code) == [.exactlyOne])
    }
}

extension UserAttributes {
    /// With one more attribute.
    func adding(_ name: String, _ value: Value) -> UserAttributes {
        var map = values
        map[name] = value
        return UserAttributes(map)
    }
}

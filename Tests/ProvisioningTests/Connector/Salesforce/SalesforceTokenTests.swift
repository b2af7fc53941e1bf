import Model
import Provisioning
import TargetSimulators
import Testing

/// How the connector gets its access tokens, and what it does when they are refused.
@Suite struct SalesforceTokenTests {
    static let secrets = [
        "TARGET_SECRET": ConnectorCase.secret, "PASSWORD": SalesforceSimulator.password, "KEY": SalesforceKeys.ours,
        "TRADITIONAL": SalesforceKeys.oursTraditional, "ANOTHER": SalesforceKeys.another, "SHORT": SalesforceKeys.short,
        "GARBAGE": "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END PRIVATE KEY-----",
    ]

    static func jwt(
        _ key: String = "KEY", username: String = SalesforceSimulator.username, audience: String? = nil
    ) -> Value {
        var map = ValueMap([
            .init(key: "clientId", value: .string(SalesforceSimulator.clientID)),
            .init(key: "username", value: .string(username)),
            .init(key: "privateKey", value: .secret(.environment(key))),
        ])
        if let audience { map["audience"] = .string(audience) }
        return .object(("jwtBearer", .map(map)))
    }

    static let password = Value.object(
        (
            "password",
            .object(
                ("clientId", .string(SalesforceSimulator.clientID)),
                ("clientSecret", .secret(.environment("TARGET_SECRET"))),
                ("username", .string(SalesforceSimulator.username)), ("password", .secret(.environment("PASSWORD"))))
        ))

    /// A connector, its organisation, and a way there that keeps its tokens.
    static func target(_ authentication: Value, mapping: [String: String] = [:]) throws -> (
        ConnectorCase, SalesforceSimulator, RemoteSession
    ) {
        let simulator = SalesforceSimulator(publicKey: SalesforceKeys.oursPublic, givesManyTokens: true)
        let target = try ConnectorCase(
            "salesforce",
            settings: .object(
                ("instanceUrl", .string(SalesforceSimulator.instance)), ("authentication", authentication),
                ("domain", .string("example.com")),
                ("newAccounts", .object(("profile", .string("Standard User"))))),
            transport: simulator, mapping: mapping)
        return (target, simulator, session(simulator, target.trace))
    }

    static func session(
        _ simulator: SalesforceSimulator, _ trace: ExchangeTrace, connector: String = "target",
        memory: TargetMemory = TargetMemory()
    ) -> RemoteSession {
        RemoteSession(
            transport: simulator, secrets: NamedSecrets(secrets: secrets), clock: FixedClock(now: ConnectorCase.now),
            timeout: .seconds(5), connector: connector, memory: memory, record: { trace.append($0) })
    }

    static func deliver(_ target: ConnectorCase, _ subject: String = "00u1", in session: RemoteSession) async throws
        -> DeliveryOutcome
    {
        let person = SignedInPerson(
            attributes: ConnectorCase.person(subject, userName: "p-\(subject)"), connection: "idp")
        let order = DeliveryOrder(
            account: try target.connector.account(for: person), person: person, linked: nil,
            matchOn: ["externalId", "Username"], policy: .adopt, isDoubtful: false, otherOwner: { _ in nil })
        return await target.connector.type.deliver(order, in: session)
    }

    @Test(arguments: [jwt(), jwt("TRADITIONAL"), password, SalesforceConnectorTests.clientCredentials])
    func `each flow gets a token, and one token serves many deliveries`(authentication: Value) async throws {
        let (target, simulator, session) = try Self.target(authentication)
        for subject in ["a", "b", "c"] {
            #expect(try await Self.deliver(target, subject, in: session).reason == "created")
        }
        #expect(simulator.tokenRequests.count == 1)
        #expect(simulator.violations.isEmpty)
        let shown = "\(target.trace.exchanges)"
        for secret in [ConnectorCase.secret, SalesforceSimulator.password, "BEGIN", "assertion"] {
            #expect(!shown.contains(secret))
        }
    }

    @Test(arguments: [
        (jwt("ANOTHER"), "invalid assertion"), (jwt(username: "nobody@example.com"), "hasn't approved"),
        (jwt(audience: "https://test.salesforce.com"), "audience is invalid"),
    ])
    func `a statement that Salesforce does not take is our own fault, and nothing else is sent`(
        authentication: Value, words: String
    ) async throws {
        let (target, simulator, session) = try Self.target(authentication)
        let outcome = try await Self.deliver(target, in: session)
        guard case .unauthorised(let reason) = outcome else {
            Issue.record("expected a refusal, found \(outcome)")
            return
        }
        #expect(reason.contains(words), "\(reason)")
        #expect(simulator.requests.isEmpty)
    }

    @Test(arguments: ["GARBAGE", "SHORT", "TARGET_SECRET"])
    func `a key that can't sign is named and never shown`(key: String) async throws {
        let (target, simulator, session) = try Self.target(Self.jwt(key))
        let outcome = try await Self.deliver(target, in: session)
        #expect(outcome.code == .remoteUnauthorised)
        #expect(outcome.reason.contains("{env: \(key)}"), "\(outcome.reason)")
        for line in Self.secrets[key]?.split(separator: "\n") ?? [] { #expect(!outcome.reason.contains(line)) }
        #expect(simulator.tokenRequests.isEmpty)
    }

    @Test func `a key that is not there is a secret that can't be had`() async throws {
        let (target, _, session) = try Self.target(Self.jwt("NOWHERE"))
        #expect(try await Self.deliver(target, in: session).code == .connectorSecretUnavailable)
    }

    @Test func `a session that ended is renewed once, and the delivery goes on`() async throws {
        let (target, simulator, session) = try Self.target(Self.jwt())
        _ = try await Self.deliver(target, "a", in: session)
        simulator.endSessions()
        #expect(try await Self.deliver(target, "b", in: session).reason == "created")
        #expect(simulator.tokenRequests.count == 2)
    }

    @Test func `tokens that are worth nothing are not asked for again and again`() async throws {
        let (target, simulator, session) = try Self.target(Self.jwt())
        _ = try await Self.deliver(target, "a", in: session)
        let sent = simulator.requests.count
        simulator.refuseTokens()
        let outcome = try await Self.deliver(target, "b", in: session)
        guard case .unauthorised(let reason) = outcome else {
            Issue.record("expected a refusal, found \(outcome)")
            return
        }
        #expect(reason.contains("INVALID_SESSION_ID"))
        #expect(simulator.tokenRequests.count == 2)
        #expect(simulator.requests.count == sent + 2)
    }

    @Test func `two connectors to one organisation share no token`() async throws {
        let (target, simulator, _) = try Self.target(Self.jwt())
        let memory = TargetMemory()
        for connector in ["one", "two"] {
            let session = Self.session(simulator, target.trace, connector: connector, memory: memory)
            _ = try await Self.deliver(target, connector, in: session)
        }
        #expect(simulator.tokenRequests.count == 2)
        #expect(Set(simulator.issuedSecrets).count == 2)
    }

    @Test func `the names behind ids are asked for once`() async throws {
        let (target, simulator, session) = try Self.target(Self.jwt(), mapping: ["UserRoleId": "Sales_EMEA"])
        for subject in ["a", "b", "c"] { _ = try await Self.deliver(target, subject, in: session) }
        #expect(simulator.requests.count { $0.url.contains("FROM%20Profile") } == 1)
        #expect(simulator.requests.count { $0.url.contains("FROM%20UserRole") } == 1)
    }
}

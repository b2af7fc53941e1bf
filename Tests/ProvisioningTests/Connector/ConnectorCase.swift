import Model
import Provisioning
import TargetSimulators
import Testing

/// One connector with a target of its own, as the laws use it.
struct ConnectorCase: Sendable {
    private(set) var transport: any HTTPTransport
    let connector: PreparedConnector
    let links = MemoryLinks()
    private(set) var trace = ExchangeTrace()
    private(set) var mode: RemoteSession.Mode
    let secrets: [String: String]
    /// As in one process: what a delivery learned, the next one knows.
    let memory: TargetMemory
    let clock: any WallClock

    static let secret = SCIM2Simulator.secret
    static let now = Timestamp(seconds: 1_790_000_000)
    static let catalogue = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: [], templates: templateReading)

    init(
        _ type: String, settings: Value, transport: any HTTPTransport, mapping: [String: String] = [:],
        policy: String = "adopt", mode: RemoteSession.Mode = .live, more: ValueMap = ValueMap(),
        secrets: [String: String] = ["TARGET_SECRET": secret], clock: any WallClock = FixedClock(now: now),
        name: String = "target", memory: TargetMemory = TargetMemory()
    ) throws {
        let spec = Value.object(
            ("connection", .string("idp")), ("type", .string(type)), ("settings", settings),
            ("mapping", .map(ValueMap(mapping.map { .init(key: $0.key, value: .string($0.value)) }))),
            ("conflict", .object(("policy", .string(policy)))),
            ("delivery", .object(("timeout", .string("5s")))))
        var complete = spec.map ?? ValueMap()
        for entry in more.entries { complete[entry.key] = entry.value }
        let reading = Reading(file: "test", catalogue: Self.catalogue)
        let read = OutboundConnector.read(Node(.map(complete)), in: reading)
        let accepted = try #require(read, "\(reading.findings)")
        connector = try PreparedConnector(name: name, spec: accepted.value, catalog: .builtIn)
        self.transport = transport
        self.mode = mode
        self.secrets = secrets
        self.clock = clock
        self.memory = memory
    }

    static func person(
        _ subject: String = "00u1", userName: String = "ada", title: String? = nil, groups: [String] = []
    ) -> UserAttributes {
        var map = ValueMap([
            .init(key: "subject", value: .string(subject)), .init(key: "userName", value: .string(userName)),
            .init(key: "email", value: .string("\(userName)@example.com")),
            .init(key: "givenName", value: .string("Ada")), .init(key: "familyName", value: .string("Lovelace")),
        ])
        if let title { map["title"] = .string(title) }
        if !groups.isEmpty { map["groups"] = .list(groups.map(Value.string)) }
        return UserAttributes(map)
    }

    /// The same connector and links with another way to the target.
    func reached(through transport: any HTTPTransport) -> ConnectorCase {
        var copy = self
        copy.transport = transport
        return copy
    }

    /// The same connector and links, with a trace of its own; it changes nothing at the target.
    var asDryRun: ConnectorCase {
        var copy = self
        copy.mode = .dryRun
        copy.trace = ExchangeTrace()
        return copy
    }

    var session: RemoteSession {
        RemoteSession(
            transport: transport, secrets: NamedSecrets(secrets: secrets), clock: clock, timeout: .seconds(5),
            mode: mode, connector: connector.name, memory: memory, record: { [trace] in trace.append($0) },
            watch: { [trace] in trace.append($0) })
    }

    /// Delivers as the dispatcher does: with the stored link, storing the new one.
    @discardableResult
    func deliver(
        _ person: UserAttributes = person(), isDoubtful: Bool = false, asOf: Timestamp = now, isApproved: Bool = false
    ) async throws -> DeliveryOutcome {
        let subject = try #require(person["subject"]?.string.flatMap { Subject($0) })
        let delivery = Delivery(
            id: DeliveryID("d1"), login: LoginID("l1"), connector: connector.name, connection: "idp", subject: subject,
            attributes: person, asOf: asOf, attempt: 1, isDoubtful: isDoubtful, isApproved: isApproved,
            link: links.link(of: subject, connector: connector.name), receivedAt: Self.now)
        let attempt = await connector.attempt(delivery, in: session, links: links)
        if let link = attempt.link { links.store(link) }
        return attempt.outcome
    }
}

import Model
import Provisioning

extension Scenario {
    static let application = "crm"
    static let connection = "corp-okta"
    static let trigger = "app-backend"
    static let secret = "correct horse battery staple"

    private static let schemas = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: templateReading)

    /// The stored state, with the connectors as they stand at a time.
    func routingTable(_ standings: [ConnectorStanding]) throws(StoreError) -> RoutingTable {
        var specs: [(ResourceKey, Value)] = [
            (
                ResourceKey(.connection, Self.connection),
                .object(
                    ("oidc", .object(("issuer", .string("https://okta.example")), ("clientId", .string("c")))))
            ),
            (
                ResourceKey(.loginFlow, Self.application),
                .object(
                    ("application", .map(ValueMap())),
                    (
                        "steps",
                        .list([
                            .object(("options", .list([.object(("connection", .string(Self.connection)))])))
                        ])
                    ))
            ),
            (
                ResourceKey(.loginTrigger, Self.trigger),
                .object(("type", .string("webhook")), ("secret", .secret(.environment("WEBHOOK_SECRET"))))
            ),
        ]
        for (connector, standing) in zip(connectors, standings) where standing != .deleted {
            specs.append(
                (
                    ResourceKey(.outboundConnector, connector.name),
                    connector.spec(isEnabled: standing == .enabled)
                ))
        }
        return try RoutingTable(specs, schemas: Self.schemas, triggerTypes: .builtIn)
    }
}

enum ConnectorStanding: Hashable, Sendable {
    case enabled
    case disabled
    case deleted
}

extension ConnectorPlan {
    var baseURL: String { "https://\(name).example/scim/v2" }
    var tokenVariable: String { "\(name.uppercased())_TOKEN" }
    var token: String { "token-of-\(name)" }

    func spec(isEnabled: Bool) -> Value {
        var mapping = ValueMap([
            .init(key: "displayName", value: .string("{{displayName}}")),
            .init(key: "userName", value: .string("{{userName}}")),
        ])
        if !mapsExternalID { mapping["externalId"] = .string("{{nickName}}") }
        var spec = ValueMap([
            .init(key: "connection", value: .string(Scenario.connection)),
            .init(
                key: "conflict",
                value: .object(("policy", .string(adopts ? "adopt" : "fail")))),
            .init(
                key: "delivery",
                value: .object(
                    ("concurrency", .int(concurrency)), ("maxAttempts", .int(maxAttempts)),
                    ("requestsPerSecond", .int(perSecond)), ("timeout", .string("\(timeoutSeconds)s")))),
            .init(key: "enabled", value: .bool(isEnabled)),
            .init(key: "mapping", value: .map(mapping)),
            .init(key: "onScopeLoss", value: .string(onScopeLoss)),
            .init(
                key: "settings",
                value: .object(
                    (
                        "authentication",
                        .object(("bearer", .object(("token", .secret(.environment(tokenVariable))))))
                    ),
                    ("baseUrl", .string(baseURL)), ("update", .string(update)))),
            .init(key: "type", value: .string("scim2")),
        ])
        if let mostRemovals {
            spec["removalBrake"] = .object(("moreThan", .int(mostRemovals)), ("percent", .int(0)))
        }
        if isScoped { spec["scope"] = .object(("groups", .list([.string("staff")]))) }
        return .map(spec)
    }
}

extension LoginPlan {
    func reported(of person: Person) -> ReportedLogin? {
        guard let subject = Subject(person.subject) else { return nil }
        var claims = ValueMap([
            .init(key: "groups", value: .list(isInScope ? [.string("staff")] : [.string("guests")])),
            .init(key: "name", value: .string(text)),
        ])
        if hasUserName { claims["preferred_username"] = .string(person.userName) }
        return ReportedLogin(
            eventID: eventID, occurredAt: occurredAt.map(UniverseTime.moment), application: Scenario.application,
            connection: Scenario.connection, subject: subject, claims: claims)
    }
}

package import Model
package import Provisioning
import Synchronization

/// A small stored state for logins: `crm` offers `corp-okta`, which has connectors of a type without settings.
package enum LoginFixture {
    /// 2026-11-23T19:00:00Z, which the hard-coded signatures sign.
    package static let now = Timestamp(seconds: 1_795_460_400)
    package static let signingSecret = "correct horse battery staple"

    package static let body =
        #"{"id":"evt-1","time":"2026-11-23T19:00:00Z","application":"crm","connection":"corp-okta","#
        + #""user":{"subject":"00u1","claims":{"email":"ada@example.com","given_name":"Ada"}}}"#

    package static let schemas = SchemaCatalogue(
        connectorTypes: [
            ConnectorTypeSchema(
                name: "plain", doc: "A connector type without settings.",
                settings: ObjectShape(doc: "None.", fields: []),
                readSettings: { _, _ in .map(ValueMap()) }, mappingDefaults: [:], mappingProblem: { _ in nil },
                matchAttributes: ["userName"])
        ],
        triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: TemplateReading { _ in .success([]) })

    package static func connection(_ name: String, enabled: Bool = true) -> (ResourceKey, Value) {
        (
            ResourceKey(.connection, name),
            .object(
                ("enabled", .bool(enabled)),
                (
                    "oidc",
                    .object(
                        ("issuer", .string("https://\(name).example")), ("clientId", .string("c")))
                ))
        )
    }

    package static func flow(
        _ name: String, offers connections: [String], identifiers: [String] = []
    ) -> (ResourceKey, Value) {
        let options = connections.map { Value.object(("connection", .string($0))) }
        let offered: [Value] = options.isEmpty ? [.object(("local", .string("basic")))] : options
        let application: Value =
            identifiers.isEmpty
            ? .map(ValueMap()) : .object(("identifiers", .list(identifiers.map(Value.string))))
        return (
            ResourceKey(.loginFlow, name),
            .object(("application", application), ("steps", .list([.object(("options", .list(offered)))])))
        )
    }

    package static func connector(
        _ name: String, of connection: String, enabled: Bool = true, delivery: Value = .map(ValueMap())
    ) -> (ResourceKey, Value) {
        (
            ResourceKey(.outboundConnector, name),
            .object(
                ("connection", .string(connection)), ("type", .string("plain")), ("enabled", .bool(enabled)),
                ("settings", .map(ValueMap())), ("delivery", delivery))
        )
    }

    package static func trigger(
        _ name: String, secret field: String = "secret", from variable: String = "WEBHOOK_SECRET",
        applications: [String] = []
    ) -> (ResourceKey, Value) {
        var spec = ValueMap([
            ValueMap.Entry(key: "type", value: .string("webhook")),
            ValueMap.Entry(key: field, value: .secret(.environment(variable))),
        ])
        if !applications.isEmpty { spec["applications"] = .list(applications.map(Value.string)) }
        return (ResourceKey(.loginTrigger, name), .map(spec))
    }

    package static let standardSpecs = [
        connection("corp-okta"), connection("corp-entra"), connection("off-idp", enabled: false),
        flow("crm", offers: ["corp-okta"], identifiers: ["40d982e5"]),
        flow("shop", offers: ["corp-okta", "corp-entra"], identifiers: ["shared"]),
        flow("desk", offers: ["off-idp", "corp-entra"], identifiers: ["shared"]),
        flow("dark", offers: ["off-idp"]), flow("bare", offers: []),
        connector("wiki", of: "corp-okta"), connector("chat", of: "corp-okta"),
        connector("idle", of: "corp-okta", enabled: false), connector("mail", of: "corp-entra"),
        trigger("app-backend"), trigger("only-crm", applications: ["crm"]),
        trigger("token", secret: "bearer", from: "TOKEN"), trigger("unset", from: "NOT_SET"),
    ]

    package static func table(
        _ specs: [(ResourceKey, Value)] = standardSpecs
    ) throws(StoreError) -> RoutingTable {
        try RoutingTable(specs, schemas: schemas, triggerTypes: .builtIn)
    }
}

extension KeyCache {
    /// A cache whose issuers never answer.
    package static var unreachable: KeyCache {
        let fetch: Fetch = { _ throws(KeyFailure) in throw KeyFailure(reason: "nobody answers in this test") }
        return KeyCache(clock: StandingClock(), random: { 0 }, fetch: fetch)
    }
}

/// Secrets by variable name.
package struct FixedSecrets: SecretResolving {
    private let values: [String: String]

    package init(_ values: [String: String] = ["WEBHOOK_SECRET": LoginFixture.signingSecret, "TOKEN": "t0ken"]) {
        self.values = values
    }

    package func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted {
        guard case .environment(let name) = reference, let value = values[name] else { throw .missing(reference) }
        return Redacted(value)
    }
}

/// A routing source whose table a test replaces, or makes fail.
package final class FixedRouting: RoutingSource {
    private let table: Mutex<Result<RoutingTable, StoreError>>

    package init(_ table: RoutingTable) {
        self.table = Mutex(.success(table))
    }

    package func set(_ result: Result<RoutingTable, StoreError>) {
        table.withLock { $0 = result }
    }

    package func current() async throws(StoreError) -> RoutingTable {
        try table.withLock { $0 }.get()
    }
}

/// A wall clock that stands where a test puts it.
package final class StandingClock: WallClock {
    private let moment: Mutex<Timestamp>

    package init(_ moment: Timestamp = LoginFixture.now) {
        self.moment = Mutex(moment)
    }

    package var now: Timestamp { moment.withLock { $0 } }

    package func advance(by length: Duration) {
        moment.withLock { $0 = $0 + length }
    }
}

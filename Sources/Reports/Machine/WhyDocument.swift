package import Model
package import Provisioning

/// The answer of `why` as a value for JSON and YAML.
package enum WhyDocument {
    package static func value(of why: Why, at now: Timestamp) -> Value {
        .object(
            ("subject", .string(why.person.subject.text)), ("user", RecordDocument.text(why.person.latest?.userName)),
            ("connections", .list(why.person.connections.map(Value.string))),
            ("connectors", .list(why.connectors.map { value(of: $0, at: now) })))
    }

    private static func value(of connector: Why.Connector, at now: Timestamp) -> Value {
        let verdict = connector.verdict(at: now)
        return .object(
            ("connector", .string(connector.name)), ("verdict", .string(verdict.summary)),
            ("remedy", RecordDocument.text(verdict.remedy)), ("manifest", connector.origin.map(value) ?? .null),
            ("enabled", connector.spec.map { .bool($0.isEnabled) } ?? .null),
            ("breaker", connector.breaker.map(RecordDocument.value) ?? .null),
            ("scope", connector.scope.map(value) ?? .null),
            ("login", connector.login.map(RecordDocument.value) ?? .null),
            ("delivery", connector.delivery.map(RecordDocument.value) ?? .null),
            ("account", connector.account.map(RecordDocument.value) ?? .null))
    }

    private static func value(of origin: ManifestOrigin) -> Value {
        .object(
            ("source", RecordDocument.text(origin.source)), ("revision", origin.revision.map(Value.int) ?? .null),
            ("appliedAt", RecordDocument.text(origin.appliedAt)), ("appliedBy", RecordDocument.text(origin.appliedBy)),
            ("changedThrough", RecordDocument.text(origin.changedThrough)))
    }

    private static func value(of scope: ScopeFilter.Verdict) -> Value {
        switch scope {
        case .inside: .object(("inside", .bool(true)))
        case .outside(let reason): .object(("inside", .bool(false)), ("reason", .string(reason)))
        }
    }
}

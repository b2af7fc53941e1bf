import Model

/// Makes an OutboundConnector of a connector of an identity provider.
struct ConnectorManifest {
    let provider: WSO2IdentityProvider
    let component: WSO2Component
    let connection: String
    let key: ResourceKey
    let attributes: ClaimAttributes
    let catalogue: SchemaCatalogue

    /// What a type of connector adds to the spec.
    typealias Own = (type: String, settings: Value, mapping: [String: Value])

    /// The type here of one of the server's types; `nil` when there is none.
    static func type(of name: String) -> String? {
        switch name {
        case WSO2Properties.scim2.type: "scim2"
        case WSO2Properties.googleApps.type: "google"
        case WSO2Properties.salesforce.type: "salesforce"
        default: nil
        }
    }

    /// The spec; `nil` when it can't be one, which is reported.
    func spec(_ ledger: inout ImportLedger) -> Value? {
        guard let table = WSO2Properties.connectors.first(where: { $0.type == component.type }) else { return nil }
        var reader = PropertyReader(component.properties, table, &ledger)
        let own: Own? =
            switch table.type {
            case WSO2Properties.scim2.type: scim2(&reader, &ledger)
            case WSO2Properties.googleApps.type: google(&reader, &ledger)
            default: salesforce(&reader, &ledger)
            }
        reader.finish(&ledger)
        guard let own else { return nil }
        var spec = ValueMap([
            ValueMap.Entry(key: "connection", value: .string(connection)),
            ValueMap.Entry(key: "type", value: .string(own.type)),
            ValueMap.Entry(key: "enabled", value: .bool(component.isEnabled)),
            ValueMap.Entry(key: "settings", value: own.settings),
        ])
        if !own.mapping.isEmpty {
            spec["mapping"] = .map(ValueMap(own.mapping.map { ValueMap.Entry(key: $0.key, value: $0.value) }))
        }
        if let scope = scope(&ledger) { spec["scope"] = scope }
        return .map(spec)
    }

    /// The server asks for one of its roles; the login tells the identity provider's names of them.
    private func scope(_ ledger: inout ImportLedger) -> Value? {
        guard !provider.outboundRoles.isEmpty else { return nil }
        var groups: [String] = []
        for role in provider.outboundRoles {
            let remote = provider.roleMappings.filter { $0.local == role }.map(\.remote)
            if remote.isEmpty {
                ledger.report(
                    .sourceAssumed, at: provider.rolesLocation, path: FieldPath(keys: "spec", "scope", "groups"),
                    "\(key): no group of the identity provider is mapped to the role `\(role)`; its own name is taken",
                    hint: "write the name that the identity provider's claim has for it")
            }
            groups += remote.isEmpty ? [role] : remote
        }
        ledger.report(
            .sourceAssumed, at: provider.rolesLocation, path: FieldPath(keys: "spec", "onScopeLoss"),
            "\(key): the server deletes the account of who loses the role, here it is deactivated",
            hint: "write `onScopeLoss: delete` to have it deleted")
        var seen: Set<String> = []
        let unique = groups.filter { seen.insert($0).inserted }
        return .object(("groups", .list(unique.map { ledger.text($0) })))
    }

    func setting(_ name: String...) -> FieldPath {
        FieldPath(["spec", "settings"].map(FieldPath.Component.key) + name.map(FieldPath.Component.key))
    }

    /// A template for an attribute, with what to send when there is no value.
    func template(_ attribute: String?, fallback: String?, _ ledger: inout ImportLedger) -> Value? {
        let constant = fallback.flatMap { ledger.text($0).string }
        switch (attribute, constant) {
        case (let attribute?, let constant?):
            return .string(
                "{{#\(attribute)}}{{\(attribute)}}{{/\(attribute)}}{{^\(attribute)}}\(constant){{/\(attribute)}}")
        case (let attribute?, nil): return .string("{{\(attribute)}}")
        case (nil, let constant?): return .string(constant)
        case (nil, nil): return nil
        }
    }

    /// The pattern of names: the server has one even where none is written.
    func pattern(
        _ reader: inout PropertyReader, _ keys: (pattern: String, separator: String), _ ledger: inout ImportLedger
    ) -> [(String, Value)] {
        var settings = [("provisioningPattern", ledger.text(reader.text(keys.pattern) ?? "{UN}"))]
        if let separator = reader.text(keys.separator), separator != "_" {
            settings.append(("separator", ledger.text(separator)))
        }
        return settings
    }
}

extension Value {
    /// A map of what is there.
    static func settings(_ pairs: [(String, Value)]) -> Value {
        .map(ValueMap(pairs.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }
}

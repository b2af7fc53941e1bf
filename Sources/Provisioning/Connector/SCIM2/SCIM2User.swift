import Model

/// The wanted account in SCIM's terms: each attribute with the JSON value it should have.
struct SCIM2User: Sendable {
    struct Attribute: Hashable, Sendable {
        let target: SCIM2Target
        let value: Value
    }

    /// By path, ascending.
    let attributes: [Attribute]

    /// - Throws: the reason why an attribute can't be written, naming it.
    init(_ account: DesiredAccount, listItems: SCIM2Settings.ListItems) throws(SCIM2Target.Problem) {
        var attributes: [Attribute] = []
        for entry in account.attributes.entries {
            let target = try SCIM2Target(entry.key)
            attributes.append(Attribute(target: target, value: try Self.value(entry.value, for: target, listItems)))
        }
        self.attributes = attributes.sorted { $0.target.path < $1.target.path }
    }

    subscript(path: String) -> Value? { attributes.first { $0.target.path == path }?.value }

    var userName: String? { self["userName"]?.string }
    var externalID: String? { self["externalId"]?.string }

    /// The resource to create (RFC 7643 §3).
    var resource: Value { merged(into: .map(ValueMap())) }

    private static func value(
        _ value: Value, for target: SCIM2Target, _ listItems: SCIM2Settings.ListItems
    ) throws(SCIM2Target.Problem) -> Value {
        switch target.content {
        case .text:
            switch value {
            case .list(let items) where items.count == 1: return try Self.value(items[0], for: target, listItems)
            case .list, .map, .null, .secret:
                throw .unknown("`\(target.path)` takes one text, and its template gave a list or a map")
            case .string, .int, .number, .bool: return .string(value.asText)
            }
        case .boolean:
            if let flag = value.bool { return .bool(flag) }
            switch value.string?.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw .unknown("`\(target.path)` takes true or false, and its template gave something else")
            }
        case .many(let type):
            let items = value.list ?? [value]
            guard listItems == .typed else {
                return .list(items.map { $0.map == nil ? .object(("value", .string($0.asText))) : $0 })
            }
            return .list(items.enumerated().map { item($0.element, type: type, isFirst: $0.offset == 0) })
        case .any:
            // RFC 7643 §4.3: the manager is a complex attribute, whose `value` is the manager's id.
            if target.schema == SCIM2Target.enterprise, target.attribute == "manager", target.member == nil,
                value.map == nil
            {
                return .object(("value", .string(value.asText)))
            }
            return value
        }
    }

    private static func item(_ value: Value, type: String?, isFirst: Bool) -> Value {
        guard value.map == nil else { return value }
        var map = ValueMap([ValueMap.Entry(key: "value", value: .string(value.asText))])
        if let type { map["type"] = .string(type) }
        if isFirst { map["primary"] = .bool(true) }
        return .map(map)
    }
}

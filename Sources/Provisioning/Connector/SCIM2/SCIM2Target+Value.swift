import Model

// What a mapping gives, as the value that the attribute takes.

extension SCIM2Target {
    /// - Throws: why the attribute can't take what the template gave.
    func value(of given: Value, _ settings: SCIM2Settings) throws(Problem) -> Value {
        switch content {
        case .text:
            switch given {
            case .list(let items) where items.count == 1: return try value(of: items[0], settings)
            case .list, .map, .null, .secret:
                throw .unknown("`\(path)` takes one text, and its template gave a list or a map")
            case .string, .int, .number, .bool: return .string(given.asText)
            }
        case .boolean:
            guard let flag = given.asFlag else {
                throw .unknown("`\(path)` takes true or false, and its template gave something else")
            }
            return .bool(flag)
        case .many(let type):
            let items = given.list ?? [given]
            guard settings.listItems == .typed else {
                return .list(items.map { $0.map == nil ? .object(("value", .string($0.asText))) : $0 })
            }
            return .list(items.enumerated().map { Self.item($0.element, type: type, isFirst: $0.offset == 0) })
        case .addresses:
            let items = given.list ?? [given]
            return .list(
                items.enumerated().map { SCIM2Address.item($0.element, isFirst: $0.offset == 0, settings.listItems) })
        case .any:
            // RFC 7643 §4.3: the manager is a complex attribute, whose `value` is the manager's id.
            guard schema == Self.enterprise, attribute == "manager", member == nil, given.map == nil else {
                return given
            }
            let id = given.asText
            let address = "\(settings.baseURL.text)/Users/\(PercentEncoding.escaped(id.utf8))"
            return .object(("value", .string(id)), ("$ref", .string(address)))
        }
    }

    private static func item(_ value: Value, type: String?, isFirst: Bool) -> Value {
        guard value.map == nil else { return value }
        var map = ValueMap([ValueMap.Entry(key: "value", value: .string(value.asText))])
        if let type { map["type"] = .string(type) }
        if isFirst { map["primary"] = .bool(true) }
        return .map(map)
    }

    /// The items without what some services refuse.
    func plain(_ value: Value) -> Value {
        switch content {
        case .many, .addresses: break
        case .text, .boolean, .any: return value
        }
        return .list(
            (value.list ?? []).map { item in
                guard var map = item.map else { return item }
                for name in ["type", "primary"] { map[name] = nil }
                return .map(map)
            })
    }
}

import Model

// The wanted account beside the one that Google holds.

extension GoogleUser {
    /// The wanted attributes that the remote user does not hold yet.
    func changes(to held: Value) -> [Attribute] { attributes.filter { !$0.isHeld(by: held) } }

    /// A request's body that writes these attributes.
    ///
    /// Google replaces a list as a whole, so a list goes out with everything that others keep in it.
    func body(writing changes: [Attribute], over held: Value) -> ValueMap {
        var body = ValueMap()
        for change in changes { change.write(into: &body, over: held) }
        return body
    }
}

extension GoogleUser.Attribute {
    func difference(from held: Value) -> AttributeDifference {
        AttributeDifference(path: target.name, held: current(in: held), wanted: value)
    }

    func isHeld(by held: Value) -> Bool {
        let current = current(in: held)
        switch place {
        // Google leaves a flag out when it is not set.
        case .flag: return (current?.bool ?? false) == (value.bool ?? false)
        case .custom:
            guard let wanted = value.list else { return current?.asText == value.asText }
            let texts = { (items: [Value]) in items.map { ($0["value"] ?? $0).asText }.sorted() }
            return current?.list.map(texts) == texts(wanted)
        case .text, .number, .item, .identifier:
            guard let found = current?.string, let wanted = value.string else { return false }
            return target.ignoresCase ? found.lowercased() == wanted.lowercased() : found == wanted
        }
    }

    /// What stands in the attribute's place.
    private func current(in held: Value) -> Value? { place.value(in: held) }

    fileprivate func write(into body: inout ValueMap, over held: Value) {
        switch place {
        case .text(let path): write(path[...], into: &body)
        case .flag(let name), .number(let name): body[name] = value
        case .custom(let custom): write(["customSchemas", custom.schema, custom.field], into: &body)
        case .item(let item, let member):
            let items = body[item.list]?.list ?? held[item.list]?.list ?? []
            body[item.list] = .list(item.writing(value, as: member, into: items))
        case .identifier: break
        }
    }

    private func write(_ path: ArraySlice<String>, into map: inout ValueMap) {
        guard let name = path.first else { return }
        guard path.count > 1 else {
            map[name] = value
            return
        }
        var inner = map[name]?.map ?? ValueMap()
        write(path.dropFirst(), into: &inner)
        map[name] = .map(inner)
    }
}

extension GoogleTarget.Place {
    /// What a user resource holds there.
    func value(in user: Value) -> Value? {
        switch self {
        case .text(let path): path.reduce(Optional(user)) { $0?[$1] }
        case .flag(let name), .number(let name): user[name]
        case .custom(let custom): user["customSchemas"]?[custom.schema]?[custom.field]
        case .item(let item, let member):
            (user[item.list]?.list ?? []).first(where: item.isType)?[member]
        case .identifier: nil
        }
    }
}

extension GoogleTarget.Item {
    func isType(_ item: Value) -> Bool {
        item["type"]?.string == type && item["customType"]?.string == customType
    }

    /// The list with the value in its item of this type; a new item comes last.
    fileprivate func writing(_ value: Value, as member: String, into items: [Value]) -> [Value] {
        var items = items
        if let index = items.firstIndex(where: isType), var item = items[index].map {
            item[member] = value
            items[index] = .map(item)
            return items
        }
        var item = ValueMap([
            ValueMap.Entry(key: member, value: value), ValueMap.Entry(key: "type", value: .string(type)),
        ])
        if let customType { item["customType"] = .string(customType) }
        if list == "organizations", !items.contains(where: { $0["primary"] == .bool(true) }) {
            item["primary"] = .bool(true)
        }
        return items + [.map(item)]
    }
}

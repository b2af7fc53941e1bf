import Model

// The wanted account beside the one that the target holds.

extension SCIM2User {
    /// The wanted attributes that the remote resource does not hold yet.
    ///
    /// The value of an operation keeps the remote's items of other types, such as a private address.
    func changes(to remote: Value) -> [Attribute] {
        attributes.compactMap { attribute in
            let held = attribute.target.value(in: remote)
            guard !attribute.isHeld(by: held) else { return nil }
            return Attribute(target: attribute.target, value: attribute.completed(by: held))
        }
    }

    /// The remote resource with the wanted attributes; everything that is not mapped stays.
    func merged(into remote: Value) -> Value {
        var resource = remote.map ?? ValueMap()
        for attribute in changes(to: remote) { attribute.write(into: &resource) }
        // RFC 7643 §3.1: the target's own to write.
        for name in ["meta", "groups"] { resource[name] = nil }
        let known = resource["schemas"]?.list?.compactMap(\.string) ?? []
        let needed = [SCIM2Target.core] + Set(attributes.compactMap(\.target.schema)).sorted()
        let missing = needed.filter { urn in !known.contains { $0.lowercased() == urn.lowercased() } }
        resource["schemas"] = .list((known + missing).map(Value.string))
        return .map(resource)
    }
}

extension SCIM2Target {
    /// The type of the items that we write, where items of other types are somebody else's.
    fileprivate var itemType: String? {
        switch content {
        case .many(let type): type
        case .addresses: "work"
        case .text, .boolean, .any: nil
        }
    }

    func value(in resource: Value) -> Value? {
        let holder = schema.map { resource.member($0) } ?? resource
        let value = holder?.member(attribute)
        return member.map { value?.member($0) } ?? value
    }
}

extension SCIM2User.Attribute {
    func difference(from remote: Value) -> AttributeDifference {
        AttributeDifference(path: target.path, held: target.value(in: remote), wanted: value)
    }

    func isHeld(by held: Value?) -> Bool {
        guard let held else { return false }
        let comparison = SCIM2Comparison(ignoresCase: target.ignoresCase)
        // Some services give one item where a list belongs.
        guard let wanted = value.list, let found = held.list ?? (held.map == nil ? nil : [held]) else {
            return comparison.holds(value, in: held)
        }
        let ours = found.filter { !isForeign($0) }
        return ours.count == wanted.count
            && wanted.allSatisfy { item in ours.contains { comparison.holds(item, in: $0) } }
    }

    /// An item of a type that we do not write.
    private func isForeign(_ item: Value) -> Bool {
        guard let type = target.itemType, let found = item.member("type")?.string?.lowercased() else { return false }
        let written = (value.list ?? []).compactMap { $0["type"]?.string?.lowercased() } + [type]
        return !written.contains(found)
    }

    fileprivate func completed(by held: Value?) -> Value {
        guard let wanted = value.list, let found = held?.list else { return value }
        let foreign = found.filter(isForeign).map { item in
            guard var map = item.map else { return item }
            // RFC 7643 §2.4: at most one item is primary, and that is ours.
            map["primary"] = nil
            return Value.map(map)
        }
        return .list(wanted + foreign)
    }

    fileprivate func write(into resource: inout ValueMap) {
        guard let schema = target.schema else { return write(inHolder: &resource) }
        let key = resource.key(like: schema)
        var holder = resource[key]?.map ?? ValueMap()
        write(inHolder: &holder)
        resource[key] = .map(holder)
    }

    private func write(inHolder holder: inout ValueMap) {
        let key = holder.key(like: target.attribute)
        guard let member = target.member else {
            holder[key] = value
            return
        }
        var complex = holder[key]?.map ?? ValueMap()
        complex[complex.key(like: member)] = value
        holder[key] = .map(complex)
    }
}

extension ValueMap {
    /// The key that is here already in another letter case (RFC 7643 §2.1), or `name`.
    fileprivate func key(like name: String) -> String {
        if self[name] != nil { return name }
        let lower = name.lowercased()
        return keys.first { $0.lowercased() == lower } ?? name
    }
}

extension Value {
    /// The member of that name; attribute names differ by more than letter case (RFC 7643 §2.1).
    func member(_ name: String) -> Value? {
        guard let map else { return nil }
        if let value = map[name] { return value }
        let lower = name.lowercased()
        return map.entries.first { $0.key.lowercased() == lower }?.value
    }
}

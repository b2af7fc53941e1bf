import Model
import Provisioning

/// PATCH as the simulator understands it (RFC 7644 §3.5.2): operations with a path, or with a map of attributes.
struct SCIM2Patch {
    /// The operations are `Add`, `Replace` and `Remove`, and not in small letters.
    let isCapital: Bool

    enum Outcome {
        case applied(Value)
        /// This service does not take it; another might.
        case refused(String)
        /// RFC 7644 does not allow it.
        case malformed(String)
    }

    func applied(_ body: Value, to resource: Value) -> Outcome {
        guard body["schemas"] == .list([.string("urn:ietf:params:scim:api:messages:2.0:PatchOp")]),
            let operations = body["Operations"]?.list, !operations.isEmpty
        else { return .malformed("no PatchOp") }
        var resource = resource
        for operation in operations {
            guard let name = operation["op"]?.string, ["add", "replace", "remove"].contains(name.lowercased()) else {
                return .malformed("no such op")
            }
            let isSmall = name == name.lowercased()
            if isCapital, isSmall { return .refused("`\(name)` is no operation") }
            guard isCapital || isSmall else { return .malformed("`\(name)` in capitals") }
            guard let changed = changed(resource, by: name.lowercased(), operation) else {
                return .malformed("an operation that can't be carried out")
            }
            resource = changed
        }
        return .applied(withSchemas(resource))
    }

    private func changed(_ resource: Value, by name: String, _ operation: Value) -> Value? {
        let value = operation["value"]
        if name != "remove", value?.withoutEmpty == nil { return nil }
        guard let text = operation["path"]?.string else {
            guard name != "remove", operation["path"] == nil, let members = value?.map else { return nil }
            return members.entries.reduce(resource) { (changed: Value?, member: ValueMap.Entry) -> Value? in
                guard let changed, let path = SCIM2Path(member.key) else { return nil }
                return written(member.value, at: path, in: changed, by: name)
            }
        }
        guard let path = SCIM2Path(text) else { return nil }
        return written(value, at: path, in: resource, by: name)
    }

    private func written(_ value: Value?, at path: SCIM2Path, in resource: Value, by name: String) -> Value? {
        replaced(resource, path.keys) { (held: Value?) -> Value? in
            switch name {
            case "remove":
                if let selected = path.selected { removed(selected, from: held) } else { removed(value, from: held) }
            case "add": added(value, to: held)
            default: value
            }
        }
    }

    private func added(_ value: Value?, to held: Value?) -> Value? {
        guard let items = held?.list, let value else { return value }
        let new = (value.list ?? [value]).filter { item in !items.contains { $0["value"] == item["value"] } }
        return .list(items + new)
    }

    private func removed(_ selected: SCIM2Query.Filter, from held: Value?) -> Value? {
        let left = (held?.list ?? []).filter { $0[selected.attribute]?.string != selected.text }
        return left.isEmpty ? nil : .list(left)
    }

    /// Some services know a `remove` with the items to remove as its value.
    private func removed(_ value: Value?, from held: Value?) -> Value? {
        guard let gone = value?.list?.map({ $0["value"] }) else { return nil }
        let left = (held?.list ?? []).filter { !gone.contains($0["value"]) }
        return left.isEmpty ? nil : .list(left)
    }

    private func replaced(_ value: Value, _ keys: [String], _ change: (Value?) -> Value?) -> Value? {
        guard let key = keys.first, var map = value.map else { return nil }
        if keys.count == 1 {
            map[key] = change(map[key])
        } else {
            guard let inner = replaced(map[key] ?? .map(ValueMap()), Array(keys.dropFirst()), change) else {
                return nil
            }
            map[key] = inner.withoutEmpty == nil ? nil : inner
        }
        return .map(map)
    }

    /// RFC 7643 §3: `schemas` names the extensions that are there.
    private func withSchemas(_ resource: Value) -> Value {
        guard var map = resource.map else { return resource }
        let schemas = map["schemas"]?.list ?? [.string(SCIM2Simulator.coreUser)]
        let extensions = map.keys.filter { $0.hasPrefix("urn:") }.map(Value.string).filter { !schemas.contains($0) }
        map["schemas"] = .list(schemas + extensions)
        return .map(map)
    }
}

import Model
import Provisioning

extension GoogleSimulator {
    /// `nil` when the call is about no membership.
    func performMembership(
        _ call: DiscoveryDocument.Call, _ body: ValueMap, _ state: inout State
    ) -> HTTPResponse? {
        guard call.method.id.hasPrefix("directory.members.") else { return nil }
        let group = call.parameters["groupKey"]?.lowercased() ?? ""
        guard let members = state.groups[group] else { return missing("groupKey") }
        let id = find(call.parameters["memberKey"] ?? body["email"]?.string ?? body["id"]?.string, state)
        switch call.method.id {
        case "directory.members.get":
            guard let id, members.contains(id) else { return missing("memberKey") }
            return Self.json(200, member(id, state))
        case "directory.members.insert":
            guard let id else { return missing("memberKey") }
            for case .membershipLags(let count) in habits where takes("member", count, of: id, &state) {
                return missing("memberKey")
            }
            guard !members.contains(id) else { return Self.error(409, "duplicate", "Member already exists.") }
            state.groups[group]?.insert(id)
            return Self.json(200, member(id, state))
        case "directory.members.delete":
            guard let id, members.contains(id) else { return missing("memberKey") }
            state.groups[group]?.remove(id)
            return HTTPResponse(status: 204)
        case "directory.members.list":
            let all = members.sorted().map { member($0, state) }
            return Self.json(200, .object(("kind", .string("admin#directory#members")), ("members", .list(all))))
        default: return nil
        }
    }

    private func member(_ id: String, _ state: State) -> Value {
        .object(
            ("kind", .string("admin#directory#member")), ("id", .string(id)),
            ("email", state.users[id]?["primaryEmail"] ?? .null), ("role", .string("MEMBER")),
            ("type", .string("USER")), ("status", .string("ACTIVE")))
    }
}

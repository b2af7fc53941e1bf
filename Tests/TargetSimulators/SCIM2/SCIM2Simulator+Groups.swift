import Model
import Provisioning

// What is done to groups.

extension SCIM2Simulator {
    static let coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group"

    func answerGroups(
        _ method: HTTPRequest.Method, _ id: String?, _ asked: SCIM2Asked, _ state: inout State
    ) -> HTTPResponse {
        for case .lacksGroups(let status) in habits { return error(status, detail: "no groups here") }
        guard let id else {
            switch method {
            case .get: return search(state.groups, asked, &state)
            case .post: return createGroup(asked.body, &state)
            case .put, .patch, .delete: return error(405, detail: "no")
            }
        }
        guard let entry = state.groups[id] else { return error(404, detail: "no such group") }
        if let refusal = refusedMatch(asked.match, of: entry, method) { return refusal }
        switch method {
        case .get: return shown(entry, status: 200, type: "Group")
        case .delete:
            state.groups.remove(id)
            return HTTPResponse(status: 204)
        case .put: return writeGroup(asked.body, id, &state, answersGroup: true)
        case .patch:
            for case .lacksPatch(let status) in habits { return error(status, detail: "no PATCH here") }
            let operations = SCIM2Patch(isCapital: habits.contains(.wantsCapitalOperations))
            switch operations.applied(asked.body, to: entry.value) {
            case .refused(let reason): return error(400, detail: reason, type: "invalidSyntax")
            case .malformed(let reason):
                state.violations.append("malformed PATCH, \(reason): \(asked.body)")
                return error(400, detail: reason, type: "invalidSyntax")
            case .applied(let group):
                return writeGroup(group, id, &state, answersGroup: habits.contains(.answersPatchWithAccount))
            }
        case .post: return error(405, detail: "no")
        }
    }

    private func createGroup(_ group: Value, _ state: inout State) -> HTTPResponse {
        if let refusal = refusedGroup(group, except: nil, &state) { return refusal }
        return shown(state.groups.add(group), status: 201, type: "Group")
    }

    private func writeGroup(
        _ group: Value, _ id: String, _ state: inout State, answersGroup: Bool
    ) -> HTTPResponse {
        if let refusal = refusedGroup(group, except: id, &state) { return refusal }
        guard let stored = state.groups.replace(id, with: group) else { return error(404, detail: "no such group") }
        return answersGroup
            ? shown(stored, status: 200, type: "Group") : HTTPResponse(status: 204, headers: versionHeader(stored))
    }

    private func refusedGroup(_ group: Value, except id: String?, _ state: inout State) -> HTTPResponse? {
        let schemas = group["schemas"]?.list?.compactMap(\.string) ?? []
        guard schemas.contains(Self.coreGroup), let name = group["displayName"]?.string, !name.isEmpty else {
            state.violations.append("invalid group \(group)")
            return error(400, detail: "invalid", type: "invalidValue")
        }
        let members = group["members"]?.list ?? []
        let ids = members.compactMap { $0["value"]?.string }
        guard ids.count == members.count, Set(ids).count == ids.count, ids.allSatisfy({ state.users[$0] != nil }) else {
            return error(400, detail: "a member is twice there or is no user", type: "invalidValue")
        }
        guard !state.groups.entries.contains(where: { $0.id != id && $0.name == name.lowercased() }) else {
            return error(409, detail: "the group exists", type: "uniqueness")
        }
        return nil
    }
}

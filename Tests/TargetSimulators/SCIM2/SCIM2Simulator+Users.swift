import Model
import Provisioning

// What is done to users.

extension SCIM2Simulator {
    static let coreUser = "urn:ietf:params:scim:schemas:core:2.0:User"

    func create(_ user: Value, _ state: inout State) -> HTTPResponse {
        if let refusal = refusal(of: user, &state) { return refusal }
        if habits.contains(.refusesWithConflict) {
            return error(409, detail: "entitlements are missing", type: "invalidValue")
        }
        let user = kept(user)
        if let other = holder(of: user, except: nil, state) {
            if habits.contains(.breaksOnDuplicate) { return Self.brokenPage }
            if habits.contains(.answersDuplicateWithAccount) {
                state.hidden.remove(other.id)
                return shown(other, status: 200)
            }
            return error(409, detail: "the user exists", type: "uniqueness")
        }
        return shown(state.users.add(user), status: 201)
    }

    func answer(
        _ method: HTTPRequest.Method, _ id: String, _ asked: SCIM2Asked, _ state: inout State
    ) -> HTTPResponse {
        if let status = lacking(method) { return error(status, detail: "no \(method.rawValue) here") }
        guard let entry = state.users[id], !state.hidden.contains(id) else {
            return error(404, detail: "no such user")
        }
        if let refusal = refusedMatch(asked.match, of: entry, method) { return refusal }
        switch method {
        case .get: return shown(entry, status: 200)
        case .delete:
            guard habits.contains(.keepsDeleted), var map = entry.value.map else {
                state.users.remove(id)
                return HTTPResponse(status: 204)
            }
            map["active"] = .bool(false)
            _ = state.users.replace(id, with: .map(map))
            return HTTPResponse(status: 204)
        case .patch: return patch(entry, asked.body, &state)
        case .put: return write(asked.body, id, &state, answersAccount: true)
        case .post: return error(405, detail: "no")
        }
    }

    private func patch(_ entry: SCIM2Shelf.Entry, _ body: Value, _ state: inout State) -> HTTPResponse {
        let operations = SCIM2Patch(isCapital: habits.contains(.wantsCapitalOperations))
        switch operations.applied(body, to: entry.value) {
        case .refused(let reason):
            return error(400, detail: reason, type: "invalidSyntax")
        case .malformed(let reason):
            state.violations.append("malformed PATCH, \(reason): \(body)")
            return error(400, detail: reason, type: "invalidSyntax")
        case .applied(let user):
            if habits.contains(.keepsExternalID), user["externalId"] != entry.value["externalId"] {
                return error(400, detail: "externalId is read-only", type: "mutability")
            }
            return write(
                user, entry.id, &state, answersAccount: habits.contains(.answersPatchWithAccount))
        }
    }

    private func write(
        _ user: Value, _ id: String, _ state: inout State, answersAccount: Bool
    ) -> HTTPResponse {
        if let refusal = refusal(of: user, &state) { return refusal }
        let user = kept(user)
        guard holder(of: user, except: id, state) == nil else {
            return error(409, detail: "taken", type: "uniqueness")
        }
        if habits.contains(.dropsInactive), user["active"] == .bool(false) {
            state.users.remove(id)
            return HTTPResponse(status: 204)
        }
        guard let stored = state.users.replace(id, with: user) else { return error(404, detail: "no such user") }
        return answersAccount ? shown(stored, status: 200) : HTTPResponse(status: 204, headers: versionHeader(stored))
    }

    private func lacking(_ method: HTTPRequest.Method) -> Int? {
        habits.first { habit in
            switch (habit, method) {
            case (.lacksPatch(let status), .patch), (.lacksPut(let status), .put): status
            default: nil
            }
        }
    }

    /// RFC 7644 §3.14.
    func refusedMatch(_ match: String?, of entry: SCIM2Shelf.Entry, _ method: HTTPRequest.Method) -> HTTPResponse? {
        guard !method.isSafe, let version = version(of: entry) else { return nil }
        if match != nil, habits.contains(.refusesMatch) { return error(412, detail: "changed meanwhile") }
        if let match { return match == version ? nil : error(412, detail: "changed meanwhile") }
        return habits.first { habit in
            if case .wantsMatch(let status) = habit { self.error(status, detail: "If-Match is missing") } else { nil }
        }
    }

    /// What RFC 7643 demands of every user is a violation; what this service alone demands is only refused.
    private func refusal(of user: Value, _ state: inout State) -> HTTPResponse? {
        let schemas = user["schemas"]?.list?.compactMap(\.string) ?? []
        let extensions = user.map?.keys.filter { $0.hasPrefix("urn:") } ?? []
        let isValid =
            schemas.contains(Self.coreUser) && user["userName"]?.string != nil
            && extensions.allSatisfy(schemas.contains)
            && (user.map?.entries ?? []).allSatisfy { $0.value.withoutEmpty != nil }
        guard isValid else {
            state.violations.append("invalid user \(user)")
            return error(400, detail: "invalid", type: "invalidValue")
        }
        for case .wants(let path) in habits where SCIM2Path.value(at: path, in: user)?.withoutEmpty == nil {
            return error(400, detail: "`\(path)` is required", type: "invalidValue")
        }
        if habits.contains(.refusesItemTypes), hasItemTypes(user) {
            return error(400, detail: "extra inputs are not permitted: emails, 0, type")
        }
        return nil
    }

    private func hasItemTypes(_ user: Value) -> Bool {
        ["emails", "phoneNumbers"].contains { attribute in
            (user[attribute]?.list ?? []).contains { $0["type"] != nil || $0["primary"] != nil }
        }
    }

    private func holder(of user: Value, except id: String?, _ state: State) -> SCIM2Shelf.Entry? {
        let name = user["userName"]?.string?.lowercased() ?? ""
        return state.users.entries.first { other in
            guard other.id != id else { return false }
            if habits.contains(.wantsUniqueEmail), other.value["emails"] == user["emails"] { return true }
            return other.name == name
        }
    }

    /// The user as this service keeps it.
    private func kept(_ user: Value) -> Value {
        guard var map = user.map else { return user }
        if habits.contains(.lowersUserNames), let name = map["userName"]?.string {
            map["userName"] = .string(name.lowercased())
        }
        if let emails = map["emails"]?.list {
            map["emails"] = .list(emails.map(kept(email:)))
        }
        if habits.contains(.dropsExternalID) { map["externalId"] = nil }
        for name in ["meta", "password"] { map[name] = nil }
        return .map(map)
    }

    private func kept(email: Value) -> Value {
        guard var map = email.map else { return email }
        if habits.contains(.lowersEmails), let value = map["value"]?.string {
            map["value"] = .string(value.lowercased())
        }
        if habits.contains(.dropsItemTypes) { return .object(("value", map["value"] ?? .null)) }
        return .map(map)
    }
}

import Model
import Provisioning

// Users and permission sets, with Salesforce's rules about them.

extension SalesforceSimulator {
    func answerUser(
        _ request: HTTPRequest, _ path: [String], _ query: [String: String], _ state: inout State
    ) -> HTTPResponse {
        let body = (try? JSONReader.read(request.body ?? []))?.map
        switch (request.method, path.count) {
        case (.post, 0):
            guard let body else { return Self.error(400, "JSON_PARSER_ERROR", "Unexpected character") }
            return create(body, &state)
        case (.patch, 2): return upsert(body, by: path[0], path[1], &state)
        case (_, 1): break
        default:
            state.violations.append("unexpected \(request.method.rawValue) on users")
            return Self.error(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed")
        }
        guard let id = state.users.keys.first(where: { SalesforceIDs.same($0, path[0]) }), let user = state.users[id]
        else {
            return Self.error(
                404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: \(path[0])")
        }
        switch request.method {
        case .get:
            let fields =
                query["fields"].map { $0.split(separator: ",").map(String.init) } ?? state.schema.kinds.keys.sorted()
            if let field = fields.first(where: { state.schema.kinds[$0] == nil }) {
                return Self.error(400, "INVALID_FIELD", "No such column '\(field)' on sobject of type User")
            }
            return Self.json(200, Self.row(user, of: "User", fields))
        case .patch:
            guard let body else { return Self.error(400, "JSON_PARSER_ERROR", "Unexpected character") }
            if let refusal = refusal(of: body, to: id, &state) { return refusal }
            _ = store(user.merging(body), id: id, &state)
            return HTTPResponse(status: 204)
        case .post, .put, .delete:
            state.violations.append("\(request.method.rawValue) of a user")
            return Self.error(400, "INVALID_TYPE_FOR_OPERATION", "entity type User does not support delete")
        }
    }

    private func create(_ user: ValueMap, _ state: inout State) -> HTTPResponse {
        let missing = SalesforceSchema.required.filter { user[$0]?.withoutEmpty == nil }
        guard missing.isEmpty else {
            return Self.error(
                400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [\(missing.joined(separator: ", "))]",
                missing)
        }
        if let refusal = refusal(of: user, to: nil, &state) { return refusal }
        return Self.saved(store(user, id: nil, &state))
    }

    private func upsert(_ body: ValueMap?, by field: String, _ value: String, _ state: inout State) -> HTTPResponse {
        guard state.schema.externalIDs.contains(field) else {
            return Self.error(
                404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: \(field)")
        }
        guard let body, body[field] == nil else {
            return Self.error(400, "INVALID_FIELD", "The \(field) field should not be specified in the sobject data.")
        }
        let hits = state.users.filter { $0.value[field]?.string?.lowercased() == value.lowercased() }
        guard let hit = hits.first else {
            var user = body
            user[field] = .string(value)
            let answer = create(user, &state)
            guard answer.status == 201 else { return answer }
            let id = (try? JSONReader.read(answer.body))?["id"]?.string ?? ""
            return Self.saved(id, wasCreated: true)
        }
        if let refusal = refusal(of: body, to: hit.key, &state) { return refusal }
        _ = store(hit.value.merging(body), id: hit.key, &state)
        return Self.saved(hit.key, wasCreated: false, status: 200)
    }

    /// Why the fields may not be written to the user, if they may not.
    private func refusal(of fields: ValueMap, to id: String?, _ state: inout State) -> HTTPResponse? {
        guard state.mayWrite else {
            return Self.error(403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id")
        }
        for entry in fields.entries {
            guard let kind = state.schema.kinds[entry.key] else {
                return Self.error(400, "INVALID_FIELD", "No such column '\(entry.key)' on sobject of type User")
            }
            if let refusal = typeRefusal(entry.key, kind, entry.value, state) { return refusal }
        }
        if let name = fields["Username"]?.string {
            guard Self.isAddress(name) else {
                return Self.error(
                    400, "INVALID_EMAIL_ADDRESS", "Username must be in the form of an email address", ["Username"])
            }
            if state.takenElsewhere.contains(name.lowercased()) || isTaken("Username", name, id, state) {
                return Self.error(
                    400, "DUPLICATE_USERNAME",
                    "Duplicate Username.<br>The username already exists in this or another Salesforce organization.",
                    ["Username"])
            }
        }
        if let name = fields["CommunityNickname"]?.string, isTaken("CommunityNickname", name, id, state) {
            return Self.error(
                400, "DUPLICATE_COMM_NICKNAME",
                "Duplicate Nickname.<br>Another user has already selected this nickname.",
                ["CommunityNickname"])
        }
        for key in state.schema.externalIDs.union(["FederationIdentifier"]).sorted() {
            guard let text = fields[key]?.string, isTaken(key, text, id, state) else { continue }
            return Self.error(
                400, "DUPLICATE_VALUE", "duplicate value found: \(key) duplicates value on another record")
        }
        let isActive = fields["IsActive"]?.bool ?? (id == nil)
        let wasActive = id.flatMap { state.users[$0]?["IsActive"]?.bool } ?? false
        if isActive, !wasActive, state.users.values.count(where: { $0["IsActive"] == .bool(true) }) >= state.licences {
            return Self.error(400, "LICENSE_LIMIT_EXCEEDED", "License Limit Exceeded", ["ProfileId"])
        }
        return nil
    }

    private func typeRefusal(
        _ field: String, _ kind: SalesforceSchema.Kind, _ value: Value, _ state: State
    ) -> HTTPResponse? {
        switch (kind, value) {
        case (.readOnly, _), (.id, _):
            return Self.error(
                400, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: \(field).", [field])
        case (.boolean, .bool), (.double, .int), (.double, .number), (_, .null): return nil
        case (.string(let most), .string(let text)):
            guard text.utf16.count > most else { return nil }
            return Self.error(
                400, "STRING_TOO_LONG", "\(field): data value too large: \(text.prefix(20)) (max length=\(most))",
                [field])
        case (.email(let most), .string(let text)):
            guard text.utf16.count <= most else {
                return Self.error(
                    400, "STRING_TOO_LONG", "\(field): data value too large (max length=\(most))", [field])
            }
            return Self.isAddress(text)
                ? nil : Self.error(400, "INVALID_EMAIL_ADDRESS", "\(field): invalid email address: \(text)", [field])
        case (.picklist(let values), .string(let text)):
            return values.contains(text)
                ? nil
                : Self.error(
                    400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    "\(field): bad value for restricted picklist field: \(text)", [field])
        case (.reference(let object), .string(let text)):
            let known =
                object == "User" ? Array(state.users.keys) : (records[object] ?? []).compactMap { $0["Id"]?.string }
            guard text.count == 15 || text.count == 18 else {
                return Self.error(400, "MALFORMED_ID", "\(field): id value of incorrect type: \(text)", [field])
            }
            return known.contains { SalesforceIDs.same($0, text) }
                ? nil : Self.error(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [field])
        default:
            return Self.error(400, "JSON_PARSER_ERROR", "Cannot deserialize the value of \(field)", [field])
        }
    }

    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
    }

    private func isTaken(_ field: String, _ text: String, _ id: String?, _ state: State) -> Bool {
        state.users.contains { $0.key != id && $0.value[field]?.string?.lowercased() == text.lowercased() }
    }

    func store(_ user: ValueMap, id: String?, _ state: inout State) -> String {
        let key = id ?? SalesforceIDs.id("005", state.nextID)
        if id == nil { state.nextID += 1 }
        var user = user
        user["Id"] = .string(key)
        if user["IsActive"] == nil { user["IsActive"] = .bool(true) }
        for field in ["Username", "Email"] {
            if let text = user[field]?.string { user[field] = .string(text.lowercased()) }
        }
        state.users[key] = user
        return key
    }

    func store(_ assignment: ValueMap, _ state: inout State) -> String {
        let id = SalesforceIDs.id("0Pa", state.nextID)
        state.nextID += 1
        var assignment = assignment
        assignment["Id"] = .string(id)
        state.assignments[id] = assignment
        return id
    }

    func answerAssignment(_ request: HTTPRequest, _ id: String?, _ state: inout State) -> HTTPResponse {
        switch (request.method, id) {
        case (.delete, let id?):
            guard state.assignments.removeValue(forKey: id) != nil else {
                return Self.error(404, "ENTITY_IS_DELETED", "entity is deleted")
            }
            return HTTPResponse(status: 204)
        case (.post, nil):
            let body = (try? JSONReader.read(request.body ?? []))?.map ?? ValueMap()
            guard let user = body["AssigneeId"]?.string, let set = body["PermissionSetId"]?.string,
                let userID = state.users.keys.first(where: { SalesforceIDs.same($0, user) }),
                (records["PermissionSet"] ?? []).contains(where: { $0["Id"]?.string == set })
            else { return Self.error(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id") }
            if state.assignments.values.contains(where: {
                $0["AssigneeId"] == .string(userID) && $0["PermissionSetId"] == .string(set)
            }) {
                return Self.error(400, "DUPLICATE_VALUE", "Duplicate PermissionSetAssignment.")
            }
            return Self.saved(store(body, &state))
        default:
            state.violations.append("unexpected \(request.method.rawValue) on assignments")
            return Self.error(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed")
        }
    }
}

extension ValueMap {
    fileprivate func merging(_ changes: ValueMap) -> ValueMap {
        var merged = self
        for entry in changes.entries { merged[entry.key] = entry.value }
        return merged
    }
}

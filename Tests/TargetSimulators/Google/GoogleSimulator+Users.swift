import Model
import Provisioning

extension GoogleSimulator {
    func perform(_ call: DiscoveryDocument.Call, _ body: ValueMap, _ state: inout State) -> HTTPResponse {
        switch call.method.id {
        case "directory.users.insert": return insert(body, &state)
        case "directory.users.list": return list(call.parameters, &state)
        case "directory.users.get": return get(call.parameters, &state)
        case "directory.users.patch", "directory.users.update": return patch(call.parameters, body, &state)
        case "directory.users.delete":
            guard let id = find(call.parameters["userKey"], state) else { return missing("userKey") }
            Self.remove(id, from: &state)
            return HTTPResponse(status: 204)
        default:
            if let answer = performMembership(call, body, &state) { return answer }
            state.violations.append("\(call.method.id) is not expected")
            return Self.error(403, "forbidden", "Not Authorized to access this resource/api")
        }
    }

    static func remove(_ id: String, from state: inout State) {
        state.users[id] = nil
        for group in state.groups.keys { state.groups[group]?.remove(id) }
    }

    func missing(_ key: String) -> HTTPResponse { Self.error(404, "notFound", "Resource Not Found: \(key)") }

    /// A user by id, primary address or alias.
    func find(_ key: String?, _ state: State) -> String? {
        guard let key = key?.lowercased() else { return nil }
        if state.users[key] != nil { return key }
        return state.users.first { Self.addresses(of: $0.value).contains(key) }?.key
    }

    private static func addresses(of user: ValueMap) -> Set<String> {
        let aliases = (user["aliases"]?.list ?? []).compactMap(\.string)
        return Set(([user["primaryEmail"]?.string ?? ""] + aliases).map { $0.lowercased() })
    }

    private func isTaken(_ address: String, except id: String?, _ state: State) -> Bool {
        let address = address.lowercased()
        return state.reserved.contains(address) || state.groups[address] != nil
            || state.users.contains { $0.key != id && Self.addresses(of: $0.value).contains(address) }
    }

    private func insert(_ body: ValueMap, _ state: inout State) -> HTTPResponse {
        if let refusal = refusal(of: body, isCreate: true, &state) { return refusal }
        guard !isTaken(body["primaryEmail"]?.string ?? "", except: nil, state) else {
            return Self.error(409, "duplicate", "Entity already exists.")
        }
        let id = Self.store(body, in: &state)
        state.passwords[id] = body["password"]
        if habits.isEmpty { state.searchable.insert(id) }
        return Self.json(200, .map(state.users[id] ?? ValueMap()))
    }

    private func patch(_ parameters: [String: String], _ body: ValueMap, _ state: inout State) -> HTTPResponse {
        guard let id = find(parameters["userKey"], state), let old = state.users[id] else { return missing("userKey") }
        for case .creationIsIncomplete(let count) in habits where takes("incomplete", count, of: id, &state) {
            return Self.error(412, "conditionNotMet", "User creation is not complete.")
        }
        if let refusal = refusal(of: body, isCreate: false, &state) { return refusal }
        let held = Value.map(old)
        if body.entries.contains(where: { held[$0.key] == $0.value }) {
            state.violations.append("a PATCH with what the user holds already: \(body.keys)")
        }
        if let address = body["primaryEmail"]?.string {
            guard !isTaken(address, except: id, state) else {
                return Self.error(409, "duplicate", "Entity already exists.")
            }
        }
        var user = Self.merged(body, into: old)
        if let before = old["primaryEmail"], body["primaryEmail"] != nil {
            user["aliases"] = .list((old["aliases"]?.list ?? []) + [before])
        }
        _ = Self.store(user, in: &state, id: id)
        if habits.contains(.answersChangeWithConflict), !state.hasConflicted {
            state.hasConflicted = true
            return Self.error(409, "conflict", "Conflict")
        }
        return Self.json(200, .map(state.users[id] ?? ValueMap()))
    }

    /// Objects are merged, lists are replaced.
    private static func merged(_ patch: ValueMap, into old: ValueMap) -> ValueMap {
        var result = old
        for entry in patch.entries {
            if let inner = entry.value.map, let held = old[entry.key]?.map {
                result[entry.key] = .map(merged(inner, into: held))
            } else {
                result[entry.key] = entry.value == .null ? nil : entry.value
            }
        }
        return result
    }

    /// The limits that the reference documents.
    private func refusal(of body: ValueMap, isCreate: Bool, _ state: inout State) -> HTTPResponse? {
        var problems: [String] = []
        let body = Value.map(body)
        for name in ["givenName", "familyName"] {
            if let text = body["name"]?[name]?.string, !(1...60).contains(text.count) {
                problems.append("Invalid Given/Family Name: \(name)")
            }
        }
        if let phone = body["recoveryPhone"]?.string, phone.wholeMatch(of: /\+[1-9][0-9]{6,14}/) == nil {
            problems.append("Invalid recovery phone.")
        }
        if let ids = body["externalIds"], CanonicalJSON.encode(ids).utf8.count > 2048 {
            problems.append("Invalid Input: externalIds")
        }
        let types = (body["externalIds"]?.list ?? []).filter { $0["type"] == .string("custom") && $0["customType"] == nil }
        if !types.isEmpty { problems.append("Invalid Input: custom type") }
        if isCreate {
            let hash = body["password"]?.string ?? ""
            let isHash = body["hashFunction"] == .string("SHA-1") && hash.wholeMatch(of: /[0-9a-f]{40}/) != nil
            if !isHash && !(body["hashFunction"] == nil && hash.count >= 8) { problems.append("Invalid Password") }
        } else if ["password", "hashFunction", "changePasswordAtNextLogin"].contains(where: { body[$0] != nil }) {
            state.violations.append("an update sets the password")
        }
        return problems.first.map { Self.error(400, "invalid", $0) }
    }

    private func get(_ parameters: [String: String], _ state: inout State) -> HTTPResponse {
        guard let id = find(parameters["userKey"], state), let user = state.users[id] else { return missing("userKey") }
        for case .readsLag(let count) in habits where takes("read", count, of: id, &state) { return missing("userKey") }
        return Self.json(200, .map(Self.projected(user, parameters)))
    }

    private static func projected(_ user: ValueMap, _ parameters: [String: String]) -> ValueMap {
        guard parameters["projection"] != "full" else { return user }
        var user = user
        user["customSchemas"] = nil
        return user
    }

    private func list(_ parameters: [String: String], _ state: inout State) -> HTTPResponse {
        var hits = state.users.filter { state.searchable.contains($0.key) || !habits.contains(.searchLags) }
        if let domain = parameters["domain"] {
            hits = hits.filter { Self.addresses(of: $0.value).contains { $0.hasSuffix("@" + domain) } }
            if domain != "example.com", hits.isEmpty { return Self.error(404, "notFound", "Domain not found.") }
        } else if parameters["customer"] != "my_customer" {
            state.violations.append("users.list without a customer or a domain")
            return Self.error(400, "badRequest", "Bad Request")
        }
        if let text = parameters["query"] {
            guard let query = GoogleQuery(text) else {
                state.violations.append("malformed query \(text)")
                return Self.error(400, "invalid", "Invalid Input: query")
            }
            hits = hits.filter { query.fits(.map($0.value)) }
        }
        let ordered = hits.sorted { $0.key < $1.key }.map { Value.map(Self.projected($0.value, parameters)) }
        let start = parameters["pageToken"].flatMap { Int($0) } ?? 0
        let size = parameters["maxResults"].flatMap { Int($0) } ?? 100
        var answer = ValueMap([
            .init(key: "kind", value: .string("admin#directory#users")), .init(key: "etag", value: .string("\"e\"")),
        ])
        let page = Array(ordered.dropFirst(start).prefix(size))
        if !page.isEmpty { answer["users"] = .list(page) }
        if start + size < ordered.count { answer["nextPageToken"] = .string("\(start + size)") }
        return Self.json(200, .map(answer))
    }

    /// Keeps the user with what Google adds, and without what it never tells.
    static func store(_ user: ValueMap, in state: inout State, id given: String? = nil) -> String {
        let id = given ?? "10000000000000000000\(state.nextID)"
        if given == nil { state.nextID += 1 }
        var user = user
        for name in ["password", "hashFunction"] { user[name] = nil }
        let address = user["primaryEmail"]?.string?.lowercased() ?? ""
        user["primaryEmail"] = .string(address)
        user["emails"] = .list([.object(("address", .string(address)), ("primary", .bool(true)))])
        user["kind"] = .string("admin#directory#user")
        user["id"] = .string(id)
        user["etag"] = .string("\"etag-\(state.requests.count)\"")
        user["customerId"] = .string("C0123abcd")
        for name in ["suspended", "archived", "isAdmin", "isDelegatedAdmin"] where user[name] == nil {
            user[name] = .bool(false)
        }
        if user["orgUnitPath"] == nil { user["orgUnitPath"] = .string("/") }
        state.users[id] = user
        return id
    }
}

package import Model
package import Provisioning
import Synchronization

/// A strict SCIM 2.0 service in memory (RFC 7643, RFC 7644), with the habits of real ones to switch on.
package final class SCIM2Simulator: AccountSystemSimulator {
    package enum Habit: Hashable, Sendable {
        /// Answers a search with everybody, whatever the filter.
        case ignoresFilters
        /// Gives two users a page.
        case givesSmallPages
        case ignoresPages
        /// Answers 400 invalidFilter to a filter by externalId.
        case cannotFilterExternalID
        /// Answers PATCH with this status.
        case lacksPatch(Int)
        /// A duplicate is a 500 with an HTML page.
        case breaksOnDuplicate
        /// PATCH answers 200 with the account instead of 204.
        case answersPatchWithAccount
        case lowersUserNames
        /// Keeps only the `value` of e-mail addresses.
        case dropsItemTypes
        /// Answers a create with 409 for a reason that is no duplicate.
        case refusesWithConflict
        /// No two accounts may share an e-mail address.
        case wantsUniqueEmail
    }

    private struct State {
        var users: [String: Value] = [:]
        var nextID = 1
        var requests: [HTTPRequest] = []
        var violations: [String] = []
        var nextFault: SimulatedFault?
        var lastingFault: SimulatedFault?
    }

    package static let base = "https://target.example/scim/v2"
    /// The bearer token that it wants to see.
    package static let secret = "s3cr3t-Canary/+="
    package let origin = "https://target.example"
    private let habits: Set<Habit>
    private let proof: HTTPHeader
    private let state = Mutex(State())

    package init(
        _ habits: Set<Habit> = [],
        proof: HTTPHeader = HTTPHeader("Authorization", "Bearer \(SCIM2Simulator.secret)")
    ) {
        self.habits = habits
        self.proof = proof
    }

    package var requests: [HTTPRequest] { state.withLock { $0.requests } }
    package var violations: [String] { state.withLock { $0.violations } }
    package var accountIDs: Set<String> { state.withLock { Set($0.users.keys) } }
    package func user(_ id: String) -> Value? { state.withLock { $0.users[id] } }
    package func removeUser(_ id: String) { state.withLock { $0.users[id] = nil } }
    package func failNextChange(_ fault: SimulatedFault) { state.withLock { $0.nextFault = fault } }
    package func failAll(_ fault: SimulatedFault?) { state.withLock { $0.lastingFault = fault } }

    package func addAccount(userName: String, externalID: String?) {
        var map = ValueMap([.init(key: "userName", value: .string(userName))])
        if let externalID { map["externalId"] = .string(externalID) }
        addUser(.map(map))
    }

    package func addUser(_ user: Value) {
        state.withLock { _ = Self.store(user, id: nil, in: &$0) }
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let result: Result<HTTPResponse, TransportError> = state.withLock { state in
            state.requests.append(request)
            let fault = state.lastingFault ?? (request.method.isSafe ? nil : state.nextFault)
            if !request.method.isSafe { state.nextFault = nil }
            switch fault {
            case .unreachable: return .failure(.unsent("connection refused"))
            case .answer(let response): return .success(response)
            case .timeOutAfterCommit:
                _ = answer(request, &state)
                return .failure(.ambiguous("timed out after 5s"))
            case .commitThenAnswer(let response):
                _ = answer(request, &state)
                return .success(response)
            case nil: return .success(answer(request, &state))
            }
        }
        return try result.get()
    }

    private func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        guard request.headers.contains(where: { $0.name == proof.name && $0.value == proof.value }) else {
            return Self.error(401, detail: "no")
        }
        guard request.url.hasPrefix(Self.base + "/Users"), request.timeout == .seconds(5) else {
            state.violations.append("unexpected address \(request.url) or time limit")
            return Self.error(404, detail: "no such endpoint")
        }
        let rest = request.url.dropFirst(Self.base.count + 6)
        if !request.method.isSafe, request.method != .delete,
            request.header("Content-Type") != "application/scim+json"
        {
            state.violations.append("\(request.method) without the SCIM media type")
        }
        let body = (try? JSONReader.read(request.body ?? [])) ?? .null
        switch (request.method, rest.first) {
        case (.get, "?"): return search(String(rest.dropFirst()), &state)
        case (.post, nil): return create(body, &state)
        case (let method, "/"): return answer(method, String(rest.dropFirst()), body, &state)
        default:
            state.violations.append("\(request.method) \(request.url)")
            return Self.error(405, detail: "no")
        }
    }

    private func answer(
        _ method: HTTPRequest.Method, _ id: String, _ body: Value, _ state: inout State
    ) -> HTTPResponse {
        if method == .patch {
            for case .lacksPatch(let status) in habits { return Self.error(status, detail: "no PATCH here") }
        }
        guard let user = state.users[id] else { return Self.error(404, detail: "no such user") }
        switch method {
        case .get: return Self.json(200, user)
        case .delete:
            state.users[id] = nil
            return HTTPResponse(status: 204)
        case .patch:
            guard let patched = SCIM2Patch.applied(body, to: user) else {
                state.violations.append("malformed PATCH \(body)")
                return Self.error(400, detail: "malformed PATCH", type: "invalidSyntax")
            }
            return write(patched, id, &state, answersAccount: habits.contains(.answersPatchWithAccount))
        case .put: return write(body, id, &state, answersAccount: true)
        case .post: return Self.error(405, detail: "no")
        }
    }

    private func write(
        _ user: Value, _ id: String, _ state: inout State, answersAccount: Bool
    ) -> HTTPResponse {
        guard isValid(user, &state) else { return Self.error(400, detail: "invalid", type: "invalidValue") }
        guard !isTaken(user, except: id, state) else { return Self.error(409, detail: "taken", type: "uniqueness") }
        let stored = Self.store(normal(user), id: id, in: &state)
        return answersAccount ? Self.json(200, stored) : HTTPResponse(status: 204)
    }

    private func create(_ user: Value, _ state: inout State) -> HTTPResponse {
        guard isValid(user, &state) else { return Self.error(400, detail: "invalid", type: "invalidValue") }
        if habits.contains(.refusesWithConflict) {
            return Self.error(409, detail: "entitlements are missing", type: "invalidValue")
        }
        guard !isTaken(user, except: nil, state) else {
            return habits.contains(.breaksOnDuplicate)
                ? HTTPResponse(status: 500, body: Array("<html>Internal Server Error</html>".utf8))
                : Self.error(409, detail: "the user exists", type: "uniqueness")
        }
        return Self.json(201, Self.store(normal(user), id: nil, in: &state))
    }

    private func isValid(_ user: Value, _ state: inout State) -> Bool {
        let schemas = user["schemas"]?.list?.compactMap(\.string) ?? []
        let extensions = user.map?.keys.filter { $0.hasPrefix("urn:") } ?? []
        let isValid =
            schemas.contains("urn:ietf:params:scim:schemas:core:2.0:User") && user["userName"]?.string != nil
            && extensions.allSatisfy(schemas.contains)
            && (user.map?.entries ?? []).allSatisfy { $0.value.withoutEmpty != nil }
        if !isValid { state.violations.append("invalid user \(user)") }
        return isValid
    }

    private func isTaken(_ user: Value, except id: String?, _ state: State) -> Bool {
        state.users.contains { other in
            guard other.key != id else { return false }
            if habits.contains(.wantsUniqueEmail), other.value["emails"] == user["emails"] { return true }
            return other.value["userName"]?.string?.lowercased() == user["userName"]?.string?.lowercased()
        }
    }

    private func normal(_ user: Value) -> Value {
        guard var map = user.map else { return user }
        if habits.contains(.lowersUserNames), let name = map["userName"]?.string {
            map["userName"] = .string(name.lowercased())
        }
        if habits.contains(.dropsItemTypes), let emails = map["emails"]?.list {
            map["emails"] = .list(emails.map { .object(("value", $0["value"] ?? .null)) })
        }
        return .map(map)
    }

    private static func store(_ user: Value, id: String?, in state: inout State) -> Value {
        let key = id ?? "u\(state.nextID)"
        if id == nil { state.nextID += 1 }
        var map = user.map ?? ValueMap()
        map["id"] = .string(key)
        map["meta"] = .object(("resourceType", .string("User")))
        state.users[key] = .map(map)
        return .map(map)
    }

    private func search(_ query: String, _ state: inout State) -> HTTPResponse {
        guard let query = SCIM2Query(query) else {
            state.violations.append("malformed query \(query)")
            return Self.error(400, detail: "malformed filter", type: "invalidSyntax")
        }
        if habits.contains(.cannotFilterExternalID), query.attribute == "externalId" {
            return Self.error(400, detail: "no filter by externalId", type: "invalidFilter")
        }
        var hits = state.users.sorted { $0.key < $1.key }.map(\.value)
        if !habits.contains(.ignoresFilters) {
            hits = hits.filter { user in
                if query.attribute == "emails.value" {
                    return (user["emails"]?.list ?? []).contains { $0["value"] == .string(query.text) }
                }
                let found = user[query.attribute]?.string
                return query.attribute == "externalId"
                    ? found == query.text : found?.lowercased() == query.text.lowercased()
            }
        }
        let start = habits.contains(.ignoresPages) ? 1 : query.start
        let size = habits.contains(.givesSmallPages) || habits.contains(.ignoresPages) ? 2 : hits.count
        let page = Array(hits.dropFirst(start - 1).prefix(size))
        return Self.json(
            200,
            .object(
                ("schemas", .list([.string("urn:ietf:params:scim:api:messages:2.0:ListResponse")])),
                ("totalResults", .int(hits.count)), ("startIndex", .int(start)), ("itemsPerPage", .int(page.count)),
                ("Resources", .list(page))))
    }

    package static func json(_ status: Int, _ value: Value, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [HTTPHeader("Content-Type", "application/scim+json")] + headers,
            body: Array(CanonicalJSON.encode(value).utf8))
    }

    static func error(_ status: Int, detail: String, type: String? = nil, headers: [HTTPHeader] = []) -> HTTPResponse {
        var map = ValueMap([
            .init(key: "detail", value: .string(detail)),
            .init(key: "schemas", value: .list([.string("urn:ietf:params:scim:api:messages:2.0:Error")])),
            .init(key: "status", value: .string(String(status))),
        ])
        if let type { map["scimType"] = .string(type) }
        return json(status, .map(map), headers: headers)
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

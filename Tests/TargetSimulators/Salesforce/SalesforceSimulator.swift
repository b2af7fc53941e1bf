package import Model
package import Provisioning
import Synchronization

/// A strict Salesforce organisation in memory: its OAuth endpoint, SOQL, and users with Salesforce's rules and errors.
package final class SalesforceSimulator: AccountSystemSimulator {
    struct State {
        var users: [String: ValueMap] = [:]
        var assignments: [String: ValueMap] = [:]
        var schema = SalesforceSchema()
        var nextID = 1
        var requests: [HTTPRequest] = []
        var tokenRequests: [HTTPRequest] = []
        var violations: [String] = []
        var faults = FaultPlan()
        var sessions: Set<String> = []
        var issued: [String] = []
        /// User names of other organisations, in small letters.
        var takenElsewhere: Set<String> = []
        var licences = 1000
        var used = 18
        var most = 15000
        var mayWrite = true
        var refusesTokens = false
    }

    package static let instance = "https://example.my.salesforce.com"
    /// The app's secret, and the first access token.
    package static let secret = SCIM2Simulator.secret
    package static let clientID = "3MVG9.reconcile"
    package static let username = "provisioning@example.com"
    package static let password = "p4ssw0rd-and-t0ken"
    package static let standardProfile = SalesforceIDs.id("00e", 1)
    package static let versions = 46...64

    package let origin = instance
    let grants: SalesforceGrants
    private let givesManyTokens: Bool
    let state = Mutex(State())
    let records: [String: [ValueMap]]

    /// - Parameters:
    ///   - publicKey: In PEM: what the app holds to check JWTs; `nil` takes none.
    ///   - instanceURL: What token answers say, and where the caller finds this.
    ///   - givesManyTokens: A new token for each request for one; Salesforce gives the same one while it lives.
    package init(
        publicKey: String? = nil, instanceURL: String = instance, givesManyTokens: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: 1_790_000_000) }
    ) {
        self.givesManyTokens = givesManyTokens
        grants = SalesforceGrants(publicKey: publicKey, instanceURL: instanceURL, now: now)
        func named(_ id: String, _ name: String, _ key: String = "Name") -> ValueMap {
            ValueMap([.init(key: "Id", value: .string(id)), .init(key: key, value: .string(name))])
        }
        records = [
            "Profile": [
                named(Self.standardProfile, "Standard User"), named(SalesforceIDs.id("00e", 2), "System Administrator"),
                named(SalesforceIDs.id("00e", 3), "O'Neil \\ Söhne"),
            ],
            "UserRole": [
                named(SalesforceIDs.id("00E", 1), "Sales_EMEA", "DeveloperName"),
                named(SalesforceIDs.id("00E", 2), "Twin", "DeveloperName"),
                named(SalesforceIDs.id("00E", 3), "Twin", "DeveloperName"),
            ],
            "PermissionSet": [
                named(SalesforceIDs.id("0PS", 1), "Sales_Cloud"), named(SalesforceIDs.id("0PS", 2), "Knowledge"),
                named(SalesforceIDs.id("0PS", 3), "Foreign"),
            ],
        ]
    }

    package var requests: [HTTPRequest] { state.withLock { $0.requests } }
    package var tokenRequests: [HTTPRequest] { state.withLock { $0.tokenRequests } }
    package var violations: [String] { state.withLock { $0.violations } }
    package var accountIDs: Set<String> { state.withLock { Set($0.users.keys) } }
    package var issuedSecrets: [String] { state.withLock { $0.issued } }
    package func failNextChange(_ fault: SimulatedFault) { state.withLock { $0.faults.next = fault } }
    package func failAll(_ fault: SimulatedFault?) { state.withLock { $0.faults.lasting = fault } }

    package func user(_ id: String) -> Value? { state.withLock { $0.users[id].map(Value.map) } }
    /// The names of the permission sets that a user has, ascending.
    package func permissionSets(of user: String) -> [String] {
        let sets = state.withLock { state in
            state.assignments.values.filter { $0["AssigneeId"] == .string(user) }.compactMap { $0["PermissionSetId"] }
        }
        return (records["PermissionSet"] ?? []).filter { record in sets.contains { $0 == record["Id"] } }
            .compactMap { $0["Name"]?.string }.sorted()
    }

    package func assign(_ permissionSet: String, to user: String) {
        let set = (records["PermissionSet"] ?? []).first { $0["Name"] == .string(permissionSet) }?["Id"] ?? .null
        state.withLock {
            _ = store(
                ValueMap([.init(key: "AssigneeId", value: .string(user)), .init(key: "PermissionSetId", value: set)]),
                &$0)
        }
    }

    package func addAccount(userName: String, externalID: String?) {
        var user = ValueMap([
            .init(key: "Username", value: .string(userName.contains("@") ? userName : "\(userName)@example.com")),
            .init(key: "LastName", value: .string("Somebody")),
            .init(key: "Email", value: .string("somebody@example.com")),
            .init(key: "ProfileId", value: .string(Self.standardProfile)), .init(key: "IsActive", value: .bool(true)),
        ])
        if let externalID { user["FederationIdentifier"] = .string(externalID) }
        addUser(user)
    }

    package func addUser(_ user: ValueMap) { state.withLock { _ = store(user, id: nil, &$0) } }
    package func change(_ id: String, _ field: String, _ value: Value) {
        state.withLock { $0.users[id]?[field] = value }
    }
    package func removeUser(_ id: String) { state.withLock { $0.users[id] = nil } }
    package func addField(_ name: String, length: Int, isExternalID: Bool) {
        state.withLock { $0.schema.addField(name, .string(length), isExternalID: isExternalID) }
    }
    package func addNumberField(_ name: String) {
        state.withLock { $0.schema.addField(name, .double, isExternalID: false) }
    }
    package func addBooleanField(_ name: String) {
        state.withLock { $0.schema.addField(name, .boolean, isExternalID: false) }
    }
    package func takeElsewhere(_ userName: String) {
        state.withLock { _ = $0.takenElsewhere.insert(userName.lowercased()) }
    }
    /// How long texts may be, by field.
    package var textLengths: [String: Int] {
        state.withLock { state in
            state.schema.kinds.compactMapValues { kind in
                switch kind {
                case .string(let most), .email(let most): most
                case .boolean, .double, .picklist, .reference, .id, .readOnly: nil
                }
            }
        }
    }
    package func setLicences(_ count: Int) { state.withLock { $0.licences = count } }
    package func setUsage(_ used: Int, of most: Int) { state.withLock { ($0.used, $0.most) = (used, most) } }
    package func setMayWrite(_ mayWrite: Bool) { state.withLock { $0.mayWrite = mayWrite } }
    /// Every access token becomes invalid.
    package func endSessions() { state.withLock { $0.sessions = [] } }
    /// The next tokens are worth nothing.
    package func refuseTokens() { state.withLock { ($0.sessions, $0.refusesTokens) = ([], true) } }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let path = String(request.url.dropFirst(origin.count))
        guard request.url.hasPrefix(origin + "/services/") else {
            // Whoever started this asks whether it is there.
            if path != "/" { state.withLock { $0.violations.append("unexpected address \(request.url)") } }
            return Self.error(404, "NOT_FOUND", "The requested resource does not exist")
        }
        if path == "/services/oauth2/token" { return await answerToken(request) }
        let result: Result<HTTPResponse, TransportError> = state.withLock { state in
            state.requests.append(request)
            return FaultPlan.play(request, in: &state, \.faults) { answer(request, path, &$0) }
        }
        return try result.get()
    }

    private func answerToken(_ request: HTTPRequest) async -> HTTPResponse {
        let response = await grants.answer(request)
        return state.withLock { state in
            state.tokenRequests.append(request)
            if case .violation(let text) = response { state.violations.append(text) }
            switch response {
            case .refused(let error, let description), .unsupported(let error, let description):
                return Self.json(
                    400, .object(("error", .string(error)), ("error_description", .string(description))))
            case .violation(let text):
                return Self.json(
                    400, .object(("error", .string("invalid_request")), ("error_description", .string(text))))
            case .granted:
                if !givesManyTokens, let token = state.sessions.first {
                    return Self.json(200, grants.answer(with: token))
                }
                let count = state.issued.count
                let token = count == 0 ? Self.secret : "00D000000000001!\(count + 1).\(Self.secret)"
                state.issued.append(token)
                if !state.refusesTokens { state.sessions.insert(token) }
                return Self.json(200, grants.answer(with: token))
            }
        }
    }

    private func answer(_ request: HTTPRequest, _ path: String, _ state: inout State) -> HTTPResponse {
        if path == "/services/data/" || path == "/services/data" { return Self.versionList }
        guard let header = request.field("Authorization"), header.hasPrefix("Bearer "),
            state.sessions.contains(String(header.dropFirst(7)))
        else { return Self.error(401, "INVALID_SESSION_ID", "Session expired or invalid") }
        guard state.used < state.most else {
            return Self.error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", usage: state)
        }
        state.used += 1
        guard let version = path.split(separator: "/").dropFirst(2).first,
            Self.versions.contains(where: { "v\($0).0" == version })
        else { return Self.error(404, "NOT_FOUND", "The requested resource does not exist") }
        let rest = String(path.dropFirst("/services/data/\(version)/".count))
        if let body = request.body, !body.isEmpty {
            let type = (request.field("Content-Type") ?? "").lowercased()
            if !type.hasPrefix("application/json") {
                state.violations.append("\(request.method.rawValue) with the content type `\(type)`")
                return Self.error(415, "UNSUPPORTED_MEDIA_TYPE", "Content type not supported")
            }
            // Without a charset, text beyond ASCII has been seen to come out damaged.
            if body.contains(where: { $0 > 0x7F }), !type.contains("charset=utf-8"), type != "application/json" {
                state.violations.append("text beyond ASCII without a charset")
            }
        }
        return withUsage(route(request, rest, &state), state)
    }

    private func route(_ request: HTTPRequest, _ rest: String, _ state: inout State) -> HTTPResponse {
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0].split(separator: "/").map { FormText.decoded(String($0)) ?? "" }
        let query = FormText.fields(parts.count > 1 ? parts[1] : "") ?? [:]
        switch (request.method, path.first ?? "", path.dropFirst().first) {
        case (.get, "query", nil): return search(query["q"] ?? "", &state)
        case (.get, "limits", nil):
            return Self.json(
                200,
                .object(
                    (
                        "DailyApiRequests",
                        .object(("Max", .int(state.most)), ("Remaining", .int(state.most - state.used)))
                    )))
        case (.get, "sobjects", "User") where path.count == 3 && path[2] == "describe":
            return Self.json(200, state.schema.description(mayWrite: state.mayWrite))
        case (_, "sobjects", "User"?): return answerUser(request, Array(path.dropFirst(2)), query, &state)
        case (_, "sobjects", "PermissionSetAssignment"?):
            return answerAssignment(request, path.count > 2 ? path[2] : nil, &state)
        default:
            state.violations.append("unexpected \(request.method.rawValue) \(rest)")
            return Self.error(404, "NOT_FOUND", "The requested resource does not exist")
        }
    }
}

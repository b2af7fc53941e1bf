package import Model
package import Provisioning
import Synchronization

/// A strict model of a Workspace account: every request is held against Google's discovery document, every token
/// against the key that was to sign for it. It has the habits of the real one to switch on.
package final class GoogleSimulator: AccountSystemSimulator {
    package enum Habit: Hashable, Sendable {
        /// A search does not find users made through the API, as in the first hours.
        case searchLags
        /// That many reads of a user just made answer 404.
        case readsLag(Int)
        /// That many changes of a user just made answer 412.
        case creationIsIncomplete(Int)
        /// The first change is made and answered 409 (google-api-python-client#949).
        case answersChangeWithConflict
        /// That many additions of a user just made to a group answer 404.
        case membershipLags(Int)
    }

    struct State {
        /// By id, without what the API never tells.
        var users: [String: ValueMap] = [:]
        var searchable: Set<String> = []
        /// Address to the ids of its members.
        var groups: [String: Set<String>] = [:]
        /// Addresses that are taken by nobody who can be read.
        var reserved: Set<String> = []
        var passwords: [String: Value] = [:]
        /// What is left of a habit, by the id of a user.
        var left: [String: Int] = [:]
        var hasConflicted = false
        var nextID = 1
        var tokens: [String: Set<String>] = [:]
        var tokensGiven = 0
        var requests: [HTTPRequest] = []
        var tokenRequests: [HTTPRequest] = []
        var violations: [String] = []
        var faults = FaultPlan()
        var tokenFault: (@Sendable (HTTPRequest) -> HTTPResponse)?
    }

    package let origin = "https://admin.googleapis.com"
    package static let administrator = "admin@example.com"
    private static let scope = "https://www.googleapis.com/auth/admin.directory."
    package static let userScope = scope + "user"
    package static let memberScope = scope + "group.member"

    let habits: Set<Habit>
    private let discovery: DiscoveryDocument
    private let endpoint: GoogleTokenEndpoint
    private let token: String
    private let now: @Sendable () -> Timestamp
    let state = Mutex(State())

    /// - Parameters:
    ///   - key: The service account that may act for the administrator.
    ///   - token: The first access token; later ones get a number.
    package init(
        _ habits: Set<Habit> = [], key: GoogleServiceKey, token: String = SCIM2Simulator.secret,
        delegated: Set<String> = [GoogleSimulator.userScope, GoogleSimulator.memberScope],
        now: @escaping @Sendable () -> Timestamp
    ) throws {
        self.habits = habits
        discovery = try DiscoveryDocument.installed.get()
        endpoint = GoogleTokenEndpoint(key: key, administrator: Self.administrator, delegated: delegated)
        self.token = token
        self.now = now
        state.withLock {
            _ = Self.store(
                ValueMap([
                    .init(key: "primaryEmail", value: .string(Self.administrator)),
                    .init(key: "isAdmin", value: .bool(true)),
                ]), in: &$0, id: "admin")
        }
    }

    package var requests: [HTTPRequest] { state.withLock { $0.requests } }
    package var tokenRequests: [HTTPRequest] { state.withLock { $0.tokenRequests } }
    /// Tokens, the assertions they were given for, and the key.
    package var issuedSecrets: [String] {
        state.withLock { state in
            let forms = state.tokenRequests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
            return Array(state.tokens.keys) + forms.compactMap { $0.split(separator: "=").last.map(String.init) }
                + endpoint.key.secretLines
        }
    }
    package var violations: [String] { state.withLock { $0.violations } }
    package var accountIDs: Set<String> { state.withLock { Set($0.users.keys).subtracting(["admin"]) } }
    package func user(_ id: String) -> Value? { state.withLock { $0.users[id].map(Value.map) } }
    package func members(of group: String) -> Set<String>? { state.withLock { $0.groups[group] } }
    package func removeUser(_ id: String) { state.withLock { Self.remove(id, from: &$0) } }
    package func addGroup(_ address: String) { state.withLock { $0.groups[address] = [] } }
    package func reserve(_ address: String) { state.withLock { _ = $0.reserved.insert(address) } }
    package func failNextChange(_ fault: SimulatedFault) { state.withLock { $0.faults.next = fault } }
    package func failAll(_ fault: SimulatedFault?) { state.withLock { $0.faults.lasting = fault } }
    /// What the token endpoint answers from now on.
    package func failTokens(_ answer: HTTPResponse) { failTokens { _ in answer } }
    package func failTokens(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        state.withLock { $0.tokenFault = answer }
    }

    /// Forgets the requests so far: for runs too long to keep them.
    package func forgetRequests() {
        state.withLock { state in
            state.requests = []
            state.tokenRequests = []
        }
    }

    /// Every token given so far is refused from now on.
    package func revokeTokens() { state.withLock { $0.tokens = [:] } }

    package func addAccount(userName: String, externalID: String?) {
        var user = ValueMap([.init(key: "primaryEmail", value: .string("\(userName)@example.com"))])
        if let externalID {
            user["externalIds"] = .list([
                .object(
                    ("customType", .string("reconcile")), ("type", .string("custom")), ("value", .string(externalID)))
            ])
        }
        addUser(.map(user))
    }

    /// Adds a user whom an administrator made some days ago.
    @discardableResult
    package func addUser(_ user: Value) -> String {
        state.withLock { state in
            let id = Self.store(user.map ?? ValueMap(), in: &state)
            state.searchable.insert(id)
            return id
        }
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let moment = now()
        let result: Result<HTTPResponse, TransportError> = state.withLock { state in
            if request.url == endpoint.key.tokenURL || request.url == origin + "/token" {
                return .success(grant(request, at: moment, &state))
            }
            state.requests.append(request)
            return FaultPlan.play(request, in: &state, \.faults) { answer(request, &$0) }
        }
        return try result.get()
    }

    private func grant(_ request: HTTPRequest, at moment: Timestamp, _ state: inout State) -> HTTPResponse {
        state.tokenRequests.append(request)
        if let fault = state.tokenFault { return fault(request) }
        switch endpoint.verdict(on: request, at: moment) {
        case .refused(let response, let violation):
            if let violation { state.violations.append(violation) }
            return response
        case .granted(let scopes):
            state.tokensGiven += 1
            let text = state.tokensGiven == 1 ? token : "\(token)\(state.tokensGiven)"
            state.tokens[text] = scopes
            return Self.json(
                200,
                .object(
                    ("access_token", .string(text)), ("expires_in", .int(3599)), ("token_type", .string("Bearer"))))
        }
    }

    private func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        guard let call = discovery.call(request) else {
            state.violations.append("\(request.method.rawValue) \(request.url) is no method of the API")
            return Self.error(404, "notFound", "Not Found")
        }
        let proof = request.headers.first { $0.name.lowercased() == "authorization" }?.value ?? ""
        guard let scopes = state.tokens[String(proof.dropFirst("Bearer ".count))] else {
            return Self.error(401, "authError", "Invalid Credentials")
        }
        let found = discovery.violations(of: request, call)
        state.violations += found
        guard !scopes.isDisjoint(with: call.method.scopes) else {
            state.violations.append("\(call.method.id) without its scope")
            return Self.error(403, "insufficientPermissions", "Insufficient Permission")
        }
        guard found.isEmpty else { return Self.error(400, "invalid", "Invalid Input: \(found[0])") }
        let body = (try? JSONReader.read(request.body ?? []))?.map ?? ValueMap()
        return perform(call, body, &state)
    }

    func takes(_ habit: String, _ count: Int?, of id: String, _ state: inout State) -> Bool {
        guard let count, !state.searchable.contains(id) else { return false }
        let key = "\(habit) \(id)"
        let left = state.left[key] ?? count
        guard left > 0 else { return false }
        state.left[key] = left - 1
        return true
    }
}

extension GoogleSimulator {
    package static func json(_ status: Int, _ value: Value, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [HTTPHeader("Content-Type", "application/json; charset=UTF-8")] + headers,
            body: Array(CanonicalJSON.encode(value).utf8))
    }

    /// An error as the API writes it.
    package static func error(
        _ status: Int, _ reason: String, _ message: String, headers: [HTTPHeader] = []
    ) -> HTTPResponse {
        let item = Value.object(
            ("domain", .string("global")), ("reason", .string(reason)), ("message", .string(message)))
        return json(
            status,
            .object(
                (
                    "error",
                    .object(("code", .int(status)), ("errors", .list([item])), ("message", .string(message)))
                )), headers: headers)
    }
}

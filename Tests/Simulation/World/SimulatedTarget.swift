import Model
import Provisioning
import Synchronization

/// A strict SCIM 2.0 service in memory (RFC 7643, RFC 7644) that keeps the truth about its accounts.
final class SimulatedTarget: Sendable {
    struct Account: Sendable {
        let id: String
        var resource: ValueMap
        var version = 1
        var isThere = true

        var userName: String? { resource["userName"]?.string }
        var externalID: String? { resource["externalId"]?.string }
        var text: String? { resource["displayName"]?.string }
        var isActive: Bool { resource["active"]?.bool ?? true }

        var answer: Value {
            var map = resource
            map["id"] = .string(id)
            map["meta"] = .object(("resourceType", .string("User")), ("version", .string("W/\"\(version)\"")))
            return .map(map)
        }
    }

    /// A request whose sender is known, as the target carries it out.
    struct Call: Sendable {
        let request: HTTPRequest
        let mark: AttemptMark?
        let isLate: Bool
    }

    struct State {
        var accounts: [Account] = []
        /// Requests that a strict service would not understand.
        var violations: [String] = []
    }

    let plan: ConnectorPlan
    private let history: History
    private let state = Mutex(State())

    init(_ plan: ConnectorPlan, people: [Person], history: History) {
        self.plan = plan
        self.history = history
        for existing in plan.target.existing {
            var map = ValueMap([
                .init(key: "active", value: .bool(true)),
                .init(key: "displayName", value: .string("made by hand")),
                .init(key: "schemas", value: .list([.string(Self.userSchema)])),
                .init(key: "userName", value: .string(people[existing.person].userName)),
            ])
            if let externalID = existing.externalID { map["externalId"] = .string(externalID) }
            state.withLock { state in
                let account = Account(id: Self.id(plan.name, state.accounts.count), resource: map)
                state.accounts.append(account)
                note(.existed, account, nil)
            }
            let isForeign = existing.externalID.map { $0 != people[existing.person].subject } ?? false
            history.played(isForeign ? .accountOfAnother : .existingAccount, at: plan.name)
        }
    }

    var accounts: [Account] { state.withLock { $0.accounts } }
    var violations: [String] { state.withLock { $0.violations } }

    /// Somebody deletes the person's account at the target.
    func vanish(userName: String) {
        state.withLock { state in
            guard let index = state.accounts.firstIndex(where: { $0.isThere && $0.userName == userName }) else {
                return
            }
            state.accounts[index].isThere = false
            note(.vanished, state.accounts[index], nil)
        }
    }

    /// Carries the request out.
    func perform(_ call: Call) -> HTTPResponse {
        state.withLock { state in
            let request = call.request
            guard request.headers.contains(where: { $0.value == "Bearer \(plan.token)" }) else {
                state.violations.append("\(request.method.rawValue) without the token")
                return SCIMAnswer.error(401, "no")
            }
            if request.method == .get, request.url.hasPrefix(plan.baseURL + "/ServiceProviderConfig") {
                return SCIMAnswer.config(isThere: plan.target.enforcesUniqueness)
            }
            guard request.url.hasPrefix(plan.baseURL + "/Users") else {
                state.violations.append("unexpected address \(request.url)")
                return SCIMAnswer.error(404, "no such endpoint")
            }
            let rest = request.url.dropFirst(plan.baseURL.count + 6)
            switch (request.method, rest.first) {
            case (.get, "?"): return search(rest, state)
            case (.post, nil): return create(call, &state)
            case (_, "/"): return answer(call, id: String(rest.dropFirst()), &state)
            default:
                state.violations.append("\(request.method.rawValue) \(request.url)")
                return SCIMAnswer.error(405, "no")
            }
        }
    }

    private func search(_ query: Substring, _ state: State) -> HTTPResponse {
        guard let filter = SCIMFilter(query) else { return SCIMAnswer.error(400, "malformed filter") }
        let hits = state.accounts.filter { $0.isThere && (plan.target.ignoresFilters || filter.matches($0)) }
        return SCIMAnswer.list(hits.map(\.answer))
    }

    private func create(_ call: Call, _ state: inout State) -> HTTPResponse {
        guard let user = SCIMAnswer.user(of: call.request) else {
            state.violations.append("a create of no user")
            return SCIMAnswer.error(400, "no user", type: "invalidValue")
        }
        let account = Account(id: Self.id(plan.name, state.accounts.count), resource: user)
        guard !isTaken(account, state) else { return SCIMAnswer.error(409, "the user exists", type: "uniqueness") }
        state.accounts.append(account)
        note(.created, account, call)
        return SCIMAnswer.json(201, account.answer)
    }

    private func answer(_ call: Call, id: String, _ state: inout State) -> HTTPResponse {
        guard let index = state.accounts.firstIndex(where: { $0.isThere && $0.id == id }) else {
            return SCIMAnswer.error(404, "no such user")
        }
        var account = state.accounts[index]
        switch call.request.method {
        case .get: return SCIMAnswer.json(200, account.answer)
        case .post: return SCIMAnswer.error(405, "no")
        case .delete:
            state.accounts[index].isThere = false
            note(.deleted, state.accounts[index], call)
            return HTTPResponse(status: 204)
        case .patch, .put:
            if let version = call.request.header("If-Match"), version != "W/\"\(account.version)\"" {
                return SCIMAnswer.error(412, "the user changed")
            }
            let changed =
                call.request.method == .put
                ? SCIMAnswer.user(of: call.request) : SCIMAnswer.patched(account.resource, by: call.request)
            guard let changed else {
                state.violations.append("a malformed \(call.request.method.rawValue)")
                return SCIMAnswer.error(400, "malformed", type: "invalidSyntax")
            }
            account.resource = changed
            account.version += 1
            guard !isTaken(account, state) else { return SCIMAnswer.error(409, "taken", type: "uniqueness") }
            state.accounts[index] = account
            note(.updated, account, call)
            return call.request.method == .put
                ? SCIMAnswer.json(200, account.answer) : HTTPResponse(status: 204)
        }
    }

    private func isTaken(_ account: Account, _ state: State) -> Bool {
        plan.target.enforcesUniqueness
            && state.accounts.contains { $0.isThere && $0.id != account.id && $0.userName == account.userName }
    }

    private func note(_ kind: AccountChange.Kind, _ account: Account, _ call: Call?) {
        history.note(
            .accountChanged(
                AccountChange(
                    connector: plan.name, id: account.id, kind: kind, text: account.text, isActive: account.isActive,
                    mark: call?.mark, isLate: call?.isLate ?? false)))
    }

    static let userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
    private static func id(_ name: String, _ number: Int) -> String { "\(name)-\(number + 1)" }
}

package import Model
package import Provisioning
import Synchronization

/// A strict SCIM 2.0 service in memory (RFC 7643, RFC 7644), with the habits of real ones to switch on.
package final class SCIM2Simulator: AccountSystemSimulator {
    struct State {
        var users = SCIM2Shelf(prefix: "u", nameAttribute: "userName")
        var groups = SCIM2Shelf(prefix: "g", nameAttribute: "displayName")
        var requests: [HTTPRequest] = []
        var violations: [String] = []
        /// Accounts that exist and are not shown.
        var hidden: Set<String> = []
        /// What pages show of resources, by id: writing 200 users anew for each look-up takes most of a test's time.
        var shown: [String: (version: Int, json: [UInt8])] = [:]
        var writes = 0
        var refusals = 0
        var faults = FaultPlan()
    }

    package static let base = "https://target.example/scim/v2"
    /// The bearer token that it wants to see.
    package static let secret = "s3cr3t-Canary/+="
    package let origin = "https://target.example"
    let habits: Set<Habit>
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
    package var accountIDs: Set<String> { state.withLock { Set($0.users.entries.map(\.id)) } }
    /// How many requests changed something.
    package var writes: Int { state.withLock { $0.writes } }
    /// How many requests that asked for a change were refused.
    package var refusals: Int { state.withLock { $0.refusals } }
    /// The user as it is kept, whatever answers show of it.
    package func user(_ id: String) -> Value? { state.withLock { $0.users[id]?.value } }
    package var users: [Value] { state.withLock { $0.users.entries.map(\.value) } }
    package var groups: [Value] { state.withLock { $0.groups.entries.map(\.value) } }
    package func removeUser(_ id: String) { state.withLock { $0.users.remove(id) } }
    package func failNextChange(_ fault: SimulatedFault) { state.withLock { $0.faults.next = fault } }
    package func failAll(_ fault: SimulatedFault?) { state.withLock { $0.faults.lasting = fault } }

    package func addAccount(userName: String, externalID: String?) {
        var map = ValueMap([.init(key: "userName", value: .string(userName))])
        if let externalID { map["externalId"] = .string(externalID) }
        addUser(.map(map))
    }

    package func addUser(_ user: Value) {
        state.withLock { state in
            let entry = state.users.add(user)
            if habits.contains(.hidesForeign) { state.hidden.insert(entry.id) }
        }
    }

    /// Somebody else writes the user.
    package func changeUser(_ id: String, to user: Value) { state.withLock { _ = $0.users.replace(id, with: user) } }
    package func removeGroup(_ id: String) { state.withLock { $0.groups.remove(id) } }

    package func addGroup(_ group: Value) { state.withLock { _ = $0.groups.add(group) } }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let result: Result<HTTPResponse, TransportError> = state.withLock { state in
            state.requests.append(request)
            return FaultPlan.play(request, in: &state, \.faults) { answer(request, &$0) }
        }
        return try result.get()
    }

    private func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        let answer = answered(request, &state)
        guard !request.method.isSafe else { return answer }
        if (200..<300).contains(answer.status) { state.writes += 1 } else { state.refusals += 1 }
        return answer
    }

    private func answered(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        guard request.header(proof.name) == proof.value else {
            return error(401, detail: "no")
        }
        guard request.url.hasPrefix(Self.base + "/") else {
            state.violations.append("unexpected address \(request.url)")
            return error(404, detail: "no such endpoint")
        }
        guard let asked = SCIM2Asked(request, below: Self.base) else {
            state.violations.append("malformed \(request.method.rawValue) \(request.url)")
            return error(400, detail: "malformed request", type: "invalidSyntax")
        }
        if let refusal = refusedMediaType(of: request, &state) { return refusal }
        switch (asked.endpoint, asked.id, request.method) {
        case ("ServiceProviderConfig", nil, .get): return config(isPlural: false)
        case ("ServiceProviderConfigs", nil, .get): return config(isPlural: true)
        case ("Users", nil, .get): return search(state.users, asked, &state)
        case ("Users", nil, .post): return create(asked.body, &state)
        case ("Users", let id?, let method):
            let kept = habits.contains(.writesIDsAsNumbers) ? "\(state.users.prefix)\(id)" : id
            return answer(method, kept, asked, &state)
        case ("Groups", let id, let method): return answerGroups(method, id, asked, &state)
        default:
            state.violations.append("\(request.method.rawValue) \(request.url)")
            return error(405, detail: "no")
        }
    }

    /// RFC 7644 §3.1: the body's media type.
    private func refusedMediaType(of request: HTTPRequest, _ state: inout State) -> HTTPResponse? {
        guard request.body != nil else { return nil }
        let type = request.header("Content-Type")
        if habits.contains(.wantsPlainJSON), type == "application/scim+json" {
            return error(415, detail: "expected application/json")
        }
        if type != "application/scim+json", !habits.contains(.wantsPlainJSON) {
            state.violations.append("\(request.method.rawValue) without the SCIM media type")
        }
        return nil
    }
}

/// A request taken apart: `/ENDPOINT`, `/ENDPOINT/ID` or `/ENDPOINT?QUERY`, with its JSON.
struct SCIM2Asked {
    let endpoint: String
    let id: String?
    let query: SCIM2Query
    let body: Value
    let match: String?

    init?(_ request: HTTPRequest, below base: String) {
        let parts = request.url.dropFirst(base.count + 1).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, let query = SCIM2Query(parts.count == 2 ? parts[1] : "") else { return nil }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).map { PercentDecoding.decoded($0) }
        guard (1...2).contains(steps.count), let endpoint = steps[0], steps.allSatisfy({ $0?.isEmpty == false }) else {
            return nil
        }
        self.endpoint = endpoint
        id = steps.count == 2 ? steps[1] : nil
        self.query = query
        if let bytes = request.body {
            guard let body = try? JSONReader.read(bytes) else { return nil }
            self.body = body
        } else {
            body = .null
        }
        match = request.header("If-Match")
    }
}

extension HTTPRequest {
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

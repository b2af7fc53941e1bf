import Model

/// Derives the connection of a sign-in from the login flow and from how the person signed in. Never guesses: whatever
/// could mean two connections is refused.
struct ConnectionDerivation {
    let flowName: String
    let flow: LoginFlow
    /// All connections there are, by name.
    let connections: [String: Connection]
    let trigger: String

    /// The one connection that the evidence allows.
    ///
    /// - Throws: R5010, R5011 or R5016 with what to declare; R5040 when nobody signed in through a connection.
    func connection(for evidence: SignInEvidence) throws(TriggerRefusal) -> (String, Connection) {
        let offered = Set(flow.connections).sorted().compactMap { name in connections[name].map { (name, $0) } }
        if let name = evidence.connectionName { return try named(name, among: offered) }
        let local = evidence.methods.local.union(flow.localMethods)
        let used = evidence.used.filter { method in !local.contains { Self.means(method, $0) } }
        guard !used.isEmpty || evidence.used.isEmpty else {
            throw TriggerRefusal(.withoutConnection, "the person signed in without a connection, so no account is due")
        }
        guard !used.isEmpty else { return try onlyWayIn(offered, evidence.methods) }
        let fitting = offered.filter { name, connection in
            used.contains { Self.mayBe($0, name, connection, evidence.methods) }
        }
        guard !fitting.isEmpty else { throw noneFits(used, evidence.methods) }
        return try one(of: fitting, used, evidence.methods)
    }

    private func named(
        _ name: String, among offered: [(String, Connection)]
    ) throws(TriggerRefusal) -> (String, Connection) {
        let fitting = offered.filter { $0.0 == name }
        let called = fitting.isEmpty ? offered.filter { $0.1.displayName == name } : fitting
        guard !called.isEmpty else {
            throw TriggerRefusal(
                .connectionNotOffered, "login flow `\(flowName)` offers no connection that is called `\(name)`",
                hint:
                    "add it to a step of LoginFlow `\(flowName)`, or set `displayName: \(name)` on the connection meant"
            )
        }
        return try one(of: called, [], nil)
    }

    /// Nothing tells how the person signed in, so it is known only where there is one way.
    private func onlyWayIn(
        _ offered: [(String, Connection)], _ methods: SignInEvidence.Methods
    ) throws(TriggerRefusal) -> (String, Connection) {
        guard flow.localMethods.isEmpty else {
            throw TriggerRefusal(
                .ambiguousConnection,
                "the sign-in tells no method, and login flow `\(flowName)` has ways in without a connection",
                hint: "name the claim that tells the connection in `spec.connectionClaim` of LoginTrigger `\(trigger)`")
        }
        guard !offered.isEmpty else {
            throw TriggerRefusal(
                .connectionNotOffered, "login flow `\(flowName)` offers no connection",
                hint: "add `- connection: NAME` to a step of LoginFlow `\(flowName)`")
        }
        return try one(of: offered, [], methods)
    }

    private func one(
        of fitting: [(String, Connection)], _ used: [String], _ methods: SignInEvidence.Methods?
    ) throws(TriggerRefusal) -> (String, Connection) {
        let enabled = fitting.filter(\.1.isEnabled)
        guard let first = enabled.first else { throw LoginRouting.switchedOff(fitting.map(\.0)) }
        guard enabled.count == 1 else {
            let way = used.isEmpty ? "" : " after \(LoginRouting.list(used))"
            let undeclared = enabled.map(\.0).filter { methods?.declared[$0] == nil }
            let hint =
                if let methods, let field = undeclared.isEmpty ? nil : methods.field, !used.isEmpty {
                    "declare the method of \(LoginRouting.list(undeclared)) in `spec.\(field)` of LoginTrigger "
                        + "`\(trigger)`, such as \(field): {\(undeclared[0]): METHOD}; where both have the same one, "
                        + "name the claim that tells them apart in `spec.connectionClaim`"
                } else {
                    "name the claim that tells them apart in `spec.connectionClaim` of LoginTrigger `\(trigger)`"
                }
            throw TriggerRefusal(
                .ambiguousConnection,
                "login flow `\(flowName)` offers \(LoginRouting.list(enabled.map(\.0))), and each could be meant\(way)",
                hint: hint)
        }
        return first
    }

    private func noneFits(_ used: [String], _ methods: SignInEvidence.Methods) -> TriggerRefusal {
        let field = methods.field
        return TriggerRefusal(
            .connectionNotOffered,
            "login flow `\(flowName)` offers no connection that signs people in with \(LoginRouting.list(used))",
            hint: "declare it in `spec.\(field)` of LoginTrigger `\(trigger)`, such as \(field): {CONNECTION: "
                + "\(used[0])}; or, when it asks no identity provider, add `- local: \(used[0])` to a step of "
                + "LoginFlow `\(flowName)`")
    }

    private static func mayBe(
        _ method: String, _ name: String, _ connection: Connection, _ methods: SignInEvidence.Methods
    ) -> Bool {
        if let declared = methods.declared[name] { return means(method, declared) }
        return methods.reach.contains { means(method, $0.key) && $0.value.includes(connection) }
    }

    /// Senders may append `_` and a status to the name of a method.
    private static func means(_ written: String, _ method: String) -> Bool {
        written == method || written.hasPrefix(method + "_")
    }
}

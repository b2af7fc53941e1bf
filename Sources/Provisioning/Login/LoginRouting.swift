package import Model

/// Matches a reported login with the stored state: through which connection, and which connectors it owes.
package struct LoginRouting: Sendable {
    private let table: RoutingTable

    package init(_ table: RoutingTable) {
        self.table = table
    }

    /// Routes the login.
    ///
    /// - Returns: The login with the enabled connectors of its connection; none is fine.
    /// - Throws: R5008, R5009, R5010, R5011, R5012 or R5016; each says what to declare. R5040 when the evidence shows
    ///   that nobody signed in through a connection.
    package func route(
        _ reported: ReportedLogin, from trigger: RoutingTable.Trigger, at now: Timestamp
    ) throws(TriggerRefusal) -> Login {
        try route(reported, as: trigger.name, allowed: trigger.applications, at: now)
    }

    /// Routes the logins of a batch, all or none.
    ///
    /// - Throws: As for one; the message says which one.
    package func route(
        batch: [ReportedLogin], from trigger: RoutingTable.Trigger, at now: Timestamp
    ) throws(TriggerRefusal) -> [Login] {
        var logins: [Login] = []
        for (index, reported) in batch.enumerated() {
            do throws(TriggerRefusal) {
                logins.append(try route(reported, from: trigger, at: now))
            } catch {
                throw TriggerRefusal(
                    error.code, TriggerReport.inBatch(error.message, at: index), hint: error.hint,
                    operatorNote: error.operatorNote)
            }
        }
        return logins
    }

    /// Routes a login that comes through no trigger.
    ///
    /// - Parameter sender: Stands where a trigger's name would.
    package func route(
        _ reported: ReportedLogin, as sender: String, at now: Timestamp
    ) throws(TriggerRefusal) -> Login {
        try route(reported, as: sender, allowed: nil, at: now)
    }

    private func route(
        _ reported: ReportedLogin, as sender: String, allowed: Set<String>?, at now: Timestamp
    ) throws(TriggerRefusal) -> Login {
        let application = try flowName(for: [reported.application] + reported.otherApplicationNames)
        if let allowed, !allowed.contains(application) {
            throw TriggerRefusal(
                .applicationNotAllowed, "trigger `\(sender)` may not speak for application `\(application)`",
                hint: "add `\(application)` to `spec.applications` of LoginTrigger `\(sender)`")
        }
        let offered = table.connectionsOffered(by: application)
        let (name, connection) =
            if let named = reported.connection {
                try self.named(named, offered: offered, by: application)
            } else if let evidence = reported.evidence, let flow = table.flows[application] {
                try ConnectionDerivation(
                    flowName: application, flow: flow, connections: table.connections, trigger: sender
                ).connection(for: evidence)
            } else {
                try only(of: offered, by: application)
            }
        return Login(
            trigger: sender, eventID: reported.eventID, occurredAt: reported.occurredAt, receivedAt: now,
            application: application, connection: name, subject: reported.subject,
            attributes: UserAttributes(
                subject: reported.subject, claims: reported.claims, mapping: connection.attributes),
            connectors: table.enabledConnectors(of: name))
    }

    /// - Parameter names: What the sender calls the application; the first that is known counts.
    private func flowName(for names: [String]) throws(TriggerRefusal) -> String {
        guard let application = names.first(where: { !table.flowNames(for: $0).isEmpty }) else {
            let near = names.lazy.compactMap { Suggestion.nearest(to: $0, among: table.flows.keys) }.first
            let all = Self.list(names, " or ")
            throw TriggerRefusal(
                .unknownApplication, "no login flow is named \(all) or has it as an identifier",
                hint: names.count > 1
                    ? "add \(all) to `spec.application.identifiers` of the application's LoginFlow and apply it"
                    : near.map { "did you mean `\($0)`?" }
                        ?? "declare a LoginFlow, or add the name to `spec.application.identifiers` of one")
        }
        let found = table.flowNames(for: application)
        guard found.count == 1, let name = found.first else {
            throw TriggerRefusal(
                .unknownApplication,
                "`\(application)` is an identifier of \(Self.list(found)), expected one login flow",
                hint: "send the login flow's name, or leave the identifier in one of them")
        }
        return name
    }

    private func named(
        _ name: String, offered: Set<String>, by application: String
    ) throws(TriggerRefusal) -> (String, Connection) {
        guard let connection = table.connections[name] else {
            throw TriggerRefusal(
                .unknownConnection, "no connection is named `\(name)`",
                hint: Suggestion.nearest(to: name, among: table.connections.keys).map { "did you mean `\($0)`?" }
                    ?? "declare a Connection of this name and apply it")
        }
        guard offered.contains(name) else {
            throw TriggerRefusal(
                .connectionNotOffered, "login flow `\(application)` does not offer connection `\(name)`",
                hint: "add `- connection: \(name)` to a step of LoginFlow `\(application)`")
        }
        guard connection.isEnabled else { throw Self.switchedOff([name]) }
        return (name, connection)
    }

    private func only(
        of offered: Set<String>, by application: String
    ) throws(TriggerRefusal) -> (String, Connection) {
        guard !offered.isEmpty else {
            throw TriggerRefusal(
                .connectionNotOffered, "login flow `\(application)` offers no connection",
                hint: "add `- connection: NAME` to a step of LoginFlow `\(application)`")
        }
        let enabled = offered.sorted().compactMap { name in
            table.connections[name].flatMap { $0.isEnabled ? (name, $0) : nil }
        }
        guard let first = enabled.first else { throw Self.switchedOff(offered.sorted()) }
        guard enabled.count == 1 else {
            throw TriggerRefusal(
                .ambiguousConnection,
                "login flow `\(application)` offers \(Self.list(enabled.map(\.0))), and the login names none",
                hint: "send `connection` in the login")
        }
        return first
    }

    static func switchedOff(_ names: [String]) -> TriggerRefusal {
        TriggerRefusal(
            .connectionDisabled,
            names.count == 1 ? "connection \(list(names)) is disabled" : "connections \(list(names)) are disabled",
            hint: "set `enabled: true` on the connection and apply")
    }

    static func list(_ names: [String], _ word: String = " and ") -> String {
        names.map { "`\($0)`" }.joined(separator: word)
    }
}

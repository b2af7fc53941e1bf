import Model
import Provisioning

/// The parts of the first page that change by themselves, rendered for one visitor.
struct ConsoleParts: Sendable {
    /// What a visitor may do with what they see.
    struct Means: Sendable {
        /// What their forms carry; `nil` where nothing may be changed, and then there are no forms.
        let formToken: String?
    }

    private let house: HTMLFragment
    private let attention: HTMLFragment
    private let deliveries: HTMLFragment

    init() throws {
        house = try HTMLFragment(ConsoleTemplates.house)
        attention = try HTMLFragment(ConsoleTemplates.attention)
        deliveries = try HTMLFragment(ConsoleTemplates.deliveries)
    }

    /// Each part by the identifier of its place in the page, in the page's order.
    func rendered(_ glance: ConsoleGlance, for means: Means) -> [(name: String, html: String)] {
        [
            ("house", house.text(Self.values(glance.house, means, at: glance.at))),
            ("attention", attention.text(Self.attention(glance, means))),
            ("deliveries", deliveries.text(["rows": glance.deliveries.map(Self.row)])),
        ]
    }

    private static func values(_ house: ConsoleHouse, _ means: Means, at now: Timestamp) -> [String: Any] {
        var values: [String: Any] = [
            "picture": ConsolePicture(house, at: now).values, "isEmpty": house.isEmpty, "summary": summary(house),
            "manifests": manifests(house),
            "connectors": house.connectors.map { row($0, means, at: now) },
            "connections": house.connections.map { connection in
                [
                    "name": connection.name, "displayName": connection.displayName ?? "",
                    "state": connection.isEnabled ? "on" : "off", "badges": connection.difference.badges,
                    "flows": house.flows.filter { $0.connections.contains(connection.name) }.map(\.name)
                        .joined(separator: ", "),
                    "connectors": house.connectors.filter { $0.connection == connection.name }.map(\.name)
                        .joined(separator: ", "),
                ] as [String: Any]
            },
            "flows": house.flows.map { flow in
                [
                    "name": flow.name, "displayName": flow.displayName ?? "", "badges": flow.difference.badges,
                    "connections": flow.connections.joined(separator: ", "),
                ] as [String: Any]
            },
            "others": house.others.map { other in
                [
                    "name": other.key.description, "state": other.isStored ? "stored" : "not stored",
                    "badges": other.difference.badges,
                ] as [String: Any]
            },
            "hasOthers": !house.others.isEmpty,
        ]
        if let token = means.formToken { values["form"] = ["token": token] }
        return values
    }

    private static func row(
        _ connector: ConsoleHouse.Connector, _ means: Means, at now: Timestamp
    ) -> [String: Any] {
        let standing = connector.standing
        var row: [String: Any] = [
            "name": connector.name, "path": PercentEncoding.escaped(connector.name.utf8), "type": connector.type,
            "connection": connector.connection, "state": connector.isEnabled ? "on" : "off",
            "breaker": ConsoleWords.breaker(standing.breaker), "breakerTone": standing.breaker == nil ? "" : "bad",
            "queue": ConsoleWords.queue(standing, at: now), "held": standing.held, "dead": standing.dead,
            "deadTone": standing.dead == 0 ? "" : "bad", "badges": connector.difference.badges,
            "act": connector.isEnabled ? "disable" : "enable", "actWord": connector.isEnabled ? "Disable" : "Enable",
        ]
        if let health = standing.breaker {
            let code = health.code.map { "\($0.id) " } ?? ""
            row["health"] =
                "since \(ConsoleWords.time(health.since)): \(code)\(health.reason); "
                + "one delivery tries at \(ConsoleWords.time(health.probeAt))"
        }
        return row
    }

    private static func attention(_ glance: ConsoleGlance, _ means: Means) -> [String: Any] {
        var values: [String: Any] = [
            "isEmpty": glance.attention.isEmpty, "rows": glance.attention.map(row),
            "isMore": glance.attentionCount > glance.attention.count, "count": glance.attentionCount,
            "shown": glance.attention.count, "hasForm": means.formToken != nil,
        ]
        if let token = means.formToken { values["token"] = token }
        return values
    }

    private static func row(_ delivery: DeliveryRecord) -> [String: Any] {
        var row: [String: Any] = [
            "id": delivery.id.text, "path": PercentEncoding.escaped(delivery.id.text.utf8),
            "stamp": delivery.changedAt.description, "time": ConsoleWords.time(delivery.changedAt),
            "user": delivery.userName, "subject": delivery.subject.text,
            "query": PercentEncoding.escaped(delivery.subject.text.utf8), "connector": delivery.connector,
            "status": delivery.status.rawValue, "tone": ConsoleWords.tone(of: delivery.status),
            "attempt": delivery.attempt, "reason": delivery.reasonInWords,
        ]
        if delivery.status == .dead { row["act"] = ["verb": "retry", "word": "Retry"] }
        if delivery.status == .held { row["act"] = ["verb": "approve", "word": "Approve"] }
        return row
    }

    private static func summary(_ house: ConsoleHouse) -> String {
        let off = house.connectors.count { !$0.isEnabled }
        let broken = house.connectors.count { $0.standing.breaker != nil }
        let differing = house.differences.count { $0.drift != nil && !$0.isAcknowledged }
        return [
            ConsoleWords.count(house.flows.count, "login flow", "login flows"),
            ConsoleWords.count(house.connections.count, "connection", "connections"),
            ConsoleWords.count(house.connectors.count, "connector", "connectors") + " (\(off) off)",
            ConsoleWords.count(broken, "breaker", "breakers") + " not closed",
            ConsoleWords.count(differing, "resource", "resources") + " drifted",
        ].joined(separator: ", ") + "."
    }

    private static func manifests(_ house: ConsoleHouse) -> String {
        switch house.manifests {
        case .unknown:
            return "Pending: manifests not known here; a listener that `reconcile apply --listen` starts knows them."
        case .unusable: return "Pending: the manifests can't be compared now; see the log of `reconcile apply`."
        case .known:
            let count = house.differences.count { $0.pending != nil }
            return count == 0
                ? "Pending: nothing; the manifests are applied."
                : "Pending: \(ConsoleWords.count(count, "resource", "resources")) of the manifests."
        }
    }
}

extension ConsoleHouse {
    fileprivate var isEmpty: Bool { connections.isEmpty && flows.isEmpty && connectors.isEmpty }

    fileprivate var differences: [Difference] {
        connections.map(\.difference) + flows.map(\.difference) + connectors.map(\.difference)
            + others.map(\.difference)
    }
}

package import Model
package import Provisioning

/// What `why` prints: for each connector the verdict, then the way from the manifest to the target's answer.
package enum WhyText {
    package static func lines(_ why: Why, at now: Timestamp, style: TerminalStyle) -> [String] {
        let person = why.person
        let name = person.latest.map { " (\(printable($0.userName)))" } ?? ""
        let through =
            person.connections.isEmpty
            ? "no login of theirs is stored" : "connection \(person.connections.joined(separator: ", "))"
        var lines = [style(printable(person.subject.text), .bold) + "\(name), \(through)"]
        if why.connectors.isEmpty {
            lines += ["", "Nothing is owed: no outbound connector belongs to the connection."]
        }
        for connector in why.connectors { lines += [""] + self.lines(connector, at: now, style: style) }
        return lines
    }

    private static func lines(_ connector: Why.Connector, at now: Timestamp, style: TerminalStyle) -> [String] {
        let part = part(of: connector, at: now)
        var lines = [
            "\(style("OutboundConnector/\(part.connector)", .bold)): \(printable(part.verdict.summary))"
        ]
        if let remedy = part.verdict.remedy {
            lines.append("  \(style("what to do:", .yellow)) \(printable(remedy))")
        }
        return lines + part.fields.map { field($0.name, $0.text) }
    }

    /// One connector's part of the answer, before it is laid out.
    package struct Part: Sendable {
        package let connector: String
        package let verdict: WhyVerdict
        /// From the manifest to the target's answer; an empty name goes on with the field above.
        package let fields: [(name: String, text: String)]
    }

    /// Each connector's part, by name, ascending.
    package static func parts(_ why: Why, at now: Timestamp) -> [Part] {
        why.connectors.map { part(of: $0, at: now) }
    }

    private static func part(of connector: Why.Connector, at now: Timestamp) -> Part {
        var fields = [("manifest", manifest(connector)), ("connector", state(connector))]
        if let login = connector.login {
            fields.append(
                (
                    "login",
                    "\(login.id) at \(login.receivedAt), trigger \(login.trigger), application \(login.application), "
                        + "connection \(login.connection), event \(login.eventID)"
                ))
        } else {
            fields.append(("login", "none stored"))
        }
        if let scope = connector.scope { fields.append(("scope", words(scope))) }
        fields += delivery(connector)
        fields.append(("account", account(connector.account)))
        return Part(connector: connector.name, verdict: connector.verdict(at: now), fields: fields)
    }

    private static func manifest(_ connector: Why.Connector) -> String {
        guard let origin = connector.origin else { return "none: not in the stored state" }
        guard let revision = origin.revision else { return "none: no apply made it" }
        var text = "\(origin.source ?? "place unknown"), revision \(revision)"
        if let at = origin.appliedAt { text += " of \(at)" }
        if let by = origin.appliedBy { text += " by \(by)" }
        if let through = origin.changedThrough { text += "; changed by hand since, through `\(through)`" }
        return text
    }

    private static func state(_ connector: Why.Connector) -> String {
        guard let spec = connector.spec else { return "deleted" }
        var text = spec.isEnabled ? "enabled" : "disabled"
        if let breaker = connector.breaker {
            text +=
                ", breaker \(breaker.state == .open ? "open" : "half open") since \(breaker.since): \(breaker.reason)"
        }
        return text
    }

    private static func words(_ scope: ScopeFilter.Verdict) -> String {
        switch scope {
        case .inside: "inside"
        case .outside(let reason): "outside: \(reason)"
        }
    }

    private static func delivery(_ connector: Why.Connector) -> [(String, String)] {
        guard let delivery = connector.delivery else { return [("delivery", "none stored")] }
        let ofEarlier = delivery.login == connector.login?.id ? "" : ", of login \(delivery.login)"
        let reason = delivery.reasonInWords
        var fields = [
            (
                "delivery",
                "\(delivery.id) \(delivery.status.rawValue) since \(delivery.changedAt), attempt \(delivery.attempt)"
                    + ofEarlier
            )
        ]
        if !reason.isEmpty { fields.append(("", reason)) }
        for (index, exchange) in delivery.trace.enumerated() {
            fields.append((index == 0 ? "requests" : "", text(of: exchange)))
        }
        return fields
    }

    private static func text(of exchange: TracedExchange) -> String {
        let end =
            switch exchange.end {
            case .status(let status): String(status)
            case .failure(let reason): reason
            }
        return "\(exchange.method) \(exchange.url) → \(end) (\(exchange.took.inMilliseconds) ms)"
    }

    private static func account(_ account: AccountRecord?) -> String {
        guard let account else { return "none linked" }
        guard account.state != .never else { return "none; logins older than \(account.asOf) make none" }
        let id = account.account.id.map { " (\($0))" } ?? ""
        let login = account.login.map { ", as of login \($0)" } ?? ", as of \(account.asOf)"
        return "\(account.remoteName)\(id) \(account.state.rawValue), confirmed at \(account.confirmedAt)\(login)"
    }

    private static func field(_ name: String, _ text: String) -> String {
        let head = name.isEmpty ? "" : name + ":"
        return "  \(head)\(String(repeating: " ", count: max(1, 12 - head.count)))\(printable(text))"
    }
}

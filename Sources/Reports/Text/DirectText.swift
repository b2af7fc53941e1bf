package import Model
package import Provisioning

/// What `provision` prints: each connector's steps from the scope to the outcome.
package enum DirectText {
    package static func lines(_ steps: DirectSteps, style: TerminalStyle) -> [String] {
        var lines = [style("OutboundConnector/\(steps.connector)", .bold)]
        switch steps.scope {
        case .inside: lines.append(field("scope", "inside"))
        case .outside(let reason): lines.append(field("scope", "outside: \(reason)"))
        case nil: break
        }
        lines += map(steps.mapping)
        var last = ""
        for (name, texts) in steps.steps.map(step) {
            for (index, text) in texts.enumerated() {
                lines.append(field(index == 0 && name != last ? name : "", text))
            }
            last = name
        }
        if steps.steps.isEmpty, steps.scope == .inside { lines.append(field("request", "none")) }
        let code = steps.end.code.map { " (\($0.id))" } ?? ""
        let delivery = steps.end.delivery.map { ", delivery \($0)" } ?? ""
        lines.append(field("outcome", steps.end.reason + code + delivery))
        if let code = steps.end.code, steps.end.standing != .asWanted {
            lines.append(field("", "what to do: \(code.explanation)"))
        }
        return lines
    }

    private static func map(_ mapping: [MappedAttribute]) -> [String] {
        let pairs = mapping.map { attribute in
            ("\(attribute.target) = \(attribute.value.map { ValueText.inline($0) } ?? "(empty, left out)")", attribute)
        }
        let width = pairs.map(\.0.count).filter { $0 <= widest }.max() ?? 0
        return pairs.enumerated().map { index, pair in
            let padding = String(repeating: " ", count: max(0, width - pair.0.count) + 2)
            return field(index == 0 ? "map" : "", pair.0 + padding + pair.1.template)
        }
    }

    /// Beyond it templates stand in no column.
    private static let widest = 60

    private static func step(_ step: AttemptStep) -> (String, [String]) {
        switch step {
        case .note(.found(let account, let by)): ("match", ["found \(account.name) (\(account.id)) by \(by)"])
        case .note(.nobody): ("match", ["no account matches"])
        case .note(.differs(let differences)):
            (
                "differ",
                differences.isEmpty
                    ? ["nothing: the target holds all of it"]
                    : differences.map { "\($0.path): \(ValueText.inline($0.held)) → \(ValueText.inline($0.wanted))" }
            )
        case .exchange(let exchange): self.exchange(exchange)
        }
    }

    private static func exchange(_ exchange: RecordedExchange) -> (String, [String]) {
        let request = exchange.request
        let head = "\(request.method.rawValue) \(request.url)"
        if exchange.purpose == .token { return ("token", ["\(head) → \(end(exchange))"]) }
        guard !request.method.isSafe else { return ("match", ["\(head) → \(end(exchange))"]) }
        let body = request.body.map { [String(decoding: $0, as: UTF8.self)] } ?? []
        return ("request", [head] + request.headers.map(\.description) + body + ["→ \(end(exchange))"])
    }

    private static func end(_ exchange: RecordedExchange) -> String {
        switch exchange.end {
        case .answered(let status): "\(status) (\(exchange.took.inMilliseconds) ms)"
        case .failed(let error): error.reason
        case .held: "not sent: a dry run"
        }
    }

    static func field(_ name: String, _ text: String) -> String {
        "  \(name)\(String(repeating: " ", count: max(1, 9 - name.count)))\(printable(text))"
    }
}

/// What `provision` prints before the connectors: who, and what is owed.
package enum ConnectText {
    /// - Parameters:
    ///   - off: The connection's connectors that are off.
    ///   - open: Open deliveries that a live run would not send beside.
    package static func lines(
        _ login: Login, off: [String], blockedBy open: [DeliveryID] = [], style: TerminalStyle
    ) -> [String] {
        let owed = login.connectors.isEmpty ? "nothing" : login.connectors.joined(separator: ", ")
        var lines = [
            style("Login", .bold),
            DirectText.field("person", "\(login.subject)"),
            DirectText.field(
                "connect",
                "login flow \(login.application) offers connection \(login.connection), enabled; it owes \(owed)"),
        ]
        if !off.isEmpty { lines.append(DirectText.field("", "off: \(off.joined(separator: ", "))")) }
        lines += open.map { DirectText.field("", "a live run is refused while delivery \($0) is open") }
        return lines
    }
}

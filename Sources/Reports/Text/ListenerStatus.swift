import Model

/// How a listener stands, for its status line.
package struct ListenerStatus: Hashable, Sendable {
    /// Since the process started.
    package var logins = 0
    package var loginsPerSecond = 0.0
    package var done = 0
    package var retried = 0
    package var dead = 0
    /// Of all processes; `nil` when the store does not answer.
    package var waiting: Int?
    package var oldest: Duration?
    /// Wait for a person's approval.
    package var held = 0
    /// Connectors whose breaker is not closed, ascending.
    package var broken: [String] = []

    package init() {}

    /// One line of at most `width` columns.
    package func line(width: Int = .max, style: TerminalStyle = .plain) -> String {
        var room = width
        var line = ""
        for part in parts where room > 0 {
            let text = part.text.prefix(room)
            room -= text.count
            line += part.colour.map { style(String(text), $0) } ?? String(text)
        }
        return line
    }

    private typealias Part = (text: String, colour: TerminalStyle.Colour?)

    private var parts: [Part] {
        var parts: [Part] = [
            ("logins \(logins) (\(rate)/s)", nil), ("  deliveries \(done) done, \(retried) retried, ", nil),
            ("\(dead) dead", dead > 0 ? .red : nil), ("  queue ", nil),
        ]
        if let waiting {
            parts.append((waiting == 0 ? "empty" : "\(waiting)", nil))
            if let oldest, waiting > 0 { parts.append((", oldest \(Self.age(oldest))", nil)) }
        } else {
            parts.append(("unknown: the store does not answer", .red))
        }
        if held > 0 { parts.append(("  held \(held)", .yellow)) }
        if !broken.isEmpty { parts.append(("  broken: \(broken.joined(separator: ", "))", .yellow)) }
        return parts
    }

    /// One decimal below ten, none above.
    private var rate: String {
        let tenths = Int((loginsPerSecond * 10).rounded())
        return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)"
    }

    /// The two largest units: `42s`, `3m 5s`, `2h 10m`, `4d 1h`.
    private static func age(_ age: Duration) -> String {
        let seconds = max(0, Int(age.components.seconds))
        let units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        var rest = seconds
        var words: [String] = []
        for (unit, size) in units where words.count < 2 {
            let count = rest / size
            rest %= size
            if count > 0 || size == 1 && words.isEmpty {
                words.append("\(count)\(unit)")
            } else if !words.isEmpty {
                break
            }
        }
        return words.joined(separator: " ")
    }
}

/// Writes the Prometheus text exposition format, version 0.0.4.
enum PrometheusText {
    enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    struct Sample: Sendable {
        /// Behind the family's name, such as `_bucket`.
        var suffix = ""
        let labels: [(String, String)]
        let value: Double
    }

    /// One family with its samples, in the order of their labels; nothing for no samples.
    static func family(_ name: String, _ kind: Kind, _ samples: [Sample]) -> String {
        guard !samples.isEmpty else { return "" }
        let lines = samples.map { "\(name)\($0.suffix)\(text(of: $0.labels)) \(text(of: $0.value))" }
        return "# TYPE \(name) \(kind.rawValue)\n"
            + (kind == .histogram ? lines : lines.sorted()).joined(separator: "\n") + "\n"
    }

    static func text(of labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\(safe($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
    }

    static func text(of value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }

    /// A metric or label name: what is not a letter, digit or `_` becomes `_`.
    static func safe(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "\\": escaped += #"\\"#
            case "\"": escaped += #"\""#
            case "\n": escaped += #"\n"#
            default: escaped.append(character)
            }
        }
    }
}

/// Writes the Prometheus text exposition format, version 0.0.4.
enum PrometheusText {
    struct Sample: Sendable {
        /// Behind the family's name, such as `_bucket`.
        var suffix = ""
        let labels: [(String, String)]
        let value: Double
    }

    /// One family with its samples; nothing for no samples.
    ///
    /// - Parameter help: Left out when empty.
    static func family(_ name: String, _ kind: MetricFamily.Kind, help: String, _ samples: [Sample]) -> String {
        guard !samples.isEmpty else { return "" }
        let lines = samples.map { "\(name)\($0.suffix)\(text(of: $0.labels)) \(text(of: $0.value))" }
        return (help.isEmpty ? "" : "# HELP \(name) \(escaped(help))\n") + "# TYPE \(name) \(kind.rawValue)\n"
            + (kind == .histogram ? lines : lines.sorted()).joined(separator: "\n") + "\n"
    }

    static func family(_ family: MetricFamily, _ samples: [([String], Double)]) -> String {
        self.family(
            family.name, family.kind, help: family.help,
            samples.map { Sample(labels: Array(zip(family.labels, $0.0)), value: $0.1) })
    }

    static func text(of labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\(safe($0.0))=\"\(escaped($0.1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    static func text(of value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }

    /// A metric or label name: what is not a letter, digit or `_` becomes `_`.
    static func safe(_ name: String) -> String {
        let isSafe = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        return isSafe ? name : String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\"" where quotes: escaped += #"\""#
            case "\n": escaped += #"\n"#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

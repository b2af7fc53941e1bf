/// The conditions of a query that callers may leave out, with their bindings.
struct QueryConditions {
    private(set) var bindings: [SQLValue] = []
    private var conditions: [String] = []

    /// Takes a binding and gives its placeholder.
    mutating func bind(_ value: SQLValue) -> String {
        bindings.append(value)
        return "$\(bindings.count)"
    }

    mutating func demand(_ condition: String) {
        conditions.append(condition)
    }

    mutating func demand(_ column: String, _ sign: String, _ value: SQLValue?) {
        guard let value else { return }
        conditions.append("\(column) \(sign) \(bind(value))")
    }

    /// An empty list lets nothing through; `nil` lets everything.
    mutating func demand(_ column: String, in values: [SQLValue]?) {
        guard let values else { return }
        guard !values.isEmpty else { return demand("1 = 0") }
        let places = values.map { bind($0) }.joined(separator: ", ")
        conditions.append("\(column) IN (\(places))")
    }

    /// `WHERE …`, or nothing.
    var text: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }
}

extension QueryConditions {
    /// The text as a part of a LIKE pattern whose escape is `\`.
    static func literal(_ text: String) -> String {
        text.reduce(into: "") { pattern, character in
            if "%_\\".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
    }
}

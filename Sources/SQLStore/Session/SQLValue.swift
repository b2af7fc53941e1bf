/// What goes into a statement and comes out of it.
package enum SQLValue: Hashable, Sendable {
    case null
    case int(Int64)
    case text(String)
    /// A kind of value that no column of ours holds, by name.
    case other(String)

    package static func int(_ number: Int) -> SQLValue { .int(Int64(number)) }
    package static func text(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
}

/// One row of an answer. Reading a column as what it is not is `.corrupt`, never a default.
package struct SQLRow: Hashable, Sendable {
    package let values: [SQLValue]

    package init(_ values: [SQLValue]) {
        self.values = values
    }

    package func isNull(_ column: Int) -> Bool { values.indices.contains(column) && values[column] == .null }

    package func text(_ column: Int) throws(SQLError) -> String {
        guard values.indices.contains(column), case .text(let text) = values[column] else {
            throw mismatch(column, expected: "text")
        }
        return text
    }

    package func int(_ column: Int) throws(SQLError) -> Int {
        guard values.indices.contains(column), case .int(let number) = values[column], let int = Int(exactly: number)
        else { throw mismatch(column, expected: "a whole number") }
        return int
    }

    package func optionalText(_ column: Int) throws(SQLError) -> String? { isNull(column) ? nil : try text(column) }
    package func optionalInt(_ column: Int) throws(SQLError) -> Int? { isNull(column) ? nil : try int(column) }

    private func mismatch(_ column: Int, expected: String) -> SQLError {
        let found =
            switch values.indices.contains(column) ? values[column] : .other("nothing") {
            case .null: "null"
            case .int: "a whole number"
            case .text: "text"
            case .other(let kind): kind
            }
        return .corrupt("a stored row has \(found) in column \(column + 1), expected \(expected)")
    }
}

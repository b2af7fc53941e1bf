import GRDB

/// A session on one SQLite connection.
struct GRDBSession: SQLSession {
    let database: Database
    var dialect: Dialect { .sqlite }

    func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow] {
        do {
            let statement = try database.cachedStatement(sql: sql)
            // SQLite takes `$1` for a parameter by the name of `1`.
            var arguments: [String: (any DatabaseValueConvertible)?] = [:]
            for (index, binding) in bindings.enumerated() {
                switch binding {
                case .null, .other: arguments[String(index + 1)] = .some(nil)
                case .int(let number): arguments[String(index + 1)] = number
                case .text(let text): arguments[String(index + 1)] = text
                }
            }
            guard statement.columnCount > 0 else {
                try statement.execute(arguments: StatementArguments(arguments))
                return []
            }
            let columns = 0..<statement.columnCount
            var rows: [SQLRow] = []
            let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            while let row = try cursor.next() {
                rows.append(SQLRow(columns.map { Self.value(of: row[$0] as DatabaseValue) }))
            }
            return rows
        } catch {
            throw SQLError(error)
        }
    }

    private static func value(of value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .int(number)
        case .string(let text): .text(text)
        case .double: .other("a decimal number")
        case .blob: .other("bytes")
        }
    }
}

extension SQLError {
    /// Sorts SQLite's result codes; its messages name tables, columns and files, and no values.
    init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = (error as? SQLError) ?? .unavailable("SQLite failed: \(type(of: error))")
            return
        }
        let message = error.message ?? "result code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CONSTRAINT: self = .constraint(message)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt("the stored state is damaged: \(message)")
        default: self = .unavailable("the stored state can't be used: \(message)")
        }
    }
}

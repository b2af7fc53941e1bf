import GRDB
import GRDBSQLite

/// A session on one SQLite connection.
///
/// GRDB keeps the prepared statements; they are bound and stepped here, since its arguments and rows cost a login more
/// time than SQLite does.
struct GRDBSession: SQLSession {
    let database: Database
    var dialect: Dialect { .sqlite }

    func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow] {
        var rows: [SQLRow] = []
        do {
            try each(sql, bindings) { rows.append($0) }
        } catch {
            throw SQLError(error)
        }
        return rows
    }

    func each(_ sql: String, _ bindings: [SQLValue], _ body: (SQLRow) throws -> Void) throws {
        let statement = try prepared(sql)
        sqlite3_reset(statement)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, binding) in bindings.enumerated() {
            let code = Self.bind(binding, to: statement, index)
            guard code == SQLITE_OK else { throw failure(code) }
        }
        let columns = 0..<sqlite3_column_count(statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(SQLRow(columns.map { Self.value(statement, $0) }))
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    private func prepared(_ sql: String) throws(SQLError) -> OpaquePointer {
        do {
            return try database.cachedStatement(sql: sql).sqliteStatement
        } catch {
            throw SQLError(error)
        }
    }

    private func failure(_ code: Int32) -> SQLError {
        SQLError(
            DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) }))
    }

    private static let names = (1...32).map { "$\($0)" }

    /// SQLite takes `$1` for a parameter by that name. One that the statement does not use is no error.
    private static func bind(_ value: SQLValue, to statement: OpaquePointer, _ index: Int) -> Int32 {
        let name = names.indices.contains(index) ? names[index] : "$\(index + 1)"
        let place = sqlite3_bind_parameter_index(statement, name)
        guard place > 0 else { return SQLITE_OK }
        switch value {
        case .null, .other: return sqlite3_bind_null(statement, place)
        case .int(let number): return sqlite3_bind_int64(statement, place, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                // The destructor -1 makes SQLite copy the bytes (SQLITE_TRANSIENT). No bytes are an empty text.
                let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                guard let start = UnsafeRawPointer(bytes.baseAddress) else {
                    return sqlite3_bind_text(statement, place, "", 0, copied)
                }
                return sqlite3_bind_text(
                    statement, place, start.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), copied)
            }
        }
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .int(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            let bytes = UnsafeBufferPointer(
                start: sqlite3_column_text(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_FLOAT: return .other("a decimal number")
        default: return .other("bytes")
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

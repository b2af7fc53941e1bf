package import Model

/// One connection inside one transaction.
///
/// The text of a query is the same for every driver: `$1` placeholders, values of three kinds, `ON CONFLICT` and
/// `RETURNING`. What can't be the same stands in `Dialect`.
package protocol SQLSession {
    var dialect: Dialect { get }

    /// Runs one statement and returns its rows; none for a statement that returns nothing.
    ///
    /// A caller that catches an error must leave the transaction, or return to a savepoint: PostgreSQL refuses every
    /// statement after a failed one.
    func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow]

    /// Runs a query whose rows are many: each is handed over as it comes, and `body` may end the query by throwing.
    func each(_ sql: String, _ bindings: [SQLValue], _ body: (SQLRow) throws -> Void) throws
}

extension SQLSession {
    package func each(_ sql: String, _ bindings: [SQLValue], _ body: (SQLRow) throws -> Void) throws {
        for row in try query(sql, bindings) { try body(row) }
    }

    func query(_ sql: String) throws(SQLError) -> [SQLRow] { try query(sql, []) }

    /// Runs a statement whose rows nobody needs.
    func run(_ sql: String, _ bindings: [SQLValue] = []) throws(SQLError) { _ = try query(sql, bindings) }
}

/// Runs closures in transactions, on threads of its own. A transaction never spans an `await`.
package protocol SQLTransactions: Sendable {
    /// Runs `body` on one consistent view of the store.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result

    /// Runs `body` as the only writer; what it wrote is on disk when this returns, and undone when it throws.
    ///
    /// Writes that wait at the same time may share a commit. `body` may run again after its first run was undone; only
    /// the last run counts, so it must do nothing but read and write the store.
    /// Cancelling the calling task does not stop or undo the write: it may record what already happened at a target.
    /// - Throws: `.busy` when another writer kept the store for longer than the time-out; the body's own `StoreError`.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result
}

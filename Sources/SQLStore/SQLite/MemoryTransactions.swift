import GRDB
package import Model

/// Transactions on a database in memory, each run to its end on the thread that asks for it.
///
/// For a simulation of the store: the statements, the schema and the transactions are the real ones, and nothing
/// hops to another thread, so that a seed decides the order of everything.
package final class MemoryTransactions: SQLTransactions {
    private let queue: DatabaseQueue

    /// - Throws: what SQLite said when the schema could not be made.
    package init(schema: SchemaVersions = SchemaVersions()) throws(StoreError) {
        do {
            queue = try DatabaseQueue()
        } catch {
            throw StoreError(ending: error)
        }
        try queue.inDatabase { $0.transaction(.immediate, schema.migrate) }.get()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try queue.inDatabase { $0.transaction(.deferred, body) }.get()
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try run(body)
    }

    /// Runs `body` in one transaction, now, and undoes what it did.
    package func undone<Result>(_ body: (any SQLSession) throws -> Result) {
        _ = try? run { session throws -> Result in
            _ = try body(session)
            throw StoreError.busy
        }
    }

    /// Runs `body` in one transaction, now: kept when it returns, undone when it throws.
    package func run<Result>(_ body: (any SQLSession) throws -> Result) throws(StoreError) -> Result {
        try queue.inDatabase { $0.transaction(.immediate, body) }.get()
    }
}

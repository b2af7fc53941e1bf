import GRDB
import Model

/// Transactions on one SQLite file: a connection that writes and one that reads, each on its own queue.
///
/// Every access goes through `asyncWriteWithoutTransaction`, which hands the closure to the connection's queue: the
/// cooperative threads never wait for the disk, and it does not look at task cancellation, unlike GRDB's `async`
/// functions, which undo the writes of a cancelled task. A write may record an account that exists by now at the
/// target; it must not be lost because the process is stopping.
final class GRDBTransactions: SQLTransactions {
    // In this order, so that the writer closes last and leaves no log behind.
    private let reader: DatabaseQueue
    private let writer: GroupCommit?
    /// Set when the file is read without its log: says whether the file is still what it was.
    private let unchanged: (@Sendable () -> Bool)?

    init(reader: DatabaseQueue, writer: GroupCommit? = nil, unchanged: (@Sendable () -> Bool)? = nil) {
        self.reader = reader
        self.writer = writer
        self.unchanged = unchanged
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        let outcome = await perform(body)
        guard unchanged?() ?? true else { throw .busy }
        return try outcome.get()
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        guard let writer else { throw .unavailable("the stored state was opened for reading only") }
        return try await writer.write(body).get()
    }

    /// Rewrites the file without free pages, and lets the log shrink with it.
    func compact() async throws(StoreError) {
        guard let writer else { throw .unavailable("the stored state was opened for reading only") }
        let outcome = await writer.alone { database in
            try database.execute(sql: "VACUUM")
            // Readers may keep it from shrinking; the next checkpoint does it then.
            _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try outcome.get()
    }

    func close() {
        try? reader.close()
        try? writer?.close()
    }

    private func perform<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async -> Result<Value, StoreError> {
        await withCheckedContinuation { continuation in
            reader.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: database.transaction(.deferred, body))
            }
        }
    }
}

extension Database {
    /// Runs `body` in one transaction: kept when it returns, undone when it throws.
    func transaction<Value>(
        _ kind: TransactionKind, _ body: (any SQLSession) throws -> Value
    ) -> Result<Value, StoreError> {
        do {
            var value: Value?
            try inTransaction(kind) {
                value = try body(GRDBSession(database: self))
                return .commit
            }
            guard let value else { return .failure(.unavailable("the transaction gave nothing")) }
            return .success(value)
        } catch let error as DatabaseError {
            return .failure(SQLError(error).storeError)
        } catch {
            return .failure(StoreError(ending: error))
        }
    }
}

import Model
import SQLStore

/// Transactions whose bodies fail at the n-th statement.
final class FaultyTransactions: SQLTransactions {
    private let inner: any SQLTransactions
    private let failingAt: Int

    init(_ inner: any SQLTransactions, failingAt: Int) {
        self.inner = inner
        self.failingAt = failingAt
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try await inner.read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try await inner.write { [failingAt] session in
            try body(FaultySession(inner: session, failingAt: failingAt))
        }
    }
}

private final class FaultySession: SQLSession {
    private let inner: any SQLSession
    private let failingAt: Int
    private var count = 0

    init(inner: any SQLSession, failingAt: Int) {
        self.inner = inner
        self.failingAt = failingAt
    }

    var dialect: Dialect { inner.dialect }

    func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow] {
        count += 1
        if count == failingAt { throw .unavailable("planted") }
        return try inner.query(sql, bindings)
    }
}

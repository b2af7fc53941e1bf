import Model
import SQLStore
import Synchronization

/// Transactions that note SQLite's plan of every statement they run.
final class ExplainingTransactions: SQLTransactions {
    struct Plan: Hashable, Sendable {
        let sql: String
        let steps: [String]
    }

    private let inner: any SQLTransactions
    private let noted = Mutex<Set<Plan>>([])

    init(_ inner: any SQLTransactions) {
        self.inner = inner
    }

    var plans: Set<Plan> { noted.withLock { $0 } }

    private func note(_ plan: Plan) {
        noted.withLock { _ = $0.insert(plan) }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try await inner.read { [self] session in
            try body(ExplainingSession(inner: session) { plan in self.note(plan) })
        }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        try await inner.write { [self] session in
            try body(ExplainingSession(inner: session) { plan in self.note(plan) })
        }
    }
}

private struct ExplainingSession: SQLSession {
    let inner: any SQLSession
    let note: (ExplainingTransactions.Plan) -> Void

    var dialect: Dialect { inner.dialect }

    func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow] {
        if !sql.contains("SAVEPOINT") {
            let steps = try inner.query("EXPLAIN QUERY PLAN " + sql, bindings).map { row throws(SQLError) in
                try row.text(3)
            }
            note(ExplainingTransactions.Plan(sql: sql, steps: steps))
        }
        return try inner.query(sql, bindings)
    }
}

import GRDB
import Model
import Synchronization

/// Lets writes that wait at the same time share one commit.
///
/// A commit waits for the disk, and a busy listener stores logins, claims and outcomes more often than that.
final class GroupCommit: Sendable {
    /// Most writes in one transaction, so that none waits long for the others.
    private static let mostPerCommit = 256

    /// A write that waits: its body, and how its caller is told.
    private struct Waiting: Sendable {
        /// Runs the body; a second time when the first transaction was undone.
        let run: @Sendable (any SQLSession) throws -> Void
        /// Runs it in a savepoint of its own. Throws only when it can't be undone alone.
        let runAlone: @Sendable (any SQLSession) throws -> Void
        /// Takes the failure of the whole transaction; without one, the body's own outcome counts.
        let end: @Sendable (StoreError?) -> Void

        init<Value: Sendable>(
            _ body: @escaping @Sendable (any SQLSession) throws -> Value,
            tell: @escaping @Sendable (Result<Value, StoreError>) -> Void
        ) {
            let outcome = Outcome<Value>()
            run = { session in outcome.set(.success(try body(session))) }
            runAlone = { session in outcome.set(try session.outcome(of: body)) }
            end = { failure in tell(failure.map { .failure($0) } ?? outcome.get()) }
        }
    }

    private struct Line {
        var waiting: [Waiting] = []
        var isServed = false

        mutating func take(_ count: Int) -> [Waiting] {
            defer { waiting.removeFirst(min(count, waiting.count)) }
            return Array(waiting.prefix(count))
        }
    }

    private let queue: DatabaseQueue
    private let log: LogFolding
    private let line = Mutex(Line())

    init(_ queue: DatabaseQueue, log: LogFolding) {
        self.queue = queue
        self.log = log
    }

    func close() throws {
        log.close()
        try queue.close()
    }

    /// Runs `body`; returns when the transaction that holds it is on disk, or `body` was undone.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async -> Result<Value, StoreError> {
        await withCheckedContinuation { continuation in
            join(Waiting(body) { continuation.resume(returning: $0) })
        }
    }

    /// Runs `body` between two commits and in no transaction.
    func alone(_ body: @escaping @Sendable (Database) throws -> Void) async -> Result<Void, StoreError> {
        await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                do {
                    try body(database)
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(SQLError(error).storeError))
                }
            }
        }
    }

    private func join(_ write: Waiting) {
        let isFirst = line.withLock { line in
            line.waiting.append(write)
            defer { line.isServed = true }
            return !line.isServed
        }
        if isFirst { serve() }
    }

    private func serve() {
        queue.asyncWriteWithoutTransaction { [self] database in
            commit(in: database)
            let isMore = line.withLock { line in
                line.isServed = !line.waiting.isEmpty
                return line.isServed
            }
            if isMore { serve() }
        }
    }

    /// One transaction: with the store ours, whoever waits by now comes along, and who comes while they are written.
    private func commit(in database: Database) {
        var taken: [Waiting] = []
        var end = database.transaction(.immediate) { session in
            while taken.count < Self.mostPerCommit {
                let more = line.withLock { $0.take(Self.mostPerCommit - taken.count) }
                guard !more.isEmpty else { break }
                taken += more
                for write in more { try write.run(session) }
            }
        }
        if case .failure = end, taken.count > 1 {
            // Rare, so that only then each pays for a savepoint: one of them failed, and the others must not.
            end = database.transaction(.immediate) { session in
                for write in taken { try write.runAlone(session) }
            }
        }
        var failure: StoreError?
        if case .failure(let error) = end { failure = error }
        // When the store could not be had at all, those who wait would only meet the same end one by one.
        if taken.isEmpty { taken = line.withLock { $0.take($0.waiting.count) } }
        for write in taken { write.end(failure) }
        log.noted(taken.count)
    }
}

/// What a body of a shared transaction came to.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, StoreError>?>(nil)

    func set(_ outcome: Result<Value, StoreError>) { result.withLock { $0 = outcome } }

    func get() -> Result<Value, StoreError> {
        result.withLock { $0 } ?? .failure(.unavailable("the transaction gave nothing"))
    }
}

extension SQLSession {
    /// What `body` came to; nothing of it is left when it threw.
    fileprivate func outcome<Value>(of body: (any SQLSession) throws -> Value) throws -> Result<Value, StoreError> {
        try run("SAVEPOINT one_write")
        do {
            let value = try body(self)
            try run("RELEASE SAVEPOINT one_write")
            return .success(value)
        } catch {
            try run("ROLLBACK TO SAVEPOINT one_write")
            try run("RELEASE SAVEPOINT one_write")
            return .failure(StoreError(ending: error))
        }
    }
}

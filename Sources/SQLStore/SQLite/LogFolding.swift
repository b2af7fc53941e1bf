import GRDB
import Synchronization

/// Copies the write-ahead log into the file, beside the writer.
///
/// SQLite itself does it within the commit that finds the log long, and every login waits meanwhile, some fifty
/// milliseconds. That stays for a log that grew all the same, and finds little left to copy then.
final class LogFolding: Sendable {
    /// Writes between two rounds; some 4,000 pages of logins, half of what SQLite waits for.
    private static let interval = 1000

    private struct Progress {
        var writes = 0
        var isFolding = false
        /// Opened at the first round: a short-lived process never needs it.
        var connection: DatabaseQueue?
    }

    private let open: @Sendable () -> DatabaseQueue?
    private let progress = Mutex(Progress())

    /// - Parameter open: Opens one more connection; `nil` when it can't be had now.
    init(open: @escaping @Sendable () -> DatabaseQueue?) {
        self.open = open
    }

    /// Notes writes that were committed, and begins a round when one is due.
    func noted(_ writes: Int) {
        let connection: DatabaseQueue? = progress.withLock { progress in
            progress.writes += writes
            guard progress.writes >= Self.interval, !progress.isFolding else { return nil }
            progress.writes = 0
            if progress.connection == nil { progress.connection = open() }
            progress.isFolding = progress.connection != nil
            return progress.connection
        }
        connection?.asyncWriteWithoutTransaction { [self] database in
            // Readers and other processes may hold it up; the next round goes on.
            _ = try? database.checkpoint(.passive)
            progress.withLock { $0.isFolding = false }
        }
    }

    func close() {
        try? progress.withLock { $0.connection }?.close()
    }
}

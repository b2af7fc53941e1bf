package import Model

/// A stored state in one SQLite file, and the ports on it.
///
/// Any number of processes may open one file. Writers take turns; readers never wait for them.
package struct SQLiteStore: Sendable {
    package enum Access: Sendable {
        /// Creates the file and its folder when they are missing, and brings the schema up to date.
        case readWrite
        /// Changes and creates no state; a file that is missing is an empty state.
        case readOnly
        /// As `readOnly`, for one look: writes nothing at all, not even the index of the log, unless another process
        /// has the store open.
        case snapshot
    }

    package let state: SQLStateStore
    package let logins: SQLLoginIntake
    package let deliveries: SQLDeliveryQueue
    package let links: SQLAccountLinks
    package let records: SQLProvisioningRecords
    package let upkeep: SQLProvisioningUpkeep
    package let endedSessions: SQLEndedSessions
    private let transactions: GRDBTransactions

    /// Opens the store at `path`.
    ///
    /// Blocks for at most about the time-out; call it while the program starts.
    /// - Parameters:
    ///   - busyTimeout: How long an access waits for other processes before it ends as `.busy`.
    ///   - schema: The versions this program knows.
    /// - Throws: `.tooOpen` when others may read or write a file of the store; `.corrupt` when the file is no store of
    ///   ours; `.newer` when a later program wrote it; `.busy`; `.unavailable`.
    package static func open(
        path: String, access: Access, busyTimeout: Duration, schema: SchemaVersions = SchemaVersions()
    ) throws(StoreError) -> SQLiteStore {
        let opener = SQLiteOpener(file: StateFile(path: path), busyTimeout: busyTimeout, schema: schema)
        switch access {
        case .readWrite: return SQLiteStore(try opener.openForWriting())
        case .readOnly: return SQLiteStore(try opener.openForReading())
        case .snapshot: return SQLiteStore(try opener.openForLooking())
        }
    }

    private init(_ transactions: GRDBTransactions) {
        self.transactions = transactions
        state = SQLStateStore(transactions)
        logins = SQLLoginIntake(transactions)
        deliveries = SQLDeliveryQueue(transactions)
        links = SQLAccountLinks(transactions)
        records = SQLProvisioningRecords(transactions)
        upkeep = SQLProvisioningUpkeep(transactions)
        endedSessions = SQLEndedSessions(transactions)
    }

    /// What every port of this store runs its statements through.
    package var session: any SQLTransactions { transactions }

    /// Gives the file's free pages back to the file system.
    ///
    /// Writes the whole file anew; other writers wait meanwhile, readers don't.
    package func compact() async throws(StoreError) {
        try await transactions.compact()
    }

    /// Closes the connections and folds the log into the file. Every later access fails as `.unavailable`.
    package func close() {
        transactions.close()
    }
}

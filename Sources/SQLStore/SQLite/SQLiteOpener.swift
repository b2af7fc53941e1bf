import GRDB
import Model

/// Opens the connections of one file.
struct SQLiteOpener {
    let file: StateFile
    let busyTimeout: Duration
    let schema: SchemaVersions

    func openForWriting() throws(StoreError) -> GRDBTransactions {
        if case .absent = try file.presence() {
            try file.createFolder()
            try create()
        }
        try demandContent()
        let writer = try connect(to: file.path, readsOnly: false)
        try Self.run { try writer.inDatabase { try Self.useLog($0) } }
        let version = try writer.inDatabase { $0.transaction(.deferred, schema.present) }.get()
        if version < schema.newest {
            try writer.inDatabase { $0.transaction(.immediate, schema.migrate) }.get()
        }
        let log = LogFolding { try? connect(to: file.path, readsOnly: false) }
        return GRDBTransactions(
            reader: try connect(to: file.path, readsOnly: true), writer: GroupCommit(writer, log: log))
    }

    func openForReading() throws(StoreError) -> GRDBTransactions {
        guard case .present = try file.presence() else {
            let empty = try Self.run { try DatabaseQueue() }
            try empty.inDatabase { $0.transaction(.immediate, schema.migrate) }.get()
            return GRDBTransactions(reader: empty)
        }
        try demandContent()
        let mark = file.mark()
        let direct = Result { () throws(StoreError) in
            try checked(connect(to: file.path, readsOnly: true, readsOnce: true))
        }
        switch direct {
        case .success(let reader): return GRDBTransactions(reader: reader)
        case .failure(.unavailable(let reason)):
            // SQLite needs the log's index even to read. Where the folder can't be written and no index is there,
            // nobody has the store open, and without a log the file alone is the whole state. Should a writer come
            // all the same, the file's mark moves, and the read ends as `.busy`.
            guard let mark else { throw .unavailable(reason) }
            return try openUnchanged(since: mark)
        case .failure(let error): throw error
        }
    }

    /// Without a log, nobody has written since the file was closed, and it can be read alone; otherwise as any reader.
    func openForLooking() throws(StoreError) -> GRDBTransactions {
        guard case .present = try file.presence(), let mark = file.mark() else { return try openForReading() }
        try demandContent()
        return try openUnchanged(since: mark)
    }

    private func openUnchanged(since mark: StateFile.Mark) throws(StoreError) -> GRDBTransactions {
        let reader = try checked(connect(to: file.immutableAddress, readsOnly: true, readsOnce: true))
        return GRDBTransactions(reader: reader) { [file] in file.mark() == mark }
    }

    /// Makes the whole store under another name and then gives it its own, so that no half-made file is ever found.
    private func create() throws(StoreError) {
        var generator = SystemRandomNumberGenerator()
        let draft = StateFile(path: "\(file.path).new-\(String(generator.next() as UInt64, radix: 36))")
        try draft.createEmpty()
        do throws(StoreError) {
            let queue = try connect(to: draft.path, readsOnly: false)
            try Self.run { try queue.inDatabase { try Self.useLog($0) } }
            try queue.inDatabase { $0.transaction(.immediate, schema.migrate) }.get()
            try Self.run { try queue.close() }
            try draft.publish(as: file)
        } catch {
            draft.remove()
            throw error
        }
    }

    private func demandContent() throws(StoreError) {
        switch try file.presence() {
        case .present(1...): return
        case .present: throw .corrupt("`\(file.path)` is empty, expected a stored state")
        // A name that is taken and leads nowhere, such as a symbolic link.
        case .absent: throw .unavailable("`\(file.path)` can't be created")
        }
    }

    /// - Parameter readsOnce: A command that ends soon walks over the whole state: pages that it keeps cost memory and
    ///   time, and it never asks for one again.
    private func connect(
        to path: String, readsOnly: Bool, readsOnce: Bool = false
    ) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readsOnly
        configuration.busyMode = .timeout(Double(busyTimeout.inMilliseconds) / 1000)
        configuration.label = "state"
        configuration.prepareDatabase { database in
            // A commit that was reported is on disk.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // SQLite's own 2 MB hold fewer index pages than a busy listener touches, and its log of 4 MB is folded
            // into the file, with a wait for the disk, every few commits: 32 MB each.
            try database.execute(sql: "PRAGMA cache_size = \(readsOnce ? -1024 : -32768)")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
            // What a statement might have to undo is kept in memory instead of a file.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return try Self.run { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Demands a schema that this program can read as it is.
    private func checked(_ reader: DatabaseQueue) throws(StoreError) -> DatabaseQueue {
        let version = try reader.inDatabase { $0.transaction(.deferred, schema.present) }.get()
        guard version == schema.newest else {
            throw .unavailable(
                "`\(file.path)` has schema \(version), expected \(schema.newest): the next apply brings it up to date")
        }
        return reader
    }

    private static func useLog(_ database: Database) throws {
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" else { return }
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StoreError.unavailable("the file system of the stored state can't keep a write-ahead log")
        }
    }

    private static func run<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SQLError(error).storeError
        } catch {
            throw StoreError(ending: error)
        }
    }
}

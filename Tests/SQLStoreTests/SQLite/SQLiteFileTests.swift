import Foundation
import Model
import Provisioning
import Reconciling
import SQLStore
import Testing

@Suite struct SQLiteFileTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    @Test func `every file of the store is the owner's alone`() async throws {
        let store = try folder.open()
        _ = try await store.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        for file in ["state.db", "state.db-wal", "state.db-shm"] { #expect(try folder.mode(file) == 0o600) }
        store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["state.db"])
    }

    @Test func `missing folders are created for the owner alone`() async throws {
        let store = try SQLiteStore.open(
            path: folder.path + "/a/b/state.db", access: .readWrite, busyTimeout: .seconds(5))
        #expect(try await store.state.serial() == 0)
        #expect(try folder.mode("a") == 0o700)
        #expect(try folder.mode("a/b") == 0o700)
    }

    @Test(arguments: [SQLiteStore.Access.readWrite, .readOnly])
    func `a file in the place of a folder is no empty state`(
        _ access: SQLiteStore.Access
    ) throws {
        let file = folder.path + "/file"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        let error = #expect(throws: StoreError.self) {
            _ = try SQLiteStore.open(path: file + "/state.db", access: access, busyTimeout: .seconds(5))
        }
        guard case .unavailable = error else {
            Issue.record("expected unavailable, found \(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["state.db", "state.db-wal"]) func `a file that others may read is refused`(
        _ name: String
    ) async throws {
        let store = try folder.open()
        _ = try await store.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        let path = folder.path + "/" + name
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        for access in [SQLiteStore.Access.readWrite, .readOnly] {
            #expect(throws: StoreError.tooOpen(path: path, mode: "0640")) { _ = try folder.open(access) }
        }
    }

    @Test func `log, durability and foreign keys are as promised`() async throws {
        let store = try folder.open()
        let values = try await store.session.write { session in
            try ["journal_mode", "synchronous", "foreign_keys"].flatMap { try session.query("PRAGMA \($0)", []) }
        }
        #expect(values == [SQLRow([.text("wal")]), SQLRow([.int(2)]), SQLRow([.int(1)])])
    }

    @Test(arguments: [
        "", "no database at all", String(repeating: "SQLite format 3\0 and then something else. ", count: 200),
    ]) func `a file that is no database is corrupt and stays as it is`(_ content: String) throws {
        try Data(content.utf8).write(to: URL(fileURLWithPath: folder.database))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.database)
        for access in [SQLiteStore.Access.readWrite, .readOnly] {
            let error = #expect(throws: StoreError.self) { _ = try folder.open(access) }
            guard case .corrupt = error else {
                Issue.record("expected corrupt, found \(String(describing: error))")
                continue
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == Data(content.utf8))
    }

    @Test func `another program's database is corrupt`() async throws {
        let store = try folder.open()
        try await store.session.write { session in
            _ = try session.query("ALTER TABLE schema_migration RENAME TO theirs", [])
        }
        store.close()
        #expect(
            throws: StoreError.corrupt("the database belongs to another program: it has no table `schema_migration`")
        ) { _ = try folder.open() }
    }

    @Test(arguments: [SQLiteStore.Access.readWrite, .readOnly]) func `a directory is no store`(
        _ access: SQLiteStore.Access
    ) throws {
        try FileManager.default.createDirectory(atPath: folder.database, withIntermediateDirectories: false)
        #expect(throws: StoreError.unavailable("`\(folder.database)` is not a regular file")) {
            _ = try folder.open(access)
        }
    }

    @Test func `a missing file reads as an empty state and is not created`() async throws {
        let store = try folder.open(.readOnly)
        let state = try await store.state.read()
        #expect(state.serial == 0 && state.resources.isEmpty)
        #expect(try await store.state.revisions(limit: 3).isEmpty)
        await #expect(throws: StoreError.unavailable("the stored state was opened for reading only")) {
            _ = try await store.state.commit(Sample.commit(at: 0, []))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a reader of a store that nobody has open changes nothing in it`() async throws {
        let writer = try folder.open()
        _ = try await writer.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        writer.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        let reader = try folder.open(.readOnly)
        #expect(try await reader.state.read().resources.count == 1)
        reader.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            #expect(try folder.mode(file) == 0o600)
        }
        #expect(try await folder.open().state.serial() == 1)
    }

    @Test(arguments: [SQLiteStore.Access.readWrite, .readOnly]) func `a log without its database is corrupt`(
        _ access: SQLiteStore.Access
    ) async throws {
        let store = try folder.open()
        _ = try await store.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        try FileManager.default.removeItem(atPath: folder.database)
        let error = #expect(throws: StoreError.self) { _ = try folder.open(access) }
        #expect(
            error == .corrupt("`\(folder.database)` is missing while its log `\(folder.database)-wal` is there"))
    }

    @Test func `a symbolic link that leads nowhere is refused and nothing is created`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.database, withDestinationPath: folder.path + "/elsewhere.db")
        #expect(throws: StoreError.unavailable("`\(folder.database)` can't be created")) { _ = try folder.open() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["state.db"])
    }

    @Test func `a reader follows a writer and can't write`() async throws {
        let writer = try folder.open()
        let reader = try folder.open(.readOnly)
        _ = try await writer.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        #expect(try await reader.state.serial() == 1)
        await #expect(throws: StoreError.unavailable("the stored state was opened for reading only")) {
            _ = try await reader.state.commit(Sample.commit(at: 1, []))
        }
    }

    @Test func `a store held by another writer is busy after the time-out`() async throws {
        let (holder, waiting) = (try folder.open(), try folder.open(busyTimeout: .milliseconds(50)))
        let release = DispatchSemaphore(value: 0)
        let (entries, entered) = AsyncStream<Void>.makeStream()
        async let held: Void = holder.session.write { session in
            entered.yield()
            // This is the connection's own thread, so it may wait.
            _ = release.wait(timeout: .now() + 20)
        }
        for await _ in entries { break }
        await #expect(throws: StoreError.busy) { _ = try await waiting.state.commit(Sample.commit(at: 0, [])) }
        await #expect(throws: StoreError.busy) { _ = try await waiting.logins.store(Sample.login("e1")) }
        #expect(try await waiting.state.serial() == 0)
        release.signal()
        try await held
        _ = try await waiting.state.commit(Sample.commit(at: 0, []))
    }

    @Test func `a closed store is unavailable`() async throws {
        let store = try folder.open()
        store.close()
        for attempt in [0, 1] {
            let error = await #expect(throws: StoreError.self) {
                if attempt == 0 { _ = try await store.state.serial() }
                _ = try await store.logins.store(Sample.login("e1"))
            }
            guard case .unavailable = error else {
                Issue.record("expected unavailable, found \(String(describing: error))")
                return
            }
        }
    }

    @Test func `simultaneous first openers end with one store`() async throws {
        let serials = try await withThrowingTaskGroup(of: Int.self) { [folder] group in
            for _ in 0..<8 { group.addTask { try await folder.open().state.serial() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(serials == Array(repeating: 0, count: 8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains(".new-") })
    }
}

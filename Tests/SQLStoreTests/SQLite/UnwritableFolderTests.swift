import Foundation
import Model
import SQLStore
import Testing

#if os(Linux)
    import Glibc

    /// Reading where nothing can be written. Each test is a process of its own, because it gives up its user's rights.
    @Suite struct UnwritableFolderTests {
        @Test func `a store that nobody has open is read from a folder that can't be written`() async {
            await #expect(processExitsWith: .success) {
                let folder = try await ReadOnlyFolder(writer: .closed)
                folder.lock()
                let store = try folder.store.open(.readOnly)
                #expect(try await store.state.serial() == 1)
                #expect(throws: StoreError.self) { _ = try folder.store.open(.readWrite) }
                folder.unlock()
                #expect(!folder.store.exists("state.db-shm"))
            }
        }

        @Test func `a store that a writer has open is read from a folder that can't be written`() async {
            await #expect(processExitsWith: .success) {
                let folder = try await ReadOnlyFolder(writer: .open)
                folder.lock()
                let store = try folder.store.open(.readOnly)
                #expect(try await store.state.serial() == 1)
                folder.unlock()
                #expect(folder.store.exists("state.db-shm"))
            }
        }

        @Test func `a read ends as busy when a writer comes after all`() async {
            await #expect(processExitsWith: .success) {
                let folder = try await ReadOnlyFolder(writer: .closed)
                folder.lock()
                let store = try folder.store.open(.readOnly)
                #expect(try await store.state.serial() == 1)
                folder.unlock()
                let writer = try folder.store.open()
                _ = try await writer.state.commit(Sample.commit(at: 1, []))
                await #expect(throws: StoreError.busy) { _ = try await store.state.serial() }
                writer.close()
                await #expect(throws: StoreError.busy) { _ = try await store.state.serial() }
            }
        }
    }

    /// A store with one commit in a folder whose rights can be taken away, also from the superuser.
    struct ReadOnlyFolder {
        private static let nobody: uid_t = 65_534

        let store: StoreFolder
        private let writer: SQLiteStore

        enum Writer {
            case closed
            case open
        }

        init(writer state: Writer) async throws {
            store = try StoreFolder()
            writer = try store.open()
            _ = try await writer.state.commit(Sample.commit(at: 0, []))
            if state == .closed { writer.close() }
        }

        /// Takes the right to write; the superuser, whom modes don't bind, becomes somebody else.
        func lock() {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: store.path)) ?? []
            if getuid() == 0 {
                for file in [""] + files.map({ "/" + $0 }) { chown(store.path + file, Self.nobody, Self.nobody) }
            }
            chmod(store.path, 0o500)
            if getuid() == 0 { seteuid(Self.nobody) }
        }

        func unlock() {
            if getuid() == 0 { seteuid(0) }
            chmod(store.path, 0o700)
        }
    }
#endif

import Foundation
import Model
import Provisioning
import SQLStore
import Testing

/// Writes that wait at the same time share commits, and nothing else.
@Suite struct GroupCommitTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    /// The commits in the write-ahead log: frames that tell the size of the file after them (sqlite.org/fileformat2,
    /// 4.1 "WAL File Format").
    private func commits() throws -> Int {
        let log = [UInt8](try Data(contentsOf: URL(filePath: folder.database + "-wal")))
        guard log.count > 32 else { return 0 }
        func number(at offset: Int) -> Int { log[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let page = number(at: 8)
        return stride(from: 32, to: log.count - 24 - page + 1, by: 24 + page).count { offset in
            number(at: offset + 4) > 0 && number(at: offset + 8) == number(at: 16)
        }
    }

    @Test func `64 writes at once share a few commits`() async throws {
        let store = try folder.open()
        _ = try await store.logins.store(Sample.login("first"))
        let before = try commits()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask { _ = try await store.logins.store(Sample.login("e\(number)", subject: "p\(number)")) }
            }
            try await group.waitForAll()
        }
        let shared = try commits() - before
        #expect((1..<32).contains(shared), "64 logins took \(shared) commits")
    }

    @Test func `a write that fails takes none of the others along`() async throws {
        let store = try folder.open()
        let outcomes = await withTaskGroup(of: (Int, StoreError?).self) { group in
            for number in 0..<100 {
                group.addTask {
                    do throws(StoreError) {
                        try await store.session.write { session in
                            _ = try session.query(
                                "INSERT INTO schema_migration (version, name) VALUES ($1, 'x')", [.int(1000 + number)])
                            if number % 10 == 7 { throw StoreError.stale(expected: number, found: 0) }
                        }
                        return (number, nil)
                    } catch { return (number, error) }
                }
            }
            return await group.reduce(into: [Int: StoreError]()) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.keys.sorted() == Array(stride(from: 7, to: 100, by: 10)))
        #expect(outcomes.allSatisfy { $1 == .stale(expected: $0, found: 0) })
        let stored = try await store.session.read { session in
            try session.query("SELECT version FROM schema_migration WHERE version >= 1000", [])
        }
        #expect(Set(stored) == Set((0..<100).filter { $0 % 10 != 7 }.map { SQLRow([.int(1000 + $0)]) }))
    }

    @Test func `texts come back byte for byte`() async throws {
        let store = try folder.open()
        for text in ["", "a\u{0}b", "é😀", String(repeating: "x", count: 100_000)] {
            let rows = try await store.session.read { session in
                try session.query("SELECT $2, $1, $1", [.text(text), .null])
            }
            #expect(rows == [SQLRow([.null, .text(text), .text(text)])])
        }
    }
}

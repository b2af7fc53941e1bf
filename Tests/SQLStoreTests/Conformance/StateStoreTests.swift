import Model
import Reconciling
import SQLStore
import Testing

@Suite struct StateStoreTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    @Test(arguments: Backend.all) func `a new store is empty at serial 0`(_ backend: Backend) async throws {
        let store = try backend.open(folder).state
        let state = try await store.read()
        #expect(state.serial == 0)
        #expect(state.resources.isEmpty)
        #expect(state.linkedAccounts.isEmpty)
        #expect(try await store.revisions(limit: 10).isEmpty)
    }

    @Test(arguments: Backend.all) func `a commit sets body and applied form and makes a revision`(
        _ backend: Backend
    ) async throws {
        let store = try backend.open(folder).state
        let key = Sample.connector("wiki")
        let commit = Sample.commit(at: 0, [(key, #"{"spec":{}}"#)], note: "ticket 7")
        let revision = try await store.commit(commit)
        #expect(revision.number == 1)
        #expect(try await store.revisions(limit: 5) == [revision])
        #expect(revision.summary == PlanSummary(create: 1, update: 2, delete: 3, unchanged: 4))
        #expect(revision.note == "ticket 7")
        let state = try await store.read()
        #expect(state.serial == 1)
        #expect(try await store.serial() == 1)
        #expect(
            state.resources[key]
                == StoredResource(
                    key: key, owner: "main", body: #"{"spec":{}}"#, applied: #"{"spec":{}}"#, revision: 1,
                    changed: Sample.change))
    }

    @Test(arguments: Backend.all) func `a stale commit writes nothing and names both serials`(
        _ backend: Backend
    ) async throws {
        let store = try backend.open(folder).state
        _ = try await store.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        await #expect(throws: StoreError.stale(expected: 0, found: 1)) {
            _ = try await store.commit(Sample.commit(at: 0, [(Sample.connector("crm"), "{}")]))
        }
        #expect(try await store.read().resources.count == 1)
        #expect(try await store.readResources().resources == store.read().resources)
        #expect(try await store.serial() == 1)
        #expect(try await store.revisions(limit: 9).count == 1)
    }

    @Test(arguments: Backend.all) func `a commit updates, deletes and leaves the rest alone`(
        _ backend: Backend
    ) async throws {
        let store = try backend.open(folder).state
        let (kept, updated, deleted) = (Sample.connector("a"), Sample.connector("b"), Sample.connector("c"))
        _ = try await store.commit(Sample.commit(at: 0, [(kept, "1"), (updated, "2"), (deleted, "3")]))
        let later = ChangeRecord(at: Sample.start + .seconds(9), by: "ci", through: "apply")
        let second = try await store.commit(
            Sample.commit(at: 1, [(updated, "22"), (deleted, nil)], change: later))
        let state = try await store.read()
        #expect(second.number == 2)
        #expect(Set(state.resources.keys) == [kept, updated])
        #expect(state.resources[kept]?.revision == 1)
        #expect(state.resources[kept]?.changed == Sample.change)
        #expect(state.resources[updated]?.body == "22")
        #expect(state.resources[updated]?.revision == 2)
        #expect(state.resources[updated]?.changed == later)
    }

    @Test(arguments: Backend.all) func `an edit by hand changes the body and not the applied form`(
        _ backend: Backend
    ) async throws {
        let store = try backend.open(folder).state
        let key = Sample.connector("wiki")
        _ = try await store.commit(Sample.commit(at: 0, [(key, "1")]))
        let hand = ChangeRecord(at: Sample.start + .seconds(1), by: "bob", through: "connector disable")
        try await store.edit(HandEdit(expectedSerial: 1, key: key, body: "2", change: hand))
        let state = try await store.read()
        #expect(state.serial == 2)
        #expect(state.resources[key]?.body == "2")
        #expect(state.resources[key]?.applied == "1")
        #expect(state.resources[key]?.changed == hand)
        #expect(try await store.revisions(limit: 9).count == 1)
        await #expect(throws: StoreError.stale(expected: 1, found: 2)) {
            try await store.edit(HandEdit(expectedSerial: 1, key: key, body: "3", change: hand))
        }
        await #expect(throws: StoreError.self) {
            try await store.edit(HandEdit(expectedSerial: 2, key: Sample.connector("no"), body: "3", change: hand))
        }
        #expect(try await store.serial() == 2)
    }

    @Test(arguments: Backend.all) func `the newest revisions come first`(_ backend: Backend) async throws {
        let store = try backend.open(folder).state
        for serial in 0..<4 {
            _ = try await store.commit(Sample.commit(at: serial, [(Sample.connector("wiki"), "\(serial)")]))
        }
        #expect(try await store.revisions(limit: 2).map(\.number) == [4, 3])
        #expect(try await store.revisions(limit: 0).isEmpty)
    }

    @Test(arguments: Backend.all) func `of many writers at one serial exactly one wins`(
        _ backend: Backend
    ) async throws {
        let stores = [try backend.open(folder).state, try backend.open(folder).state]
        let wins = await withTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                let store = stores[number % 2]
                group.addTask {
                    do throws(StoreError) {
                        _ = try await store.commit(Sample.commit(at: 0, [(Sample.connector("c\(number)"), "{}")]))
                        return 1
                    } catch {
                        return error == .stale(expected: 0, found: 1) ? 0 : 100
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wins == 1)
        #expect(try await stores[0].read().resources.count == 1)
    }

    @Test(arguments: Backend.all) func `what one opener commits the other reads`(_ backend: Backend) async throws {
        let (one, two) = (try backend.open(folder).state, try backend.open(folder).state)
        _ = try await one.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        #expect(try await two.serial() == 1)
        _ = try await two.commit(Sample.commit(at: 1, [(Sample.connector("crm"), "{}")]))
        #expect(try await one.read().resources.count == 2)
    }

    @Test(arguments: Backend.all) func `a resource of an unknown shape stops the read`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        try await ports.session.write { session in
            _ = try session.query("UPDATE resource SET changed_at = 'yesterday'", [])
        }
        await #expect(throws: StoreError.corrupt("a stored row has text in column 7, expected a whole number")) {
            _ = try await ports.state.read()
        }
    }

    @Test(arguments: Backend.all) func `a commit that fails at any statement leaves the old state`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let keys = (0..<5).map { Sample.connector("c\($0)") }
        _ = try await ports.state.commit(Sample.commit(at: 0, keys.map { ($0, "old") }))
        let commit = Sample.commit(at: 1, keys.dropLast().map { ($0, "new") } + [(keys[4], nil)])
        var failures = 0
        while true {
            let faulty = SQLStateStore(FaultyTransactions(ports.session, failingAt: failures + 1))
            do throws(StoreError) {
                _ = try await faulty.commit(commit)
                break
            } catch {
                #expect(error == .unavailable("planted"))
                failures += 1
                let state = try await ports.state.read()
                #expect(state.serial == 1)
                #expect(state.resources.values.allSatisfy { $0.body == "old" } && state.resources.count == 5)
            }
        }
        #expect(failures == 20)
        #expect(try await ports.state.read().resources.values.filter { $0.body == "new" }.count == 4)
    }
}

import Model
import Provisioning
import Reconciling
import SQLStore
import TestSupport
import Testing

/// Revisions with their content, the chain, renames, locks and acknowledged drift in a real store.
@Suite struct RevisionContentTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private static let (a, b) = (Sample.connector("a"), Sample.connector("b"))

    @Test(arguments: Backend.all) func `the content at each revision is what it left`(_ backend: Backend) async throws {
        let store = try backend.open(folder).state
        _ = try await store.commit(Sample.commit(at: 0, [(Self.a, "1"), (Self.b, "1")]))
        _ = try await store.commit(Sample.commit(at: 1, [(Self.a, "2"), (Self.b, nil)]))
        _ = try await store.commit(Sample.commit(at: 2, [(Self.b, "3")]))
        func bodies(_ number: Int) async throws -> [String] {
            try await store.contents(at: number).resources.map { "\($0.key.name)=\($0.body ?? "-")" }
        }
        #expect(try await bodies(0) == [])
        #expect(try await bodies(1) == ["a=1", "b=1"])
        #expect(try await bodies(2) == ["a=2"])
        #expect(try await bodies(3) == ["a=2", "b=3"])
        let entries = try await store.entries(after: 1, limit: 10)
        #expect(entries.map(\.revision.number) == [2, 3])
        #expect(entries[0].writes.map(\.body) == ["2", nil])
        #expect(try await HistoryCheck.run(store) == .init(verified: 3, unchained: 0, problem: nil))
    }

    @Test(arguments: Backend.all) func `a rename takes links, deliveries and logins along`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let (old, new) = (Sample.connector("wiki"), Sample.connector("handbook"))
        _ = try await ports.state.commit(Sample.commit(at: 0, [(old, "1")]))
        _ = try await ports.logins.store(Sample.login("e1"))
        let delivery = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(delivery, .done(.succeeded, link: Sample.link("r1")))
        _ = try await ports.logins.store(Sample.login("e2", subject: "eve"))
        let underWay = try #require(try await ports.deliveries.claim().first)
        var commit = Sample.commit(at: 1, [])
        commit = StateCommit(
            expectedSerial: 1, owner: "main", writes: [.init(key: new, body: "1", renamedFrom: "wiki")],
            change: commit.change, digest: "d2", plan: commit.plan, summary: commit.summary, note: nil)
        _ = try await ports.state.commit(commit)
        let state = try await ports.state.read()
        #expect(Array(state.resources.keys) == [new])
        #expect(state.linkedAccounts == ["handbook": 1])
        // A delivery that was under way ends under the new name.
        try await ports.deliveries.settle(underWay, .done(.succeeded, link: Sample.link("r2", subject: "eve")))
        #expect(try await ports.state.read().linkedAccounts == ["handbook": 2])
        #expect(try await ports.links.owner(of: Sample.account("r1"), connector: "handbook")?.text == "ada")
        #expect(try await ports.links.owner(of: Sample.account("r1"), connector: "wiki") == nil)
        #expect(try await ports.state.contents(at: 2).resources.map(\.key) == [new])
        #expect(try await ports.state.contents(at: 1).presentName(of: old) == "handbook")
        #expect(try await HistoryCheck.run(ports.state).problem == nil)
    }

    @Test(arguments: Backend.all) func `a renamed trigger still knows the events of its old name`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let key = ResourceKey(.loginTrigger, "crm")
        _ = try await ports.state.commit(Sample.commit(at: 0, [(key, "1")]))
        _ = try await ports.logins.store(Sample.login("e1"))
        let commit = Sample.commit(at: 1, [])
        _ = try await ports.state.commit(
            StateCommit(
                expectedSerial: 1, owner: "main",
                writes: [.init(key: ResourceKey(.loginTrigger, "sales"), body: "1", renamedFrom: "crm")],
                change: commit.change, digest: "d2", plan: commit.plan, summary: commit.summary, note: nil))
        let again = try await ports.logins.store(Sample.login("e1", trigger: "sales"))
        #expect(again.isDuplicate)
    }

    @Test(arguments: Backend.all) func `one holds the lock, and only its commit is taken`(
        _ backend: Backend
    ) async throws {
        let (one, two) = (try backend.open(folder).state, try backend.open(folder).state)
        func holder(_ name: String, at moment: Timestamp) -> LockHolder {
            LockHolder(
                token: LockToken(name), by: name, host: "h", process: 1, purpose: "apply", acquiredAt: moment,
                renewedAt: moment, expiresAt: moment + .seconds(30))
        }
        func commit(_ lock: String?, serial: Int) -> StateCommit {
            let plain = Sample.commit(at: serial, [(Self.a, "\(serial)")])
            return StateCommit(
                expectedSerial: serial, owner: "main", writes: plain.writes, change: plain.change, digest: "d",
                plan: plain.plan, summary: plain.summary, note: nil, lock: lock.map(LockToken.init))
        }
        let ada = holder("ada", at: Sample.start)
        #expect(try await one.acquire(ada) == .acquired)
        #expect(try await two.acquire(holder("eve", at: Sample.start + .seconds(29))) == .held(ada))
        await #expect(throws: StoreError.locked(by: ada.description)) {
            _ = try await two.commit(commit("eve", serial: 0))
        }
        await #expect(throws: StoreError.locked(by: ada.description)) {
            _ = try await two.commit(commit(nil, serial: 0))
        }
        _ = try await one.commit(commit("ada", serial: 0))
        // The lease is over, and somebody else takes the lock: the first holder is fenced off.
        #expect(try await two.acquire(holder("eve", at: Sample.start + .seconds(30))) == .acquired)
        #expect(try await one.renew(LockToken("ada"), at: Sample.start, until: Sample.start + .seconds(99)) == .lost)
        await #expect(throws: StoreError.self) { _ = try await one.commit(commit("ada", serial: 1)) }
        try await one.release(LockToken("ada"))
        #expect(try await one.lockHolder()?.by == "eve")
        #expect(try await one.breakLock(acquiredBefore: Sample.start + .seconds(29)) == nil)
        #expect(try await one.breakLock(acquiredBefore: Sample.start + .seconds(30))?.by == "eve")
        await #expect(throws: StoreError.self) { _ = try await two.commit(commit("eve", serial: 1)) }
        #expect(try await one.serial() == 1)
    }

    @Test(arguments: Backend.all) func `acknowledged drift is kept until an apply writes the resource`(
        _ backend: Backend
    ) async throws {
        let store = try backend.open(folder).state
        _ = try await store.commit(Sample.commit(at: 0, [(Self.a, "1"), (Self.b, "1")]))
        func known(_ key: ResourceKey, _ reason: String) -> Acknowledgement {
            Acknowledgement(
                key: key, path: "spec", difference: "d", reason: reason, until: Sample.start + .seconds(9), by: "ada",
                at: Sample.start)
        }
        try await store.acknowledge(known(Self.a, "first"))
        try await store.acknowledge(known(Self.a, "second"))
        try await store.acknowledge(known(Self.b, "other"))
        #expect(try await store.read().acknowledgements == [known(Self.a, "second"), known(Self.b, "other")])
        #expect(try await store.withdraw(Self.b, path: "spec") == known(Self.b, "other"))
        #expect(try await store.withdraw(Self.b, path: "spec") == nil)
        _ = try await store.commit(Sample.commit(at: 1, [(Self.a, "2")]))
        #expect(try await store.read().acknowledgements.isEmpty)
    }

    /// Each a change that no apply makes, and the revision that the check names.
    static let tampering: [(sql: String, revision: Int?)] = [
        ("UPDATE revision SET changed_by = 'eve' WHERE number = 2", 2),
        ("UPDATE revision SET note = 'fine' WHERE number = 1", 1),
        ("UPDATE revision SET plan = '{}' WHERE number = 3", 3),
        ("UPDATE revision SET hash = NULL WHERE number = 2", 2),
        ("UPDATE revision SET digest = 'd9' WHERE number = 3", 3),
        ("UPDATE revision_write SET body = '9' WHERE revision = 1 AND name = 'a'", 1),
        ("DELETE FROM revision_write WHERE revision = 2", 2),
        ("INSERT INTO revision_write VALUES (2, 'Connection', 'x', 'main', '1', NULL)", 2),
        ("UPDATE resource SET applied = '9' WHERE name = 'a'", 3),
        ("DELETE FROM resource WHERE name = 'b'", 1),
        ("INSERT INTO resource VALUES ('Connection', 'x', 'main', '1', '1', 2, 0, 'eve', 'apply')", 2),
        ("UPDATE state SET head = 'x'", 4),
    ]

    @Test(arguments: Self.tampering.indices) func `the check names the first revision that does not hold`(
        index: Int
    ) async throws {
        let store = try folder.open()
        _ = try await store.state.commit(Sample.commit(at: 0, [(Self.a, "1"), (Self.b, "1")]))
        _ = try await store.state.commit(Sample.commit(at: 1, [(Self.a, "2")]))
        _ = try await store.state.commit(Sample.commit(at: 2, [(Self.a, "3")]))
        let (sql, revision) = Self.tampering[index]
        try await store.session.write { session in _ = try session.query(sql, []) }
        let result = try await HistoryCheck.run(store.state)
        #expect(result.problem != nil, "\(sql)")
        #expect(result.problem?.revision == revision, "\(sql): \(result.problem?.reason ?? "")")
    }

    @Test func `revisions that were taken out at the end or in the middle are missed`() async throws {
        for number in [2, 3] {
            let folder = try StoreFolder()
            let store = try folder.open()
            for serial in 0..<3 {
                _ = try await store.state.commit(Sample.commit(at: serial, [(Self.a, "\(serial)")]))
            }
            try await store.session.write { session in
                _ = try session.query("UPDATE resource SET revision = 1", [])
                _ = try session.query("DELETE FROM revision_write WHERE revision = $1", [.int(number)])
                _ = try session.query("DELETE FROM revision WHERE number = $1", [.int(number)])
            }
            #expect(try await HistoryCheck.run(store.state).problem?.revision == number)
        }
    }

    @Test func `a state from before contents were kept can go back to its newest revision`() async throws {
        let schema = SchemaVersions(Array(Migration.all.prefix(2)))
        let old = try folder.open(schema: schema)
        try await old.session.write { session in
            for number in 1...2 {
                _ = try session.query(
                    "INSERT INTO revision VALUES ($1, 'main', 0, 'ada', 'apply', 'd', '{}', 1, 0, 0, 0, NULL)",
                    [.int(number)])
            }
            _ = try session.query(
                "INSERT INTO resource VALUES ('OutboundConnector', 'a', 'main', '1', '1', 1, 0, 'ada', 'apply')", [])
            _ = try session.query("UPDATE state SET serial = 2", [])
        }
        old.close()
        let store = try folder.open().state
        _ = try await store.commit(Sample.commit(at: 2, [(Self.a, "2")]))
        let contents = try await store.contents(at: 2)
        #expect(contents.resources.map(\.body) == ["1"])
        #expect(contents.mark.keptFrom == 2)
        #expect(try await HistoryCheck.run(store) == .init(verified: 1, unchained: 2, problem: nil))
        #expect(try await store.read().identity.count == 32)
        let error = await #expect(throws: Diagnostics.self) { _ = try await Rollback(to: 1, in: store) }
        #expect(error?.findings.map(\.code) == [.unknownRevision])
        await #expect(throws: Diagnostics.self) { _ = try await Rollback(to: 4, in: store) }
        await #expect(throws: Never.self) { _ = try await Rollback(to: 2, in: store) }
    }
}

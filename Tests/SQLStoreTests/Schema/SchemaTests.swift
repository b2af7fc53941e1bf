import Foundation
import Model
import Provisioning
import Reconciling
import SQLStore
import Testing

@Suite struct SchemaTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private static func dump(_ store: SQLiteStore) async throws -> String {
        let rows = try await store.session.read { session in
            try session.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name", [])
                .map { try $0.text(0) }
        }
        return rows.map { $0 + ";\n" }.joined(separator: "\n")
    }

    @Test(arguments: Migration.all.map(\.version)) func `a published version never changes`(
        _ version: Int
    ) async throws {
        let schema = SchemaVersions(Array(Migration.all.prefix(version)))
        let dump = try await Self.dump(try folder.open(schema: schema))
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("schema-000\(version).sql")
        if ProcessInfo.processInfo.environment["RECONCILE_UPDATE_GOLDEN"] == "1" {
            try Data(dump.utf8).write(to: golden)
        }
        #expect(dump == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test func `versions are numbered from 1 without gaps`() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
    }

    private static let next = Migration(version: Migration.all.count + 1, name: "next") { _ in
        ["ALTER TABLE state ADD COLUMN colour TEXT", "UPDATE state SET colour = 'green'"]
    }

    @Test func `an older store is brought up to date and keeps what it holds`() async throws {
        let old = try folder.open()
        _ = try await old.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        old.close()
        let schema = SchemaVersions(Migration.all + [Self.next])
        #expect(throws: StoreError.self) { _ = try folder.open(.readOnly, schema: schema) }
        let store = try folder.open(schema: schema)
        #expect(try await store.state.read().resources.count == 1)
        let colour = try await store.session.read { try $0.query("SELECT colour FROM state", []) }
        #expect(colour == [SQLRow([.text("green")])])
        #expect(try await folder.open(.readOnly, schema: schema).state.serial() == 1)
    }

    @Test func `a step that fails leaves the old version whole`() async throws {
        try folder.open().close()
        let broken = Migration(version: Migration.all.count + 1, name: "broken") { _ in
            ["CREATE TABLE half (a TEXT)", "CREATE TABLE nonsense ("]
        }
        #expect(throws: StoreError.self) { _ = try folder.open(schema: SchemaVersions(Migration.all + [broken])) }
        let tables = try await folder.open().session.read { try $0.query("SELECT name FROM sqlite_master", []) }
        #expect(!tables.contains(SQLRow([.text("half")])))
    }

    @Test(arguments: [SQLiteStore.Access.readWrite, .readOnly]) func `a newer store is refused by both numbers`(
        _ access: SQLiteStore.Access
    ) throws {
        try folder.open(schema: SchemaVersions(Migration.all + [Self.next])).close()
        #expect(throws: StoreError.newer(found: Migration.all.count + 1, known: Migration.all.count)) {
            _ = try folder.open(access)
        }
    }

    @Test(arguments: [
        "INSERT INTO state (singleton, serial) VALUES (2, 0)",
        "INSERT INTO resource VALUES ('Robot', 'a', 'm', '{}', NULL, NULL, 0, '', '')",
        "INSERT INTO resource VALUES ('Connection', 'a', 'm', NULL, NULL, NULL, 0, '', '')",
        "INSERT INTO resource VALUES ('Connection', 'a', 'm', '{}', '{}', 9, 0, '', '')",
        "UPDATE delivery SET status = 'lost'",
        "UPDATE delivery SET status = 'dead'",
        "UPDATE delivery SET status = 'superseded', is_next = 0",
        "UPDATE delivery SET attempt = -1",
        "UPDATE delivery SET login = 99",
        "DELETE FROM login",
        "UPDATE delivery SET status = 'ambiguous'",
        "INSERT INTO account_link VALUES ('wiki', '', 'active', 'r', '', '', 0, 0, 0)",
        "INSERT INTO account_link VALUES ('wiki', 'ada', 'active', NULL, '', '', 0, 0, 0)",
        "INSERT INTO account_link VALUES ('wiki', 'ada', 'deleted', 'r', '', '', 0, 0, 0)",
    ]) func `the schema itself refuses what must not be`(_ statement: String) async throws {
        let store = try folder.open()
        _ = try await store.logins.store(Sample.login("e1"))
        let error = await #expect(throws: StoreError.self) {
            try await store.session.write { session in _ = try session.query(statement, []) }
        }
        guard case .unavailable(let text) = error else {
            Issue.record("expected a refusal, found \(String(describing: error))")
            return
        }
        #expect(text.hasPrefix("the store refused a record"))
    }

    @Test func `a claim goes by the index of what is due`() async throws {
        let store = try folder.open()
        let plan = try await store.session.read { session in
            try session.query(
                "EXPLAIN QUERY PLAN " + SQLDeliveryQueue.claimQuery(.sqlite),
                [.text("wiki"), .int(1), .int(1), .int(2)]
            ).map { try $0.text(3) }
        }
        #expect(plan.contains { $0.contains("USING INDEX delivery_due (connector=? AND due_at<?)") })
        #expect(!plan.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") })
    }

    @Test func `every statement of a login's and a delivery's life goes by an index`() async throws {
        let store = try folder.open()
        let explaining = ExplainingTransactions(store.session)
        let logins = SQLLoginIntake(explaining)
        let queue = SQLDeliveryQueue(explaining)
        _ = try await logins.store(Sample.login("e1"))
        _ = try await logins.store(Sample.login("e1"))
        let first = try #require(try await queue.claim().first)
        _ = try await logins.store(Sample.login("e2"))
        try await queue.settle(first, .retry(at: Sample.start, isDoubtful: false))
        let second = try #require(try await queue.claim().first)
        try await queue.settle(second, .done(.succeeded, link: Sample.link("r1")))
        try await queue.settle(second, .done(.succeeded, link: Sample.link("r1")))
        #expect(try await queue.glance().due.isEmpty)
        #expect(try await SQLAccountLinks(explaining).owner(of: Sample.account("r1"), connector: "wiki") != nil)
        let plans = explaining.plans
        #expect(plans.count >= 12)
        for plan in plans {
            #expect(!plan.sql.contains("?"), "PostgreSQL has no such placeholder: \(plan.sql)")
            for step in plan.steps where step.contains("SCAN") {
                // The breakers that are not closed: as many rows as targets that fail now.
                let isSmall = ["SCAN walk", "SCAN CONSTANT ROW", "SCAN connector_health"].contains(step)
                #expect(isSmall, "\(plan.sql): \(plan.steps)")
            }
            #expect(!plan.steps.contains { $0.contains("delivery_waiting") }, "\(plan.sql): \(plan.steps)")
        }
    }

    @Test func `counting reads one index, and the oldest is one step into it`() async throws {
        let store = try folder.open()
        let explaining = ExplainingTransactions(store.session)
        _ = try await store.logins.store(Sample.login("e1"))
        #expect(try await SQLDeliveryQueue(explaining).counts().map(\.count) == [1])
        let steps = try #require(explaining.plans.first).steps
        let index = "delivery USING COVERING INDEX delivery_waiting"
        #expect(steps.filter { $0.hasPrefix("SCAN delivery") } == ["SCAN \(index)"], "\(steps)")
        #expect(steps.contains("SEARCH \(index) (connector=? AND status=?)"), "\(steps)")
    }

    @Test func `a connector's dead letters are found by the index of what waits, without a look at what ended well`()
        async throws
    {
        let store = try folder.open()
        let explaining = ExplainingTransactions(store.session)
        let query = DeliveryQuery(connector: "wiki", statuses: [.dead])
        #expect(try await SQLProvisioningRecords(explaining).deliveries(query).isEmpty)
        let steps = try #require(explaining.plans.first).steps
        #expect(steps.contains("SEARCH delivery USING INDEX delivery_waiting (connector=? AND status=?)"), "\(steps)")
        #expect(!steps.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(steps)")
    }
}

import Model
import Provisioning
import SQLStore
import Testing

/// What is forgotten and what stays, against every kind of store.
@Suite struct RetentionTests {
    let folder: StoreFolder
    private static let now = Sample.start + .seconds(40 * 86_400)

    init() throws {
        folder = try StoreFolder()
    }

    private static func rule(
        _ deadLetters: RetentionRule.DeadLetters = .keep, _ mode: RetentionRule.Mode = .delete
    ) -> RetentionRule {
        RetentionRule(keep: .seconds(30 * 86_400), deadLetters: deadLetters, mode: mode, at: now)
    }

    /// Stores old logins that ended in each way, and one of today.
    private func fill(_ ports: Backend.Ports) async throws {
        let ends: [(String, Settlement.Result?)] = [
            ("done", .done(.succeeded, link: try Sample.link("r1", subject: "done"))),
            ("skipped", .skipped(.outOfScope)),
            ("dead", .dead), ("held", .held), ("waiting", .retry(at: Sample.start, isDoubtful: false)), ("sent", nil),
        ]
        for (subject, end) in ends {
            _ = try await ports.logins.store(Sample.login("e-\(subject)", subject: subject))
            let claimed = try #require(try await ports.deliveries.claim().first { $0.subject.text == subject })
            if let end { try await ports.deliveries.settle(claimed, end) }
        }
        _ = try await ports.logins.store(Sample.login("e-nothing", subject: "nothing", connectors: []))
        _ = try await ports.logins.store(Sample.login("e-today", subject: "today", at: Self.now))
    }

    private func left(_ ports: Backend.Ports) async throws -> [String] {
        try await ports.records.logins(LoginQuery()).map(\.subject.text).sorted()
    }

    @Test(arguments: Backend.all) func `logins go whose deliveries all ended, and account links stay`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        try await fill(ports)
        let counted = try await Retention(ports.upkeep, clock: ContinuousClock()).forget(
            by: Self.rule(.keep, .countOnly))
        #expect(try await ports.records.logins(LoginQuery()).count == 8, "counting deleted something")
        let sum = try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule())
        #expect(sum == counted)
        #expect(sum.logins == 3 && sum.deliveries == 2)
        #expect(try await left(ports) == ["dead", "held", "sent", "today", "waiting"])
        #expect(try await ports.records.accounts(AccountQuery()).map(\.subject.text) == ["done", "skipped"])
        #expect(try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule()).logins == 0)
    }

    @Test(arguments: Backend.all) func `dead letters go only when that is asked for`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        try await fill(ports)
        _ = try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule(.forget))
        #expect(try await left(ports) == ["held", "sent", "today", "waiting"])
    }

    @Test(arguments: Backend.all) func `the newest rows stay, so that no row number is given twice`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<3 {
            _ = try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)"))
        }
        for claimed in try await ports.deliveries.claim() {
            try await ports.deliveries.settle(claimed, .skipped(.outOfScope))
        }
        #expect(try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule()).logins == 2)
        #expect(try await left(ports) == ["p2"])
        let positions = try await ports.session.read { session in
            try session.query("SELECT position FROM delivery", []).map { try $0.int(0) }
        }
        #expect(positions == [3])
    }

    @Test(arguments: Backend.all) func `removals go that the brake does not look at any more`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<3 { _ = try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)")) }
        let brake = try ProvisioningRecordsTests.brake(moreThan: 10)
        for (number, claimed) in try await ports.deliveries.claim().enumerated() {
            let at = number == 0 ? Sample.start : Self.now
            _ = try await ports.links.admitRemoval(by: claimed.id, connector: "wiki", brake: brake, at: at)
        }
        #expect(try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule()).removals == 1)
        let left = try await ports.session.read { try $0.query("SELECT delivery FROM removal", []).count }
        #expect(left == 2)
    }

    @Test(arguments: Backend.all) func `many logins go batch by batch`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        for number in 0..<1201 {
            _ = try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)", connectors: []))
        }
        _ = try await ports.logins.store(Sample.login("e-today", subject: "today", at: Self.now))
        #expect(try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: Self.rule()).logins == 1201)
        #expect(try await left(ports) == ["today"])
    }

    @Test func `logins are kept for an hour at least`() {
        let rule = RetentionRule(keep: .seconds(1), at: Self.now)
        #expect(rule.loginsBefore == Self.now + .seconds(-3600))
    }

    @Test func `compacting gives the space back and keeps what is there`() async throws {
        let store = try folder.open()
        for number in 0..<2000 {
            _ = try await store.logins.store(Sample.login("e\(number)", subject: "p\(number)", connectors: []))
        }
        _ = try await store.logins.store(Sample.login("e-today", subject: "today", at: Self.now))
        let before = try await store.records.facts()
        _ = try await Retention(store.upkeep, clock: ContinuousClock()).forget(by: Self.rule())
        let deleted = try await store.records.facts()
        #expect(deleted.bytes == before.bytes && deleted.freeBytes > before.bytes / 2)
        try await store.compact()
        let after = try await store.records.facts()
        #expect(after.bytes < before.bytes / 2 && after.freeBytes == 0)
        #expect(try await store.records.logins(LoginQuery()).map(\.eventID) == ["e-today"])
        store.close()
        let opened = try folder.open(.readOnly)
        #expect(try await opened.records.facts().bytes == after.bytes)
        await #expect(throws: StoreError.self) { try await opened.compact() }
    }
}

import Model
import Provisioning
import SQLStore
import TestSupport
import Testing

/// What operators and retention change, against every kind of store.
@Suite struct ProvisioningUpkeepTests {
    let folder: StoreFolder
    private static let later = Sample.start + .seconds(600)

    init() throws {
        folder = try StoreFolder()
    }

    private func statuses(_ ports: Backend.Ports) async throws -> [DeliveryStatus] {
        try await ports.records.deliveries(DeliveryQuery()).reversed().map(\.status)
    }

    /// Stores a login and lets its delivery die.
    private func bury(
        _ ports: Backend.Ports, _ event: String, subject: String = "ada", at: Timestamp = Sample.start,
        isDoubtful: Bool = false
    ) async throws -> DeliveryID {
        _ = try await ports.logins.store(Sample.login(event, subject: subject, at: at))
        var claimed = try #require(try await ports.deliveries.claim(at: at).first)
        if isDoubtful {
            try await ports.deliveries.settle(claimed, .retry(at: at, isDoubtful: true), at: at)
            claimed = try #require(try await ports.deliveries.claim(at: at).first)
        }
        try await ports.deliveries.settle(claimed, .dead, at: at)
        return claimed.id
    }

    @Test(arguments: Backend.all, [false, true])
    func `a retried dead letter is due at once, with all its attempts and its doubt`(
        _ backend: Backend, _ isDoubtful: Bool
    ) async throws {
        let ports = try backend.open(folder)
        let dead = try await bury(ports, "e1", isDoubtful: isDoubtful)
        let request = try await ports.upkeep.retry(.named([dead, dead]), at: Self.later)
        #expect(request.taken == [dead] && request.refused.isEmpty && request.superseded.isEmpty)
        let record = try #require(try await ports.records.deliveries(DeliveryQuery()).first)
        #expect(record.status == (isDoubtful ? .ambiguous : .queued) && record.attempt == 0)
        #expect(record.dueAt == Self.later && record.reason == "tested")
        let again = try #require(try await ports.deliveries.claim(at: Self.later).first)
        #expect(again.id == dead && again.attempt == 1 && again.isDoubtful == isDoubtful)
    }

    @Test(arguments: Backend.all) func `what is not dead or not there is named and not taken`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let dead = try await bury(ports, "e1")
        let open = try #require(
            try await ports.logins.store(Sample.login("e2", subject: "bob")).deliveries.first?.id)
        let unknown = DeliveryID("dlv_none")
        let request = try await ports.upkeep.retry(.named([open, unknown, dead]), at: Self.later)
        #expect(request.taken == [dead])
        #expect(request.refused == [.init(open, .stands(.queued)), .init(unknown, .unknown)])
        let approved = try await ports.upkeep.approve(.named([dead]), at: Self.later)
        #expect(approved.taken.isEmpty && approved.refused == [.init(dead, .stands(.queued))])
    }

    @Test(arguments: Backend.all) func `a younger open delivery of the person makes a retry pointless`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let dead = try await bury(ports, "e1")
        let second = try await ports.logins.store(Sample.login("e2", at: Self.later))
        let request = try await ports.upkeep.retry(.matching(connector: nil, since: nil), at: Self.later)
        #expect(request.superseded == [dead] && request.taken.isEmpty)
        #expect(try await statuses(ports) == [.superseded, .queued])
        #expect(try await ports.deliveries.claim(at: Self.later).map(\.login) == [second.login])
    }

    @Test(arguments: Backend.all) func `of two dead letters of one person the younger one is tried`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let older = try await bury(ports, "e1")
        let younger = try await bury(ports, "e2", at: Sample.start + .seconds(1))
        let request = try await ports.upkeep.retry(.named([older, younger]), at: Self.later)
        #expect(request.taken == [younger] && request.superseded == [older])
    }

    @Test(arguments: Backend.all) func `a retry takes the place of an older login that waits`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let dead = try await bury(ports, "e1")
        // It happened before, and came afterwards.
        _ = try await ports.logins.store(
            Login(
                trigger: "crm", eventID: "e0", occurredAt: Sample.start + .seconds(-60), receivedAt: Self.later,
                application: "crm", connection: "corp-okta", subject: Sample.subject("ada"),
                attributes: UserAttributes(), connectors: ["wiki"]))
        #expect(try await ports.upkeep.retry(.named([dead]), at: Self.later).taken == [dead])
        #expect(try await statuses(ports) == [.queued, .superseded])
        #expect(try await ports.deliveries.claim(at: Self.later).map(\.id) == [dead])
    }

    @Test(arguments: Backend.all) func `a retry goes before an older login that is in doubt, by its place`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let dead = try await bury(ports, "e1")
        _ = try await ports.logins.store(
            Login(
                trigger: "crm", eventID: "e0", occurredAt: Sample.start + .seconds(-60), receivedAt: Sample.start,
                application: "crm", connection: "corp-okta", subject: Sample.subject("ada"),
                attributes: UserAttributes(), connectors: ["wiki"]))
        let doubtful = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(doubtful, .retry(at: Sample.start, isDoubtful: true))
        #expect(try await ports.upkeep.retry(.named([dead]), at: Self.later).taken == [dead])
        let first = try await ports.deliveries.claim(at: Self.later)
        #expect(first.map(\.id) == [dead], "two of one person, or the later one first")
        try await ports.deliveries.settle(try #require(first.first), .dead, at: Self.later)
        #expect(try await ports.deliveries.claim(at: Self.later).map(\.id) == [doubtful.id])
    }

    @Test(arguments: Backend.all) func `a selection takes all of a connector, all since a time, or all`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let early = try await bury(ports, "e1", subject: "ada")
        let late = try await bury(ports, "e2", subject: "bob", at: Self.later)
        let now = Self.later + .seconds(1)
        func taken(_ connector: String?, _ since: Timestamp?) async throws -> [DeliveryID] {
            try await ports.upkeep.retry(.matching(connector: connector, since: since), at: now).taken
        }
        #expect(try await taken("mail", nil).isEmpty)
        #expect(try await taken("wiki", Self.later) == [late])
        #expect(try await taken(nil, nil) == [early])
    }

    @Test(arguments: Backend.all) func `more dead letters than one transaction takes all come back`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<1203 {
            _ = try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)"))
        }
        try await ports.session.write { session in
            _ = try session.query("UPDATE delivery SET status = 'dead', is_next = 0", [])
        }
        let request = try await ports.upkeep.retry(.matching(connector: "wiki", since: nil), at: Self.later)
        #expect(request.taken.count == 1203)
        #expect(try await ports.deliveries.claim(2000, at: Self.later).count == 1203)
    }

    @Test(arguments: Backend.all) func `an approved deprovisioning goes on, past the brake`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(first, .held)
        #expect(try await ports.deliveries.claim(at: Self.later).isEmpty)
        let request = try await ports.upkeep.approve(.matching(connector: "wiki", since: nil), at: Self.later)
        #expect(request.taken == [first.id])
        let again = try #require(try await ports.deliveries.claim(at: Self.later).first)
        #expect(again.id == first.id && again.isApproved)
    }

    @Test(arguments: Backend.all) func `a breaker is closed once`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let health = ConnectorHealth(
            state: .open, reason: "401", code: nil, since: Sample.start, probeAt: Sample.start, openings: 1)
        try await ports.deliveries.record(health, of: "wiki")
        #expect(try await ports.upkeep.closeBreaker(of: "wiki"))
        #expect(try await ports.deliveries.glance().health.isEmpty)
        #expect(try await !ports.upkeep.closeBreaker(of: "wiki"))
    }

    @Test(arguments: Backend.all) func `a direct login is claimed from its first moment`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let login = Sample.login("e1", connectors: ["mail", "wiki"], trigger: "provision")
        let start = try await ports.upkeep.begin(login, lease: .seconds(30), at: Sample.start)
        guard case .claimed(let id, let claimed) = start else {
            Issue.record("expected claimed deliveries, found \(start)")
            return
        }
        #expect(
            claimed.map(\.connector) == ["mail", "wiki"] && claimed.allSatisfy { $0.attempt == 1 && $0.login == id })
        #expect(try await ports.deliveries.claim().isEmpty)
        let again = try #require(try await ports.deliveries.claim(at: Sample.start + .seconds(30)).first)
        #expect(again.isDoubtful, "what a dead process left behind is in doubt")
        let blocked = try await ports.upkeep.begin(
            Sample.login("e2", connectors: ["chat", "wiki"]), lease: .seconds(30), at: Sample.start)
        guard case .blocked(let open) = blocked else {
            Issue.record("expected a refusal, found \(blocked)")
            return
        }
        #expect(open == [OpenDelivery(id: again.id, connector: "wiki", status: .sent)])
        #expect(try await ports.records.logins(LoginQuery()).count == 1, "a refused login was stored")
    }

    /// Walks at random and demands after each step that every person's next delivery is the earliest open one, or the
    /// one under way.
    @Test(arguments: Backend.all, [UInt64](1...8)) func `the order of a person holds whatever operators do`(
        _ backend: Backend, _ seed: UInt64
    ) async throws {
        let ports = try backend.open(folder)
        var random = SeededRandom(seed: seed)
        var now = Sample.start
        var claimed: [Delivery] = []
        for step in 0..<150 {
            now = now + .milliseconds(Int.random(in: 0...2000, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let happened = now + .milliseconds(-Int.random(in: 0...5000, using: &random))
                _ = try await ports.logins.store(
                    Login(
                        trigger: "crm", eventID: "e\(step)", occurredAt: happened, receivedAt: now, application: "crm",
                        connection: "corp-okta",
                        subject: Sample.subject(["ada", "bob"][Int.random(in: 0...1, using: &random)]),
                        attributes: UserAttributes(), connectors: ["wiki"]))
            case 4..<6: claimed += try await ports.deliveries.claim(at: now)
            case 6..<8:
                guard let index = claimed.indices.randomElement(using: &random) else { continue }
                let results: [Settlement.Result] = [
                    .dead, .dead, .held, .skipped(.stale), .retry(at: now, isDoubtful: true),
                    .retry(at: now, isDoubtful: false), .released,
                ]
                let result = results[Int.random(in: 0..<results.count, using: &random)]
                try await ports.deliveries.settle(claimed.remove(at: index), result, at: now)
            case 8: _ = try await ports.upkeep.retry(.matching(connector: nil, since: nil), at: now)
            default: _ = try await ports.upkeep.approve(.matching(connector: nil, since: nil), at: now)
            }
            let wrong = try await ports.session.read { session in
                try session.query(
                    """
                    SELECT subject FROM delivery WHERE status IN ('queued', 'sent', 'ambiguous', 'held')
                    GROUP BY connector, subject
                    HAVING SUM(is_next) <> 1 OR MIN(position) <> MAX(CASE WHEN is_next = 1 THEN position ELSE 0 END)
                        AND SUM(CASE WHEN status = 'sent' THEN 1 ELSE 0 END) = 0
                    """, [])
            }
            #expect(wrong.isEmpty, "seed \(seed), step \(step): \(wrong)")
            guard wrong.isEmpty else { return }
        }
    }
}

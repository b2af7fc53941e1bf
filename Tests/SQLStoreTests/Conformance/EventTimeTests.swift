import Model
import Provisioning
import Reconciling
import SQLStore
import Testing

/// The younger login of a person counts, by the time it happened and not by the time it came.
@Suite struct EventTimeTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private func login(_ event: String, happened seconds: Int, receivedAfter delay: Int = 60) -> Login {
        Login(
            trigger: "crm", eventID: event, occurredAt: Sample.start + .seconds(seconds),
            receivedAt: Sample.start + .seconds(delay), application: "crm", connection: "corp-okta",
            subject: Sample.subject("ada"), attributes: UserAttributes(), connectors: ["wiki"])
    }

    private func status(_ ports: Backend.Ports, _ receipt: LoginReceipt) async throws -> DeliveryStatus? {
        try await ports.logins.receipt(of: receipt.login, trigger: "crm")?.deliveries.first?.status
    }

    @Test(arguments: Backend.all) func `a login that comes late gives way to a younger one that waits`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let younger = try await ports.logins.store(login("e1", happened: 20))
        let older = try await ports.logins.store(login("e2", happened: 10))
        #expect(older.deliveries.map(\.status) == [.superseded])
        let now = Sample.start + .seconds(60)
        #expect(try await ports.deliveries.claim(at: now).map(\.login) == [younger.login])
        #expect(try await ports.deliveries.claim(at: now).isEmpty)
    }

    @Test(arguments: Backend.all) func `a login that comes late waits while a younger one is under way`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        _ = try await ports.logins.store(login("e1", happened: 20))
        let sent = try #require(try await ports.deliveries.claim(at: now).first)
        let older = try await ports.logins.store(login("e2", happened: 10))
        #expect(try await status(ports, older) == .queued)
        // It came back certainly unsent: now the older one is out of date, whatever came first.
        try await ports.deliveries.settle(sent, .retry(at: now, isDoubtful: false), at: now)
        #expect(try await status(ports, older) == .superseded)
        #expect(try await ports.deliveries.claim(at: now).map(\.id) == [sent.id])
    }

    @Test(arguments: Backend.all) func `a claim tells when its login happened and what the link is from`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        _ = try await ports.logins.store(login("e1", happened: 20))
        let first = try #require(try await ports.deliveries.claim(at: now).first)
        #expect(first.asOf == Sample.start + .seconds(20))
        try await ports.deliveries.settle(first, .done(.succeeded, link: Sample.link("r1")), at: now)
        // A sender whose clock is ahead gains nothing by it.
        _ = try await ports.logins.store(login("e2", happened: 999))
        let second = try #require(try await ports.deliveries.claim(at: now).first)
        #expect(second.asOf == now)
        #expect(second.link?.asOf == Sample.start)
    }

    @Test(arguments: Backend.all) func `leaving the scope counts from its login on, though nothing was sent`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        _ = try await ports.logins.store(login("e1", happened: 0))
        let first = try #require(try await ports.deliveries.claim(at: now).first)
        try await ports.deliveries.settle(first, .done(.succeeded, link: Sample.link("r1")), at: now)
        for (event, seconds, skip, expected) in [
            ("e2", 10, Settlement.Skip.outOfScope, 10), ("e3", 20, .connectorGone, 10), ("e4", 30, .stale, 10),
        ] {
            _ = try await ports.logins.store(login(event, happened: seconds))
            let next = try #require(try await ports.deliveries.claim(at: now).first)
            try await ports.deliveries.settle(next, .skipped(skip), at: now)
            _ = try await ports.logins.store(login("\(event)-look", happened: 40))
            let look = try #require(try await ports.deliveries.claim(at: now).first)
            #expect(look.link?.asOf == Sample.start + .seconds(expected))
            try await ports.deliveries.settle(look, .dead, at: now)
        }
    }

    @Test(arguments: Backend.all) func `leaving the scope without an account keeps an older login from making one`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        _ = try await ports.logins.store(login("e1", happened: 20))
        let left = try #require(try await ports.deliveries.claim(at: now).first)
        try await ports.deliveries.settle(left, .skipped(.outOfScope), at: now)
        _ = try await ports.logins.store(login("e2", happened: 10))
        let older = try #require(try await ports.deliveries.claim(at: now).first)
        #expect(older.link?.account == .deleted)
        #expect(older.link?.asOf == Sample.start + .seconds(20))
        #expect(try await ports.state.read().linkedAccounts.isEmpty)
    }

    @Test(arguments: Backend.all) func `a tombstone comes with the next claim`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        for account in [AccountLink.Account.deactivated(try Sample.account("r1")), .deleted] {
            _ = try await ports.logins.store(login("\(account)", happened: 0))
            let first = try #require(try await ports.deliveries.claim(at: now).first)
            try await ports.deliveries.settle(
                first, .done(.succeeded, link: Sample.tombstone(account)), at: now)
            _ = try await ports.logins.store(login("\(account)-look", happened: 1))
            let look = try #require(try await ports.deliveries.claim(at: now).first)
            #expect(look.link == Sample.tombstone(account))
            try await ports.deliveries.settle(look, .skipped(.stale), at: now)
            #expect(try await ports.state.read().linkedAccounts.isEmpty)
        }
    }

    @Test(arguments: Backend.all) func `a held delivery waits for approval and gives way to a younger login`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let now = Sample.start + .seconds(60)
        let first = try await ports.logins.store(login("e1", happened: 0))
        let claimed = try #require(try await ports.deliveries.claim(at: now).first)
        try await ports.deliveries.settle(claimed, .held, at: now)
        #expect(try await status(ports, first) == .held)
        #expect(try await ports.deliveries.claim(at: now + .seconds(86_400)).isEmpty)
        #expect(try await ports.deliveries.glance().due.isEmpty)
        let second = try await ports.logins.store(login("e2", happened: 1))
        #expect(try await status(ports, first) == .superseded)
        #expect(try await ports.deliveries.claim(at: now).map(\.login) == [second.login])
    }
}

import Model
import Provisioning
import SQLStore
import Testing

@Suite struct ConnectorHealthTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private static func health(_ state: ConnectorHealth.State, openings: Int = 1) -> ConnectorHealth {
        ConnectorHealth(
            state: state, reason: "the target answered 401", code: .remoteUnauthorised, since: Sample.start,
            probeAt: Sample.start + .seconds(5), openings: openings)
    }

    @Test(arguments: Backend.all) func `a breaker is known to every process until it closes`(
        _ backend: Backend
    ) async throws {
        let (one, two) = (try backend.open(folder), try backend.open(folder))
        try await one.deliveries.record(Self.health(.open), of: "wiki")
        #expect(try await two.deliveries.glance().health == ["wiki": Self.health(.open)])
        try await two.deliveries.record(Self.health(.halfOpen, openings: 2), of: "wiki")
        #expect(try await one.deliveries.glance().health == ["wiki": Self.health(.halfOpen, openings: 2)])
        try await one.deliveries.record(nil, of: "wiki")
        try await one.deliveries.record(nil, of: "chat")
        #expect(try await two.deliveries.glance().health.isEmpty)
    }

    @Test(arguments: Backend.all) func `a lease runs on only for who still holds it`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        let claim = Claim(delivery: first.id, attempt: first.attempt)
        let end = Sample.start + .seconds(300)
        try await ports.deliveries.extend([claim], until: end)
        #expect(try await ports.deliveries.claim(at: end + .milliseconds(-1)).isEmpty)
        let second = try #require(try await ports.deliveries.claim(at: end).first)
        #expect(second.isDoubtful && second.attempt == 2)
        // The first process comes back too late.
        try await ports.deliveries.extend([claim], until: end + .seconds(9000))
        #expect(try await ports.deliveries.glance().due == ["wiki": end + .seconds(30)])
        try await ports.deliveries.settle(second, .dead, at: end)
        try await ports.deliveries.extend([Claim(delivery: second.id, attempt: 2)], until: end + .seconds(9000))
        #expect(try await ports.deliveries.glance().due.isEmpty)
    }

    @Test(arguments: Backend.all) func `what an attempt sent is kept, and a later one that sent nothing keeps it`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        let trace = [
            TracedExchange(method: "GET", url: "https://t/Users", end: .status(200), took: .milliseconds(12)),
            TracedExchange(method: "POST", url: "https://t/Users", end: .failure("timed out"), took: .seconds(5)),
        ]
        try await ports.deliveries.settle(
            Settlement(
                delivery: first.id, attempt: 1, result: .retry(at: Sample.start, isDoubtful: true), reason: "timed out",
                code: .doubtfulOutcome, trace: trace, at: Sample.start))
        let second = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(second, .dead)
        let rows = try await ports.session.read { try $0.query("SELECT trace FROM delivery", []) }
        #expect(
            rows == [
                SQLRow([
                    .text(
                        #"[{"method":"GET","milliseconds":12,"status":200,"url":"https://t/Users"},"#
                            + #"{"error":"timed out","method":"POST","milliseconds":5000,"url":"https://t/Users"}]"#)
                ])
            ])
    }
}

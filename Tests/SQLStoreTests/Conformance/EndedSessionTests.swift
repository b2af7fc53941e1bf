import Model
import Provisioning
import SQLStore
import Testing

/// Sessions that ended, against every kind of store.
@Suite struct EndedSessionTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private func count(_ ports: Backend.Ports) async throws -> Int? {
        try await ports.session.read { try $0.query("SELECT COUNT(*) FROM ended_session", []).first?.int(0) }
    }

    @Test(arguments: Backend.all) func `an ended session stays ended, for every process and after a restart`(
        _ backend: Backend
    ) async throws {
        let first = try backend.open(folder)
        let second = try backend.open(folder)
        #expect(try await !first.endedSessions.isEnded(SessionID("s1")))
        try await first.endedSessions.end(SessionID("s1"), until: Sample.start + .seconds(60), at: Sample.start)
        try await second.endedSessions.end(SessionID("s1"), until: Sample.start + .seconds(60), at: Sample.start)
        for ports in [first, second, try backend.open(folder)] {
            #expect(try await ports.endedSessions.isEnded(SessionID("s1")))
            #expect(try await !ports.endedSessions.isEnded(SessionID("s2")))
        }
    }

    @Test(arguments: Backend.all) func `what would be over anyhow is forgotten, by the next end and by retention`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let end = Sample.start + .seconds(60)
        try await ports.endedSessions.end(SessionID("s1"), until: end, at: Sample.start)
        try await ports.endedSessions.end(SessionID("s2"), until: end + .seconds(60), at: end)
        #expect(try await count(ports) == 2)
        try await ports.endedSessions.end(SessionID("s3"), until: end + .seconds(90), at: end + .seconds(1))
        #expect(try await count(ports) == 2)
        let rule = { (mode: RetentionRule.Mode) in
            RetentionRule(keep: .seconds(86_400), mode: mode, at: end + .seconds(70))
        }
        _ = try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: rule(.countOnly))
        #expect(try await count(ports) == 2, "counting deleted something")
        _ = try await Retention(ports.upkeep, clock: ContinuousClock()).forget(by: rule(.delete))
        #expect(try await count(ports) == 1)
        #expect(try await ports.endedSessions.isEnded(SessionID("s3")))
    }
}

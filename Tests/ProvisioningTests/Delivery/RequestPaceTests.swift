import Model
import Provisioning
import Synchronization
import TargetSimulators
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RequestPaceTests {
    let time = SimulatedTime()

    /// When requests left, in milliseconds, by connector.
    final class Departures: Sendable {
        private let moments = Mutex<[String: [Int]]>([:])

        func note(_ connector: String, at elapsed: Duration) {
            moments.withLock { $0[connector, default: []].append(elapsed.inMilliseconds) }
        }
        subscript(connector: String) -> [Int] { moments.withLock { $0[connector] ?? [] } }
    }

    /// Fails when a second holds more requests than allowed.
    static func expectNoMore(
        than perSecond: Int, in departures: [Int], sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        for start in departures {
            let count = departures.count { (start..<start + 1000).contains($0) }
            #expect(count <= perSecond, "from \(start) ms", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [1, 3, 5, 20])
    func `no second holds more requests than allowed, and none is wasted`(perSecond: Int) async {
        let time = time
        let pace = RequestPace(clock: time.clock)
        let departures = Departures()
        await withTaskGroup { group in
            for _ in 0..<perSecond * 4 {
                group.addTask {
                    try? await pace.turn(of: "wiki", perSecond: perSecond)
                    departures.note("wiki", at: time.elapsed)
                }
            }
            #expect(
                await time.run(
                    step: .milliseconds(10),
                    settled: { departures["wiki"].count + time.sleeping == perSecond * 4 },
                    until: { departures["wiki"].count == perSecond * 4 }))
        }
        Self.expectNoMore(than: perSecond, in: departures["wiki"])
        #expect((3150...3250).contains(departures["wiki"].max() ?? 0))
        #expect(departures["wiki"].count { $0 < 1000 } == perSecond)
    }

    @Test func `a turn that was taken late counts from then`() {
        var window = RequestWindow()
        #expect((0..<3).map { _ in window.reserve(perSecond: 2, at: .zero) } == [.zero, .zero, RequestWindow.length])
        let late = RequestWindow.length + .milliseconds(300)
        window.left(at: late, insteadOf: RequestWindow.length)
        #expect(window.reserve(perSecond: 2, at: late) == late)
        #expect(window.reserve(perSecond: 2, at: late) == late + RequestWindow.length)
        #expect(window.reserve(perSecond: 2, at: late) == late + RequestWindow.length)
    }

    @Test func `one connector's wait is not another's`() async throws {
        let pace = RequestPace(clock: time.clock)
        try await pace.turn(of: "wiki", perSecond: 1)
        try await pace.turn(of: "chat", perSecond: 1)
        #expect(time.elapsed == .zero)
    }

    @Test func `a changed limit counts for the next request`() async throws {
        let time = time
        let pace = RequestPace(clock: time.clock)
        for _ in 0..<10 { try await pace.turn(of: "wiki", perSecond: 10) }
        let departures = Departures()
        await withTaskGroup { group in
            group.addTask {
                for _ in 0..<3 {
                    try? await pace.turn(of: "wiki", perSecond: 1)
                    departures.note("wiki", at: time.elapsed)
                }
                for _ in 0..<3 {
                    try? await pace.turn(of: "wiki", perSecond: 4)
                    departures.note("wiki", at: time.elapsed)
                }
            }
            #expect(
                await time.run(
                    step: .milliseconds(10), settled: { time.sleeping == 1 }, until: { departures["wiki"].count == 6 }))
        }
        #expect(departures["wiki"].map { $0 / 100 } == [10, 21, 31, 31, 31, 31])
    }

    @Test func `who is cancelled before its turn sends nothing`() async throws {
        let (target, simulator) = try SCIM2ConnectorTests.target()
        let time = time
        let pace = RequestPace(clock: time.clock)
        let performer = ConnectorPerformer(
            catalog: .builtIn, transport: simulator,
            secrets: NamedSecrets(secrets: ["TARGET_SECRET": ConnectorCase.secret]),
            clock: time, pace: pace, links: target.links)
        let limit = target.connector.spec.delivery.requestsPerSecond
        for _ in 0..<limit { try await pace.turn(of: "target", perSecond: limit) }
        let delivery = try Self.delivery("00u1")
        let end = await withTaskGroup(of: AttemptEnd.self) { group in
            group.addTask { await performer.perform(delivery, through: target.connector.spec) }
            group.cancelAll()
            return await group.next()
        }
        guard case .stopped? = end?.result else {
            Issue.record("expected stopped, found \(String(describing: end))")
            return
        }
        #expect(simulator.requests.isEmpty)
    }

    @Test func `a delivery spends a turn for each of its requests, look-ups too`() async throws {
        let (target, simulator) = try SCIM2ConnectorTests.target()
        let time = time
        let performer = ConnectorPerformer(
            catalog: .builtIn, transport: simulator,
            secrets: NamedSecrets(secrets: ["TARGET_SECRET": ConnectorCase.secret]),
            clock: time, pace: RequestPace(clock: time.clock), links: target.links)
        let spec = target.connector.spec
        let limit = spec.delivery.requestsPerSecond
        let ends = Departures()
        let deliveries = try (0..<limit).map { try Self.delivery("00u\($0)") }
        await withTaskGroup { group in
            for delivery in deliveries {
                group.addTask {
                    let end = await performer.perform(delivery, through: spec)
                    if case .done = end.result { ends.note("target", at: time.elapsed) }
                }
            }
            #expect(
                await time.run(
                    step: .milliseconds(10), settled: { ends["target"].count + time.sleeping == limit },
                    until: { ends["target"].count == limit }))
        }
        // Each one looks for an account by two attributes and creates it.
        #expect(simulator.requests.count == 3 * limit)
        #expect((2000...2100).contains(ends["target"].max() ?? 0))
    }

    static func delivery(_ subject: String) throws -> Delivery {
        Delivery(
            id: DeliveryID(subject), login: LoginID("l1"), connector: "target", connection: "idp",
            subject: try #require(Subject(subject)), attributes: ConnectorCase.person(subject, userName: "n\(subject)"),
            asOf: LoginFixture.now, attempt: 1, isDoubtful: false, isApproved: false, link: nil,
            receivedAt: LoginFixture.now)
    }

    @Test func `a slowdown halves the rate at most once a second, and a tenth comes back each second`() {
        var slowdown = Slowdown(at: .zero)
        #expect(slowdown.allowed(of: 20, at: .zero) == 20)
        slowdown.halve(at: .zero)
        slowdown.halve(at: .milliseconds(999))
        #expect(slowdown.allowed(of: 20, at: .zero) == 10)
        slowdown.halve(at: .seconds(1))
        #expect(slowdown.allowed(of: 20, at: .seconds(1)) == 6)
        #expect(slowdown.allowed(of: 20, at: .seconds(3)) == 10)
        #expect(slowdown.allowed(of: 20, at: .seconds(9)) == 20)
        #expect(slowdown.allowed(of: 1, at: .seconds(1)) == 1)
    }
}

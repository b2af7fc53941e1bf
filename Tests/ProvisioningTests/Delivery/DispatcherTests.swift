import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

/// Plays targets: each attempt asks the script of its connector what happens.
final class ScriptedTargets: DeliveryPerforming {
    struct Attempt: Sendable {
        let connector: String
        let subject: String
        let number: Int
        let isDoubtful: Bool
        let at: Timestamp
    }

    private let script: @Sendable (Delivery) async -> AttemptEnd
    private let time: SimulatedTime
    private let seen = Mutex<[Attempt]>([])

    init(_ time: SimulatedTime, _ script: @escaping @Sendable (Delivery) async -> AttemptEnd) {
        self.time = time
        self.script = script
    }

    var attempts: [Attempt] { seen.withLock { $0 } }

    func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd {
        let attempt = Attempt(
            connector: delivery.connector, subject: delivery.subject.text, number: delivery.attempt,
            isDoubtful: delivery.isDoubtful, at: time.now)
        seen.withLock { $0.append(attempt) }
        return await script(delivery)
    }

    static let created = AttemptEnd(.done(.succeeded, link: nil), reason: "created", sign: .healthy)

    static func failed(at retry: Timestamp? = nil, code: DiagnosticCode = .remoteUnreachable) -> AttemptEnd {
        AttemptEnd(.failed(retryAt: retry, isDoubtful: false), reason: "connection refused", code: code)
    }

    /// Waits until the attempt is cancelled.
    static func hang(_ time: SimulatedTime) async -> AttemptEnd {
        try? await time.clock.sleep(for: .seconds(1_000_000))
        return AttemptEnd(.failed(retryAt: nil, isDoubtful: true), reason: "cancelled", code: .doubtfulOutcome)
    }
}

private final class SharedRandom: Sendable {
    private let source: Mutex<SplitMix>

    init(seed: UInt64) { source = Mutex(SplitMix(seed: seed)) }
    func next() -> UInt64 { source.withLock { $0.next() } }
}

/// Whether a dispatcher returned.
private final class RunEnd: Sendable {
    private let flag = Mutex(false)

    var isThere: Bool { flag.withLock { $0 } }
    func note() { flag.withLock { $0 = true } }
}

@Suite(.timeLimit(.minutes(1)))
struct DispatcherTests {
    let time = SimulatedTime()
    let deliveries = MemoryDeliveries()
    let signal = DispatchSignal()

    /// Stores a login of each subject that owes the connectors.
    @discardableResult
    func store(_ subjects: [String], owing connectors: [String]) async throws -> [DeliveryID] {
        var ids: [DeliveryID] = []
        for (index, subject) in subjects.enumerated() {
            let login = Login(
                trigger: "app-backend", eventID: "\(subject)-\(index)-\(connectors)-\(time.elapsed)", occurredAt: nil,
                receivedAt: time.now, application: "crm", connection: "corp-okta",
                subject: try #require(Subject(subject)), attributes: UserAttributes(), connectors: connectors)
            ids += try await deliveries.store(login).deliveries.map(\.id)
        }
        return ids
    }

    func limits(concurrency: Int = 4, perSecond: Int = 1000, attempts: Int = 12) -> Value {
        .object(
            ("concurrency", .int(concurrency)), ("requestsPerSecond", .int(perSecond)),
            ("maxAttempts", .int(attempts)))
    }

    /// Runs a dispatcher beside the test, and drains it at the end.
    func dispatching(
        _ connectors: [(ResourceKey, Value)], to targets: ScriptedTargets, pace: DispatchPace = DispatchPace(),
        _ test: () async throws -> Void
    ) async throws {
        let routing = FixedRouting(try LoginFixture.table(connectors))
        let random = SharedRandom(seed: 42)
        let dispatcher = Dispatcher(
            queue: deliveries, performer: targets, routing: routing, signal: signal, pace: pace, clock: time.clock,
            wallClock: time, random: { random.next() })
        let end = RunEnd()
        try await withThrowingTaskGroup { group in
            group.addTask {
                await dispatcher.run()
                end.note()
            }
            try await test()
            signal.drain()
            #expect(await time.run { end.isThere }, "the dispatcher did not end")
            group.cancelAll()
        }
    }

    @Test func `a stored login is delivered at once`() async throws {
        let targets = ScriptedTargets(time) { _ in ScriptedTargets.created }
        let ids = try await store(["ada"], owing: ["wiki", "chat"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta"), LoginFixture.connector("chat", of: "corp-okta")],
            to: targets
        ) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(ids.map { deliveries.status(of: $0) } == [.succeeded, .succeeded])
        #expect(targets.attempts.count == 2)
    }

    @Test func `a signal wakes it before the next poll`() async throws {
        let targets = ScriptedTargets(time) { _ in ScriptedTargets.created }
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta")], to: targets,
            pace: DispatchPace(poll: .seconds(3600))
        ) {
            #expect(await time.run(step: .zero) { !deliveries.areAllFinal || targets.attempts.isEmpty })
            try await store(["ada"], owing: ["wiki"])
            signal.loginStored()
            #expect(await time.run(step: .zero) { deliveries.areAllFinal })
        }
        #expect(targets.attempts.map(\.at) == [LoginFixture.now])
    }

    @Test func `a failure is retried until it succeeds`() async throws {
        let targets = ScriptedTargets(time) { $0.attempt < 4 ? ScriptedTargets.failed() : ScriptedTargets.created }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.map(\.number) == [1, 2, 3, 4])
        #expect(deliveries.status(of: ids[0]) == .succeeded)
    }

    @Test func `a delivery whose attempts are used up is dead and says why`() async throws {
        let targets = ScriptedTargets(time) { _ in ScriptedTargets.failed() }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(attempts: 3))], to: targets
        ) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.count == 3)
        let last = try #require(deliveries.settlements(of: ids[0]).last)
        #expect(deliveries.status(of: ids[0]) == .dead)
        #expect(last.code == .attemptsExhausted)
        #expect(last.reason == "3 of 3 attempts failed, the last one: connection refused (R6005)")
    }

    @Test func `a permanent failure is dead at once, and nobody else suffers`() async throws {
        let targets = ScriptedTargets(time) { delivery in
            delivery.subject.text == "bad"
                ? AttemptEnd(.permanent, reason: "userName came out empty", code: .emptyRequired)
                : ScriptedTargets.created
        }
        let ids = try await store(["bad", "good"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(ids.map { deliveries.status(of: $0) } == [.dead, .succeeded])
        let settlement = try #require(deliveries.settlements(of: ids[0]).first)
        #expect(settlement.code == .emptyRequired)
        #expect(settlement.reason == "userName came out empty")
    }

    @Test func `a connector that hangs does not slow another`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { delivery in
            delivery.connector == "wiki" ? await ScriptedTargets.hang(time) : ScriptedTargets.created
        }
        let subjects = (0..<40).map { "user\($0)" }
        try await store(subjects, owing: ["wiki"])
        let chats = try await store(subjects, owing: ["chat"])
        try await dispatching(
            [
                LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(concurrency: 2)),
                LoginFixture.connector("chat", of: "corp-okta", delivery: limits(concurrency: 2)),
            ], to: targets, pace: DispatchPace(lease: .seconds(90_000), longestAttempt: .seconds(80_000))
        ) {
            let areDone = await time.run(step: .milliseconds(10)) {
                chats.allSatisfy { deliveries.status(of: $0) == .succeeded }
            }
            #expect(areDone)
        }
        #expect(targets.attempts.count { $0.connector == "chat" } == 40)
        #expect(targets.attempts.count { $0.connector == "wiki" } == 2)
    }

    @Test func `an attempt that takes too long is cancelled and in doubt`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { delivery in
            delivery.attempt == 1 ? await ScriptedTargets.hang(time) : ScriptedTargets.created
        }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run(step: .seconds(1)) { deliveries.areAllFinal })
        }
        #expect(targets.attempts.map(\.isDoubtful) == [false, true])
        #expect(targets.attempts.last.map { $0.at >= LoginFixture.now + .seconds(90) } == true)
        #expect(deliveries.status(of: ids[0]) == .succeeded)
    }

    @Test func `Retry-After holds for the whole connector`() async throws {
        let retryAt = LoginFixture.now + .seconds(30)
        let targets = ScriptedTargets(time) { delivery in
            delivery.subject.text == "user0" && delivery.attempt == 1
                ? ScriptedTargets.failed(at: retryAt, code: .remoteThrottled) : ScriptedTargets.created
        }
        try await store(["user0", "user1", "user2"], owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(concurrency: 1))], to: targets
        ) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.first?.subject == "user0")
        #expect(targets.attempts.count == 4)
        #expect(targets.attempts.dropFirst().allSatisfy { $0.at >= retryAt })
    }

    @Test func `no more deliveries run at once than requests a second are allowed`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { _ in await ScriptedTargets.hang(time) }
        try await store((0..<30).map { "user\($0)" }, owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(concurrency: 64, perSecond: 5))],
            to: targets
        ) {
            #expect(await time.run { time.elapsed > .seconds(10) })
            #expect(targets.attempts.count == 5)
        }
    }

    @Test(arguments: [false, true])
    func `a disabled or deleted connector's deliveries are skipped`(isDeclared: Bool) async throws {
        let targets = ScriptedTargets(time) { _ in ScriptedTargets.created }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching(
            isDeclared ? [LoginFixture.connector("wiki", of: "corp-okta", enabled: false)] : [], to: targets
        ) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(deliveries.status(of: ids[0]) == .skipped)
        #expect(deliveries.settlements(of: ids[0]).map(\.code) == [.connectorGone])
        #expect(targets.attempts.isEmpty)
    }

    @Test func `a person's deliveries run one after the other`() async throws {
        let targets = ScriptedTargets(time) { delivery in
            delivery.attempt == 1 ? ScriptedTargets.failed() : ScriptedTargets.created
        }
        try await store(["ada", "ada", "ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.map(\.number) == [1, 2, 1, 2, 1, 2])
    }

    @Test func `a drain claims no more and lets running deliveries end`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { _ in
            try? await time.clock.sleep(for: .seconds(5))
            return ScriptedTargets.created
        }
        let ids = try await store(["ada", "bob"], owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(concurrency: 1))], to: targets
        ) {
            #expect(await time.run(step: .zero) { targets.attempts.count == 1 })
        }
        #expect(ids.map { deliveries.status(of: $0) } == [.succeeded, .queued])
        #expect(targets.attempts.count == 1)
    }

    @Test func `a drain that takes too long cancels, and what was not sent is released`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { _ in
            _ = await ScriptedTargets.hang(time)
            return AttemptEnd(.stopped, reason: "stopped before anything was sent")
        }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run(step: .zero) { targets.attempts.count == 1 })
        }
        #expect(deliveries.status(of: ids[0]) == .queued)
        guard case .released? = deliveries.settlements(of: ids[0]).last?.result else {
            Issue.record("expected a release, found \(deliveries.settlements(of: ids[0]))")
            return
        }
    }

    @Test func `a store that fails for a while loses nothing`() async throws {
        let deliveries = deliveries
        let targets = ScriptedTargets(time) { _ in
            deliveries.fail(with: .busy)
            return ScriptedTargets.created
        }
        let ids = try await store(["ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run { time.elapsed > .seconds(2) })
            deliveries.fail(with: nil)
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(deliveries.status(of: ids[0]) == .succeeded)
        #expect(targets.attempts.count == 1)
    }

    @Test func `eight people's failures cut the target off; a probe finds out when it is back`() async throws {
        let time = time
        let back = LoginFixture.now + .seconds(60)
        let targets = ScriptedTargets(time) { _ in
            time.now < back
                ? AttemptEnd(
                    .failed(retryAt: nil, isDoubtful: false), reason: "connection refused",
                    code: .remoteUnreachable, sign: .failing) : ScriptedTargets.created
        }
        try await store((0..<100).map { "user\($0)" }, owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta", delivery: limits(concurrency: 1))], to: targets
        ) {
            #expect(await time.run(step: .zero) { deliveries.health["wiki"] != nil })
            #expect(deliveries.health["wiki"]?.code == .remoteUnreachable)
            #expect(targets.attempts.count == 8)
            #expect(await time.run { time.now >= back })
            // Probes after some 4, 8, 15 and 30 seconds: nobody else's attempts are used up.
            #expect(targets.attempts.count <= 14)
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(deliveries.health.isEmpty)
    }

    @Test func `a breaker that an operator resets lets deliveries go at the next poll`() async throws {
        let time = time
        deliveries.health["wiki"] = ConnectorHealth(
            state: .open, reason: "the target answered 401", code: .remoteUnauthorised, since: time.now,
            probeAt: time.now + .seconds(3600), openings: 9)
        let targets = ScriptedTargets(time) { _ in ScriptedTargets.created }
        try await store(["ada"], owing: ["wiki"])
        try await dispatching([LoginFixture.connector("wiki", of: "corp-okta")], to: targets) {
            #expect(await time.run { time.elapsed > .seconds(5) })
            #expect(targets.attempts.isEmpty)
            deliveries.health["wiki"] = nil
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.count == 1)
    }

    @Test func `the lease of a long attempt is extended, so that nobody else claims it`() async throws {
        let time = time
        let targets = ScriptedTargets(time) { _ in
            try? await time.clock.sleep(for: .seconds(40))
            return ScriptedTargets.created
        }
        try await store(["ada"], owing: ["wiki"])
        try await dispatching(
            [LoginFixture.connector("wiki", of: "corp-okta")], to: targets, pace: DispatchPace(lease: .seconds(6))
        ) {
            #expect(await time.run { deliveries.areAllFinal })
        }
        #expect(targets.attempts.map(\.number) == [1])
    }
}

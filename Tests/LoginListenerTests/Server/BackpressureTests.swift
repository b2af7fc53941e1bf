import Hummingbird
import HummingbirdTesting
import LoginListener
import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

struct BackpressureTests {
    private static func post(_ client: some TestClientProtocol, _ id: String) async throws -> TestResponse {
        let body = ListenerFixture.body(id: id)
        return try await client.execute(
            uri: "/triggers/app-backend", method: .post, headers: ListenerFixture.signed(body),
            body: ByteBuffer(string: body))
    }

    /// Sends logins to a store that holds them, and asks once more when `held` of them wait.
    private static func refusal(
        while held: Int, limits: ServerLimits, after pause: Duration = .zero
    ) async throws -> (refused: TestResponse, later: TestResponse) {
        let fixture = try ListenerFixture()
        let intake = HangingIntake()
        let options = ListenerOptions(port: 0, limits: limits)
        return try await fixture.application(options: options, intake: intake).test(.router) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<held {
                    group.addTask {
                        let response = try await Self.post(client, "held-\(number)")
                        #expect(response.status == .accepted)
                    }
                }
                await intake.wait(until: held)
                try await Task.sleep(for: pause)
                let refused = try await Self.post(client, "one-more")
                intake.release()
                try await group.waitForAll()
                return (refused, try await Self.post(client, "later"))
            }
        }
    }

    @Test func `beyond a bound of waiting logins senders are told to come back`() async throws {
        let (refused, later) = try await Self.refusal(while: 3, limits: ServerLimits(waitingLogins: 3))
        TriggerRoutesTests.expectProblem(refused, .serviceUnavailable, .storeBusy)
        let seconds = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
        #expect((1...3).contains(seconds))
        #expect(later.status == .accepted)
    }

    @Test func `a store that ends no commit gets no more logins until it does`() async throws {
        let (refused, later) = try await Self.refusal(
            while: 1, limits: ServerLimits(standstill: .milliseconds(50)), after: .milliseconds(80))
        TriggerRoutesTests.expectProblem(refused, .serviceUnavailable, .storeBusy)
        let seconds = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
        #expect((2...4).contains(seconds))
        #expect(later.status == .accepted)
    }

    @Test func `keys that can't be had say when they are asked for again`() async throws {
        let fetch: KeyCache.Fetch = { _ throws(KeyFailure) in throw KeyFailure(reason: "down") }
        // By chance, the whole rest of a minute at the seventh failure.
        let time = SimulatedTime()
        let keys = KeyCache(clock: time, random: { .max }, fetch: fetch)
        let address = try #require(WebAddress("https://a.example/jwks"))
        var rest: Duration?
        for _ in 0..<7 {
            do throws(KeyFailure) {
                _ = try await keys.keys(at: address, holding: nil)
            } catch let failure {
                rest = failure.rest
                if let rest { time.advance(by: rest) }
            }
        }
        let longest = try #require(rest)
        #expect(longest > .seconds(30) && longest <= .seconds(60), "\(longest)")
    }
}

/// Holds logins until it is released.
private final class HangingIntake: LoginIntake {
    private struct State {
        var isReleased = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let inner = MemoryDeliveries()

    func wait(until count: Int) async {
        let end = ContinuousClock.now + .seconds(30)
        while state.withLock({ $0.waiting.count }) < count, ContinuousClock.now < end { await Task.yield() }
    }

    func release() {
        let waiting = state.withLock { state in
            state.isReleased = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func store(_ logins: [Login]) async throws(StoreError) -> [LoginReceipt] {
        await withCheckedContinuation { continuation in
            let isReleased = state.withLock { state in
                if !state.isReleased { state.waiting.append(continuation) }
                return state.isReleased
            }
            if isReleased { continuation.resume() }
        }
        return try await inner.store(logins)
    }

    func receipt(of login: LoginID, trigger: String) async throws(StoreError) -> LoginReceipt? {
        try await inner.receipt(of: login, trigger: trigger)
    }
}

import Model
import Reconciling
import Synchronization
import TestSupport
import Testing

struct StateLeaseTests {
    private let time = SimulatedTime()
    private let store = MemoryStateStore()

    private func lease(timeout: Duration) -> StateLease {
        StateLease(store, clock: time.clock, wallClock: time, timeout: timeout)
    }

    private func claimant(_ name: String) -> StateLease.Claimant {
        StateLease.Claimant(token: LockToken(name), by: name, host: "h", process: 1, purpose: "apply")
    }

    private func holder(_ name: String, until end: Duration) -> LockHolder {
        LockHolder(
            token: LockToken(name), by: name, host: "h", process: 1, purpose: "apply", acquiredAt: time.now,
            renewedAt: time.now, expiresAt: time.now + end)
    }

    @Test func `the lock is held while the body runs and given back however it ends`() async throws {
        let seen = try await lease(timeout: .zero).holding(as: claimant("ada")) { token in
            await store.lockHolder()?.token == token
        }
        #expect(seen)
        #expect(await store.lockHolder() == nil)
        await #expect(throws: CancellationError.self) {
            try await lease(timeout: .zero).holding(as: claimant("ada")) { _ in throw CancellationError() }
        }
        #expect(await store.lockHolder() == nil)
    }

    @Test func `a holder is named to who waits in vain`() async throws {
        _ = await store.acquire(holder("eve", until: .seconds(30)))
        let error = await #expect(throws: Diagnostics.self) {
            try await lease(timeout: .zero).holding(as: claimant("ada")) { _ in }
        }
        #expect(error?.findings.map(\.code) == [.stateLocked])
        #expect(error?.findings[0].message.contains("eve (process 1 on h, `apply` since ") == true)
        #expect(await store.lockHolder()?.by == "eve")
    }

    @Test func `the lock of a dead holder expires, and who waits gets it`() async throws {
        _ = await store.acquire(holder("dead", until: .seconds(30)))
        let done = DoneMark()
        let lease = lease(timeout: .seconds(60))
        let claimant = claimant("ada")
        async let held: Void = lease.holding(as: claimant) { _ in done.set() }
        #expect(await time.run(step: .milliseconds(200)) { done.isSet })
        try await held
        #expect(time.elapsed >= .seconds(30) && time.elapsed < .seconds(35))
    }

    @Test func `a living holder renews its lease for as long as it works`() async throws {
        try await lease(timeout: .zero).holding(as: claimant("ada")) { token in
            #expect(await time.run(step: .seconds(1)) { time.elapsed >= .seconds(120) })
            let held = try #require(await store.lockHolder())
            #expect(held.token == token && held.expiresAt > time.now)
            #expect(held.acquiredAt + .seconds(120) <= time.now + .seconds(1))
        }
    }

    @Test func `a broken lock writes nothing`() async throws {
        let manifests = [Manifest(resource: Sample.connection("a"))]
        let error = await #expect(throws: Diagnostics.self) {
            try await lease(timeout: .zero).holding(as: claimant("ada")) { token in
                _ = try await Applier(store: store, clock: time, lock: token).apply(
                    manifests, PlanRequest(owner: "default"), by: Authorship(actor: "ada", through: "apply"),
                    approve: { _ in
                        _ = await store.breakLock(acquiredBefore: time.now)
                        _ = await store.acquire(holder("eve", until: .seconds(30)))
                        return true
                    })
            }
        }
        #expect(error?.findings.map(\.code) == [.stateLocked])
        #expect(await store.serial() == 0)
        #expect(await store.lockHolder()?.by == "eve")
    }
}

private final class DoneMark: Sendable {
    private let mark = Mutex(false)

    func set() { mark.withLock { $0 = true } }
    var isSet: Bool { mark.withLock { $0 } }
}

package import Model

/// Holds the state's lock while a body runs: takes it, renews it as long as the body lives, and gives it back.
package struct StateLease: Sendable {
    /// How long a lock outlives a holder who died.
    package static let length = Duration.seconds(30)
    /// How often a living holder renews.
    static let beat = Duration.seconds(10)
    /// How often a waiter asks again.
    static let retry = Duration.milliseconds(200)

    private let store: any StateStore
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    /// How long to wait for another holder.
    private let timeout: Duration
    /// Sees the holder that is waited for, once.
    private let isWaiting: @Sendable (LockHolder) -> Void

    package init(
        _ store: any StateStore, clock: any Clock<Duration>, wallClock: any WallClock, timeout: Duration,
        isWaiting: @escaping @Sendable (LockHolder) -> Void = { _ in }
    ) {
        self.store = store
        self.clock = clock
        self.wallClock = wallClock
        self.timeout = timeout
        self.isWaiting = isWaiting
    }

    /// Who wants the lock.
    package struct Claimant: Sendable {
        let token: LockToken
        let by: String
        let host: String
        let process: Int
        let purpose: String

        /// - Parameter token: Random; nobody else has it.
        package init(token: LockToken, by: String, host: String, process: Int, purpose: String) {
            self.token = token
            self.by = by
            self.host = host
            self.process = process
            self.purpose = purpose
        }
    }

    /// Runs `body` under the lock. The lock is given back however it ends, cancelled too.
    ///
    /// A lock that is lost meanwhile shows in the commit, which checks it.
    /// - Throws: `.stateLocked` when somebody else holds it past the time-out; what `body` throws.
    package func holding<Result: Sendable>(
        as claimant: Claimant, _ body: @Sendable (LockToken) async throws -> Result
    ) async throws -> Result {
        try await acquire(for: claimant)
        do {
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await renew(claimant.token) }
                defer { group.cancelAll() }
                return try await body(claimant.token)
            }
            try? await store.release(claimant.token)
            return result
        } catch {
            // The failure is what matters; a lock that can't be given back expires.
            try? await store.release(claimant.token)
            throw error
        }
    }

    private func acquire(for claimant: Claimant) async throws {
        var waited = Duration.zero
        while true {
            let now = wallClock.now
            let attempt: LockAttempt
            do throws(StoreError) {
                attempt = try await store.acquire(
                    LockHolder(
                        token: claimant.token, by: claimant.by, host: claimant.host, process: claimant.process,
                        purpose: claimant.purpose, acquiredAt: now, renewedAt: now, expiresAt: now + Self.length))
            } catch {
                throw Diagnostics([error.diagnostic])
            }
            guard case .held(let holder) = attempt else { return }
            guard waited < timeout else {
                throw Diagnostics([StoreError.locked(by: holder.description).diagnostic])
            }
            if waited == .zero { isWaiting(holder) }
            try await clock.sleep(for: Self.retry)
            waited += Self.retry
        }
    }

    private func renew(_ token: LockToken) async throws {
        while true {
            try await clock.sleep(for: Self.beat)
            let now = wallClock.now
            // A store that is busy now is asked again at the next beat, well before the lease is over.
            if case .lost? = try? await store.renew(token, at: now, until: now + Self.length) { return }
        }
    }
}

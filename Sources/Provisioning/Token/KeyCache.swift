package import Model

/// Why an issuer's keys can't be had now. For the operator; a later try may succeed.
package struct KeyFailure: Error, Hashable, Sendable {
    package let reason: String
    /// The try was cancelled, which says nothing about the issuer.
    package let isStopped: Bool
    /// The issuer is not asked again before that is over, where that is known.
    package let rest: Duration?

    package init(reason: String, isStopped: Bool = false, rest: Duration? = nil) {
        self.reason = reason
        self.isStopped = isStopped
        self.rest = rest
    }

    func resting(_ rest: Duration) -> Self { Self(reason: reason, isStopped: isStopped, rest: rest) }
}

/// A JWK Set as its address gave it.
package struct FetchedKeys: Sendable {
    package let body: [UInt8]
    /// What the answer says about how long it counts.
    package let lifetime: Duration?

    package init(body: [UInt8], lifetime: Duration?) {
        self.body = body
        self.lifetime = lifetime
    }
}

/// The keys of issuers, by address: fetched once for many, anew when they are old or when a token names a new one.
///
/// Asking is bounded whatever arrives: one request at a time for an address, a rest after a failure that doubles, and
/// for unknown key ids a small allowance that refills, so that made-up ones can't turn us against the issuer.
package actor KeyCache {
    package typealias Fetch = @Sendable (WebAddress) async throws(KeyFailure) -> FetchedKeys

    private struct Entry {
        var keys: KeySet?
        var freshUntil = Timestamp(milliseconds: .min)
        /// Keys that are old serve until then while the issuer can't be asked.
        var usableUntil = Timestamp(milliseconds: .min)
        var failures = 0
        var lastFailure = KeyFailure(reason: "not asked yet")
        /// Not asked again before then.
        var restsUntil = Timestamp(milliseconds: .min)
        /// When the allowance for unknown ids is full again.
        var allowanceFullAt = Timestamp(milliseconds: .min)
        /// Ids that the newest keys were asked for and do not have.
        var absent: [String: Timestamp] = [:]
        var isFetching = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let clock: any WallClock
    private let random: @Sendable () -> UInt64
    private let fetch: Fetch
    private var entries: [String: Entry] = [:]

    static let lifetime = Duration.seconds(600)
    static let lifetimes: ClosedRange<Duration> = .seconds(60) ... .seconds(86_400)
    static let graceForOld = Duration.seconds(3600)
    /// Requests for unknown ids in a row, and the time in which one comes back.
    static let allowance = 5
    static let refill = Duration.seconds(20)
    static let absence = Duration.seconds(10)
    private static let mostAbsent = 256

    package init(
        clock: any WallClock, random: @escaping @Sendable () -> UInt64, fetch: @escaping Fetch
    ) {
        self.clock = clock
        self.random = random
        self.fetch = fetch
    }

    /// The issuer's keys; without one of this id only when the issuer was just asked and does not have it.
    package func keys(at address: WebAddress, holding keyID: String?) async throws(KeyFailure) -> KeySet {
        while true {
            let now = clock.now
            var entry = entries[address.text] ?? Entry()
            let known = entry.keys.flatMap { $0.mayHold(keyID) ? $0 : nil }
            let isFresh = now < entry.freshUntil
            if let known, isFresh { return known }
            if entry.isFetching {
                // An old key serves meanwhile; who has none waits for the one request there is.
                if let known, now < entry.usableUntil { return known }
                await withCheckedContinuation { entries[address.text]?.waiting.append($0) }
                if Task.isCancelled { throw KeyFailure(reason: "cancelled", isStopped: true) }
                continue
            }
            if now < entry.restsUntil {
                if let known, now < entry.usableUntil { return known }
                throw entry.lastFailure.resting(entry.restsUntil - now)
            }
            if let keys = entry.keys, isFresh, let keyID {
                if let until = entry.absent[keyID], now < until { return keys }
                guard take(from: &entry, at: now) else {
                    throw KeyFailure(
                        reason: "\(address.text) has no key of this id and was asked too often for unknown ones",
                        rest: Self.refill)
                }
            }
            entry.isFetching = true
            entries[address.text] = entry
            return try await refresh(address, holding: keyID)
        }
    }

    /// Asks the issuer, and wakes those who wait for the answer.
    private func refresh(_ address: WebAddress, holding keyID: String?) async throws(KeyFailure) -> KeySet {
        let answer: Result<(KeySet, Duration), KeyFailure>
        do throws(KeyFailure) {
            let fetched = try await fetch(address)
            answer = .success((try Self.keys(in: fetched, from: address), fetched.lifetime ?? Self.lifetime))
        } catch {
            answer = .failure(error)
        }
        let now = clock.now
        var entry = entries[address.text] ?? Entry()
        let waiting = entry.waiting
        entry.waiting = []
        entry.isFetching = false
        defer {
            entries[address.text] = entry
            for other in waiting { other.resume() }
        }
        switch answer {
        case .success(let (keys, lifetime)):
            entry.keys = keys
            entry.freshUntil = now + min(max(lifetime, Self.lifetimes.lowerBound), Self.lifetimes.upperBound)
            entry.usableUntil = entry.freshUntil + Self.graceForOld
            entry.failures = 0
            if entry.absent.count >= Self.mostAbsent { entry.absent = [:] }
            entry.absent = entry.absent.filter { now < $0.value && !keys.mayHold($0.key) }
            if let keyID, !keys.mayHold(keyID) { entry.absent[keyID] = now + Self.absence }
            return keys
        case .failure(let failure):
            guard !failure.isStopped else { throw failure }
            entry.failures += 1
            entry.lastFailure = failure
            entry.restsUntil = now + FetchRest.after(failures: entry.failures, chance: random())
            guard let old = entry.keys, old.mayHold(keyID), now < entry.usableUntil else {
                throw failure.resting(entry.restsUntil - now)
            }
            return old
        }
    }

    private static func keys(in fetched: FetchedKeys, from address: WebAddress) throws(KeyFailure) -> KeySet {
        do throws(KeySet.Failure) {
            return try KeySet(jwks: fetched.body)
        } catch {
            throw KeyFailure(reason: "\(address.text) answered \(error.reason)")
        }
    }

    private func take(from entry: inout Entry, at now: Timestamp) -> Bool {
        let full = max(entry.allowanceFullAt, now)
        guard full - now <= Self.refill * (Self.allowance - 1) else { return false }
        entry.allowanceFullAt = full + Self.refill
        return true
    }
}

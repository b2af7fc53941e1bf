import Model

/// The metadata of providers, by issuer: fetched once for many, anew when old, and kept while the provider is away.
///
/// Asking is bounded: one request at a time for an issuer, and a rest after a failure that doubles.
actor MetadataCache {
    typealias Fetch = @Sendable (WebAddress) async throws(SignInFailure) -> Fetched

    /// Metadata and how long the answer said that they count.
    struct Fetched: Sendable {
        let metadata: ProviderMetadata
        let lifetime: Duration?
    }

    private struct Entry {
        var metadata: ProviderMetadata?
        var freshUntil = Timestamp(milliseconds: .min)
        /// Old ones serve until then while the provider can't be asked.
        var usableUntil = Timestamp(milliseconds: .min)
        var failures = 0
        var lastFailure: SignInFailure?
        var restsUntil = Timestamp(milliseconds: .min)
        var isFetching = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let clock: any WallClock
    private let random: @Sendable () -> UInt64
    private let fetch: Fetch
    private var entries: [String: Entry] = [:]

    static let lifetime = Duration.seconds(3600)
    static let lifetimes: ClosedRange<Duration> = .seconds(60) ... .seconds(86_400)
    static let graceForOld = Duration.seconds(3600)

    init(clock: any WallClock, random: @escaping @Sendable () -> UInt64, fetch: @escaping Fetch) {
        self.clock = clock
        self.random = random
        self.fetch = fetch
    }

    func metadata(of issuer: WebAddress) async throws(SignInFailure) -> ProviderMetadata {
        while true {
            let now = clock.now
            let entry = entries[issuer.text] ?? Entry()
            if let known = entry.metadata, now < entry.freshUntil { return known }
            let old = now < entry.usableUntil ? entry.metadata : nil
            if entry.isFetching {
                if let old { return old }
                await withCheckedContinuation { entries[issuer.text]?.waiting.append($0) }
                if Task.isCancelled { throw .stopped }
                continue
            }
            if now < entry.restsUntil {
                if let old { return old }
                if let failure = entry.lastFailure { throw failure }
            }
            entries[issuer.text, default: Entry()].isFetching = true
            return try await refresh(issuer)
        }
    }

    private func refresh(_ issuer: WebAddress) async throws(SignInFailure) -> ProviderMetadata {
        let answer: Result<Fetched, SignInFailure>
        do throws(SignInFailure) {
            answer = .success(try await fetch(issuer))
        } catch {
            answer = .failure(error)
        }
        let now = clock.now
        var entry = entries[issuer.text] ?? Entry()
        let waiting = entry.waiting
        entry.waiting = []
        entry.isFetching = false
        defer {
            entries[issuer.text] = entry
            for other in waiting { other.resume() }
        }
        switch answer {
        case .success(let fetched):
            let lifetime = min(
                max(fetched.lifetime ?? Self.lifetime, Self.lifetimes.lowerBound), Self.lifetimes.upperBound)
            entry.metadata = fetched.metadata
            entry.freshUntil = now + lifetime
            entry.usableUntil = entry.freshUntil + Self.graceForOld
            entry.failures = 0
            entry.lastFailure = nil
            return fetched.metadata
        case .failure(let failure):
            // A person who went away says nothing about the provider.
            guard !Task.isCancelled else { throw failure }
            entry.failures += 1
            entry.lastFailure = failure
            entry.restsUntil = now + FetchRest.after(failures: entry.failures, chance: random())
            guard let old = entry.metadata, now < entry.usableUntil else { throw failure }
            return old
        }
    }
}

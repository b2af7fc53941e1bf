import Model
import Synchronization

/// The access tokens of one process: asked for once by many, and anew before they run out.
final class TokenCache: Sendable {
    private struct Entry {
        var token: AccessToken?
        var flight: Flight?
        /// No refresh before then: the last one failed while the token still served.
        var restsUntil: Timestamp?
    }

    /// One request for a token, and everybody who waits for it.
    private final class Flight: Sendable {
        let landed = Latch()
        let failure = Mutex<TokenFailure?>(nil)
    }

    private enum Turn {
        case use(AccessToken)
        case wait(Flight)
        case lead(Flight, serving: AccessToken?)
    }

    private let entries = Mutex<[String: Entry]>([:])
    private static let rest = Duration.seconds(30)

    /// A token that serves now, and whether it was asked for by this call.
    ///
    /// One call fetches; the others wait for it when they have no token, and use the old one while they have.
    func token(
        _ key: String, clock: any WallClock, fetch: () async throws(TokenFailure) -> AccessToken
    ) async throws(TokenFailure) -> (token: AccessToken, isFresh: Bool) {
        while true {
            switch turn(key, at: clock.now) {
            case .use(let token): return (token, false)
            case .wait(let flight):
                await flight.landed.wait()
                if Task.isCancelled { throw .stopped }
                // One that was cancelled says nothing about the endpoint: somebody else asks.
                if let failure = flight.failure.withLock({ $0 }), failure != .stopped { throw failure }
            case .lead(let flight, let serving):
                do throws(TokenFailure) {
                    let token = try await fetch()
                    land(flight, key) { $0 = Entry(token: token) }
                    return (token, true)
                } catch {
                    let now = clock.now
                    flight.failure.withLock { $0 = error }
                    land(flight, key) { if error != .stopped { $0.restsUntil = now + Self.rest } }
                    guard let serving, now < serving.expiresAt, error != .stopped else { throw error }
                    return (serving, false)
                }
            }
        }
    }

    /// Drops a token that the target refused; a younger one stays.
    func forget(_ token: AccessToken, _ key: String) {
        entries.withLock { entries in
            if entries[key]?.token?.text == token.text { entries[key]?.token = nil }
        }
    }

    private func turn(_ key: String, at now: Timestamp) -> Turn {
        entries.withLock { entries in
            var entry = entries[key] ?? Entry()
            let serving = entry.token.flatMap { now < $0.expiresAt ? $0 : nil }
            if let serving {
                let isResting = entry.restsUntil.map { now < $0 } ?? false
                if now < serving.refreshAt || entry.flight != nil || isResting { return .use(serving) }
            }
            if let flight = entry.flight { return .wait(flight) }
            let flight = Flight()
            entry.flight = flight
            entries[key] = entry
            return .lead(flight, serving: serving)
        }
    }

    private func land(_ flight: Flight, _ key: String, _ change: (inout Entry) -> Void) {
        entries.withLock { entries in
            change(&entries[key, default: Entry()])
            entries[key]?.flight = nil
        }
        flight.landed.open()
    }
}

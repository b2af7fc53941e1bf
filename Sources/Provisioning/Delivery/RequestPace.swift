import Synchronization

/// Keeps every connector to its requests a second, whatever deliveries they belong to.
package final class RequestPace: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let clock: any Clock<Duration>
    private let windows = Mutex<[String: RequestWindow]>([:])
    private let slowdowns = Mutex<[String: Slowdown]>([:])

    package init<C: Clock>(clock: C) where C.Duration == Duration {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        self.clock = clock
    }

    /// Waits until one more request of the connector may leave. Turns are given in the order of asking.
    ///
    /// - Throws: when the task is cancelled before its turn; nothing may be sent then.
    package func turn(of connector: String, perSecond: Int) async throws(CancellationError) {
        let allowed = slowdowns.withLock { $0[connector]?.allowed(of: perSecond, at: elapsed()) } ?? perSecond
        let (moment, wait) = windows.withLock { windows in
            let now = elapsed()
            if windows[connector] == nil { windows = windows.filter { !$0.value.isIdle(at: now) } }
            let moment = windows[connector, default: RequestWindow()].reserve(perSecond: allowed, at: now)
            return (moment, moment - now)
        }
        guard wait > .zero else { return }
        do {
            try await clock.sleep(for: wait)
        } catch {
            throw CancellationError()
        }
        // A busy machine wakes late, and then many at once.
        windows.withLock { $0[connector]?.left(at: elapsed(), insteadOf: moment) }
    }
}

extension RequestPace {
    /// Halves what the connector may send, since its target said that we are too fast; it grows back by itself.
    package func slowDown(_ connector: String) {
        let now = elapsed()
        slowdowns.withLock { slowdowns in
            slowdowns = slowdowns.filter { !$0.value.isOver(at: now) || $0.key == connector }
            slowdowns[connector, default: Slowdown(at: now)].halve(at: now)
        }
    }
}

/// How much of its rate a connector keeps after its target asked to slow down: halved each time, at most once a
/// second, since requests that left together are refused together; a tenth of the rate comes back every second.
///
/// Additive increase, multiplicative decrease, as TCP does it (Chiu and Jain 1989).
package struct Slowdown: Sendable {
    static let least = 0.05
    static let growthPerSecond = 0.1

    private var share = 1.0
    private var since: Duration
    private var lastHalved: Duration?

    package init(at now: Duration) {
        since = now
    }

    func share(at now: Duration) -> Double { min(1, share + Self.growthPerSecond * ((now - since) / .seconds(1))) }
    func isOver(at now: Duration) -> Bool { share(at: now) >= 1 }
    package func allowed(of perSecond: Int, at now: Duration) -> Int { max(1, Int(Double(perSecond) * share(at: now))) }

    package mutating func halve(at now: Duration) {
        if let lastHalved, now - lastHalved < .seconds(1) { return }
        share = max(Self.least, share(at: now) / 2)
        since = now
        lastHalved = now
    }
}

/// The moments of a connector's latest requests: no second holds more of them than allowed.
package struct RequestWindow: Sendable {
    /// Longer than a second by what one request may take longer on its way than another: the target counts arrivals.
    package static let length = Duration.milliseconds(1050)

    /// Ascending; some may be ahead, which are turns of those who wait.
    private var moments: [Duration] = []

    package init() {}

    func isIdle(at now: Duration) -> Bool { moments.last.map { $0 + Self.length <= now } ?? true }

    /// Takes the earliest free moment, at most `perSecond` of them in any second.
    package mutating func reserve(perSecond: Int, at now: Duration) -> Duration {
        let most = max(1, perSecond)
        var moment = max(now, moments.last ?? now)
        if moments.count >= most { moment = max(moment, moments[moments.count - most] + Self.length) }
        moments.append(moment)
        // Dropped rarely and many at once, so that a reservation costs little at any rate.
        if moments.count >= 2 * most { moments.removeFirst(moments.count - most) }
        return moment
    }

    /// Counts a turn from when it was taken, later than it was reserved for.
    package mutating func left(at now: Duration, insteadOf moment: Duration) {
        guard now > moment, let index = moments.firstIndex(of: moment) else { return }
        moments.remove(at: index)
        moments.insert(now, at: moments.firstIndex { $0 > now } ?? moments.endIndex)
    }
}

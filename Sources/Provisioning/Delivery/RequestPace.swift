import Synchronization

/// Keeps every connector to its requests a second, whatever deliveries they belong to.
package final class RequestPace: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let clock: any Clock<Duration>
    private let windows = Mutex<[String: RequestWindow]>([:])

    package init<C: Clock>(clock: C) where C.Duration == Duration {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        self.clock = clock
    }

    /// Waits until one more request of the connector may leave. Turns are given in the order of asking.
    ///
    /// - Throws: when the task is cancelled before its turn; nothing may be sent then.
    package func turn(of connector: String, perSecond: Int) async throws(CancellationError) {
        let wait = windows.withLock { windows in
            let now = elapsed()
            if windows[connector] == nil { windows = windows.filter { !$0.value.isIdle(at: now) } }
            return windows[connector, default: RequestWindow()].reserve(perSecond: perSecond, at: now) - now
        }
        guard wait > .zero else { return }
        do {
            try await clock.sleep(for: wait)
        } catch {
            throw CancellationError()
        }
    }
}

/// The moments of a connector's latest requests: no second holds more of them than allowed.
struct RequestWindow {
    /// Ascending; some may be ahead, which are turns of those who wait.
    private var moments: [Duration] = []

    func isIdle(at now: Duration) -> Bool { moments.last.map { $0 + .seconds(1) <= now } ?? true }

    /// Takes the earliest free moment, at most `perSecond` of them in any second.
    mutating func reserve(perSecond: Int, at now: Duration) -> Duration {
        let most = max(1, perSecond)
        var moment = max(now, moments.last ?? now)
        if moments.count >= most { moment = max(moment, moments[moments.count - most] + .seconds(1)) }
        moments.append(moment)
        // Dropped rarely and many at once, so that a reservation costs little at any rate.
        if moments.count >= 2 * most { moments.removeFirst(moments.count - most) }
        return moment
    }
}

import NIOCore

/// How long somebody waits for a peer, on the peer's event loop.
///
/// A wait that is over before its time costs no timer: the one that runs finds out, and sleeps on.
struct Patience {
    /// Shared with the timer.
    private final class State {
        var deadline: NIODeadline?
        var cut = ConnectionCut.idle
        var timer: Scheduled<Void>?
        var timerAt = NIODeadline.distantFuture
        let loop: NIOIsolatedEventLoop
        let end: (ConnectionCut) -> Void

        init(_ loop: NIOIsolatedEventLoop, _ end: @escaping (ConnectionCut) -> Void) {
            self.loop = loop
            self.end = end
        }

        func arm() {
            guard let deadline, timer == nil || deadline < timerAt else { return }
            timer?.cancel()
            timerAt = deadline
            timer = loop.scheduleTask(deadline: deadline) { self.fired() }
        }

        private func fired() {
            timer = nil
            guard let deadline else { return }
            guard deadline <= .now() else { return arm() }
            self.deadline = nil
            end(cut)
        }
    }

    private var state: State?

    /// - Parameter end: Called on the loop when a wait took too long.
    mutating func start(on loop: NIOIsolatedEventLoop, or end: @escaping (ConnectionCut) -> Void) {
        state = State(loop, end)
    }

    /// Waits anew; what was waited for before is forgotten.
    func wait(_ time: Duration, or cut: ConnectionCut) {
        guard let state else { return }
        state.deadline = .now() + TimeAmount(time)
        state.cut = cut
        state.arm()
    }

    /// Waits for nothing.
    func rest() { state?.deadline = nil }

    mutating func stop() {
        state?.timer?.cancel()
        state?.timer = nil
        state?.deadline = nil
        state = nil
    }
}

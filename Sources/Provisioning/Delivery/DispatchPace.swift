import Model

/// The times a dispatcher keeps.
package struct DispatchPace: Hashable, Sendable {
    /// How often it looks for deliveries that another process stored or whose time came.
    package var poll: Duration
    /// How long a claim holds.
    package var lease: Duration
    /// When an attempt is cancelled. Shorter than the lease, so that nobody else has the delivery yet.
    package var longestAttempt: Duration
    /// How long running deliveries may take after a drain began.
    package var drain: Duration
    package var backoff: Backoff

    package init(
        poll: Duration = .milliseconds(500), lease: Duration = .seconds(120),
        longestAttempt: Duration = .seconds(90), drain: Duration = .seconds(15), backoff: Backoff = Backoff()
    ) {
        self.poll = poll
        self.lease = lease
        self.longestAttempt = longestAttempt
        self.drain = drain
        self.backoff = backoff
    }
}

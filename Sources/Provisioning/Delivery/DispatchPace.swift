import Model

/// The times a dispatcher keeps.
package struct DispatchPace: Hashable, Sendable {
    /// How often it looks for deliveries that another process stored or whose time came.
    package var poll: Duration
    /// How long a claim holds unless it is extended, which happens when half of it is over. After a crash, the
    /// deliveries that were under way wait for this long.
    package var lease: Duration
    /// When an attempt is cancelled.
    package var longestAttempt: Duration
    /// How long running deliveries may take after a drain began.
    package var drain: Duration
    package var backoff: Backoff

    package init(
        poll: Duration = .milliseconds(500), lease: Duration = .seconds(15),
        longestAttempt: Duration = .seconds(90), drain: Duration = .seconds(15), backoff: Backoff = Backoff()
    ) {
        self.poll = poll
        self.lease = lease
        self.longestAttempt = longestAttempt
        self.drain = drain
        self.backoff = backoff
    }
}

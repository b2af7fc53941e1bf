package import Model

/// How an attempt at a delivery ended, as it is recorded.
package struct Settlement: Sendable {
    package enum Result: Sendable {
        /// The account is as wanted; what is linked now is stored with it.
        case done(DeliveryStatus, link: AccountLink?)
        case skipped(Skip)
        /// Goes back into the queue.
        case retry(at: Timestamp, isDoubtful: Bool)
        /// Waits until somebody approves it.
        case held
        /// The process stops before anything was sent: back into the queue, and the attempt does not count.
        case released
        case dead
    }

    /// Why nothing was owed.
    package enum Skip: Hashable, Sendable {
        /// The person is not in the scope; an older login that still had them in it must change nothing any more.
        case outOfScope
        case stale
        case connectorGone
    }

    package let delivery: DeliveryID
    /// The claimed delivery's attempt, by which a late settlement is told from the present claim's.
    ///
    /// `nil` settles whatever is claimed now.
    package let attempt: Int?
    package let result: Result
    /// `created`, `updated (displayName)`, or why not. Never holds a secret.
    package let reason: String
    /// The code behind a failure.
    package let code: DiagnosticCode?
    /// Whether an attempt may have made an account, and none found out.
    package let leavesDoubt: Bool
    /// The requests of the attempt.
    package let trace: [TracedExchange]
    package let at: Timestamp

    package init(
        delivery: DeliveryID, attempt: Int? = nil, result: Result, reason: String, code: DiagnosticCode? = nil,
        leavesDoubt: Bool = false, trace: [TracedExchange] = [], at: Timestamp
    ) {
        self.delivery = delivery
        self.attempt = attempt
        self.result = result
        self.reason = reason
        self.code = code
        self.leavesDoubt = leavesDoubt
        self.trace = trace
        self.at = at
    }
}

/// One request of an attempt and how it ended, as it is kept: no headers, no bodies, no secrets.
package struct TracedExchange: Hashable, Sendable {
    package let method: String
    package let url: String
    /// The answer's status, or why there was none.
    package let end: End
    package let took: Duration

    package enum End: Hashable, Sendable {
        case status(Int)
        case failure(String)
    }

    package init(method: String, url: String, end: End, took: Duration) {
        self.method = method
        self.url = url
        self.end = end
        self.took = took
    }
}

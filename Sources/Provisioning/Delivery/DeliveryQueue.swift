package import Model

/// How an attempt at a delivery ended, as it is recorded.
package struct Settlement: Sendable {
    package enum Result: Sendable {
        /// The account is as wanted; the link is stored with it.
        case done(DeliveryStatus, link: AccountLink)
        /// The account is gone or was never there; the link is removed.
        case unlinked(DeliveryStatus)
        case skipped
        /// Goes back into the queue.
        case retry(at: Timestamp, isDoubtful: Bool)
        /// The process stops before anything was sent: back into the queue, and the attempt does not count.
        case released
        case dead
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
    package let at: Timestamp

    package init(
        delivery: DeliveryID, attempt: Int? = nil, result: Result, reason: String, code: DiagnosticCode? = nil,
        at: Timestamp
    ) {
        self.delivery = delivery
        self.attempt = attempt
        self.result = result
        self.reason = reason
        self.code = code
        self.at = at
    }
}

/// Hands out deliveries in order and records how they end.
package protocol DeliveryQueue: Sendable {
    /// Claims the oldest deliveries of a connector that may run now.
    ///
    /// A person's deliveries to one connector run in login order: one is due only when no earlier one is open.
    /// Claiming stores the intent before any request leaves and takes a lease; a delivery whose lease ran out is
    /// claimed again and is doubtful then.
    /// - Parameter limit: Most deliveries to return, from 1.
    /// - Returns: Oldest first; never two of one person. Empty when nothing is due.
    /// - Atomicity: one transaction. Concurrency: any number of processes.
    func claim(connector: String, limit: Int, lease: Duration, at now: Timestamp) async throws(StoreError) -> [Delivery]

    /// Records how an attempt ended, and the account link with it, in one transaction.
    ///
    /// A settlement of a delivery that another process claimed meanwhile (its lease ran out) still stores the link.
    func settle(_ settlement: Settlement) async throws(StoreError)

    /// The connectors that have an open delivery, with the earliest time one may run.
    func openConnectors() async throws(StoreError) -> [String: Timestamp]

    /// Counts by connector and status, for metrics and `get`.
    func counts() async throws(StoreError) -> [DeliveryCount]
}

package struct DeliveryCount: Hashable, Sendable {
    package let connector: String
    package let status: DeliveryStatus
    package let count: Int
    /// When the login of the oldest one arrived.
    package let oldest: Timestamp

    package init(connector: String, status: DeliveryStatus, count: Int, oldest: Timestamp) {
        self.connector = connector
        self.status = status
        self.count = count
        self.oldest = oldest
    }
}

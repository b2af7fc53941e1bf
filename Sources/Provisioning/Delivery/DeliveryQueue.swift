package import Model

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

    /// Lets the leases of claimed deliveries run until `end`. One that was claimed anew or settled since is left alone.
    func extend(_ claims: [Claim], until end: Timestamp) async throws(StoreError)

    /// Records how an attempt ended, and the account link with it, in one transaction.
    ///
    /// A settlement of a delivery that another process claimed meanwhile (its lease ran out) still stores the link.
    func settle(_ settlement: Settlement) async throws(StoreError)

    /// What there is to do, on one view of the store.
    func glance() async throws(StoreError) -> QueueGlance

    /// Records a breaker that moved; `nil` closes it.
    func record(_ health: ConnectorHealth?, of connector: String) async throws(StoreError)

    /// Counts of open and dead deliveries by connector and status, for metrics and `get`.
    func counts() async throws(StoreError) -> [DeliveryCount]
}

/// A delivery that one process holds.
package struct Claim: Hashable, Sendable {
    package let delivery: DeliveryID
    package let attempt: Int

    package init(delivery: DeliveryID, attempt: Int) {
        self.delivery = delivery
        self.attempt = attempt
    }
}

/// Where the queue stands at one moment.
package struct QueueGlance: Sendable {
    /// The connectors that have an open delivery, with the earliest time one may run.
    package let due: [String: Timestamp]
    /// The connectors whose breaker is not closed.
    package let health: [String: ConnectorHealth]

    package init(due: [String: Timestamp], health: [String: ConnectorHealth]) {
        self.due = due
        self.health = health
    }
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

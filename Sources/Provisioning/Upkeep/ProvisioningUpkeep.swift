package import Model

/// Which deliveries an operator means.
package enum DeliverySelection: Hashable, Sendable {
    case named([DeliveryID])
    /// All that stand so; what is `nil` restricts nothing. `since`: changed then or later.
    case matching(connector: String?, since: Timestamp?)
}

/// What became of the deliveries that an operator selected.
package struct DeliveryRequest: Hashable, Sendable {
    package enum Refusal: Hashable, Sendable {
        case unknown
        case stands(DeliveryStatus)
    }

    package struct Refused: Hashable, Sendable {
        package let id: DeliveryID
        package let refusal: Refusal

        package init(_ id: DeliveryID, _ refusal: Refusal) {
            self.id = id
            self.refusal = refusal
        }
    }

    /// Back in the queue.
    package var taken: [DeliveryID] = []
    /// Ended at once: an open delivery of a later login of the person brings newer attributes.
    package var superseded: [DeliveryID] = []
    /// Only of those that were named.
    package var refused: [Refused] = []

    package init() {}
}

/// What operators and retention change. A running listener sees it at its next poll.
package protocol ProvisioningUpkeep: Sendable {
    /// Puts dead letters back into the queue, due now, with all their attempts; doubtful ones look first.
    ///
    /// - Atomicity: one transaction a batch; the person's order holds after each.
    func retry(_ selection: DeliverySelection, at now: Timestamp) async throws(StoreError) -> DeliveryRequest

    /// Lets held deprovisionings go on, past the brake.
    func approve(_ selection: DeliverySelection, at now: Timestamp) async throws(StoreError) -> DeliveryRequest

    /// Closes the connector's breaker.
    ///
    /// - Returns: Whether it was open.
    func closeBreaker(of connector: String) async throws(StoreError) -> Bool

    /// Stores a login whose deliveries the caller performs itself: they are claimed already, so that no listener takes
    /// them.
    ///
    /// - Parameter lease: How long the claims hold; afterwards a listener takes the deliveries, in doubt.
    /// - Atomicity: one transaction; nothing is stored when a delivery of the person is open at one of the connectors.
    func begin(_ login: Login, lease: Duration, at now: Timestamp) async throws(StoreError) -> DirectStart

    /// Looks through a batch of logins in the order they were stored.
    func forget(_ rule: RetentionRule, after cursor: Int) async throws(StoreError) -> RetentionBatch
}

/// How a login that its caller performs was taken.
package enum DirectStart: Sendable {
    case claimed(LoginID, [Delivery])
    /// The person's open deliveries that must end first.
    case blocked([OpenDelivery])
}

/// A delivery that stands in the way of another.
package struct OpenDelivery: Hashable, Sendable {
    package let id: DeliveryID
    package let connector: String
    package let status: DeliveryStatus

    package init(id: DeliveryID, connector: String, status: DeliveryStatus) {
        self.id = id
        self.connector = connector
        self.status = status
    }
}

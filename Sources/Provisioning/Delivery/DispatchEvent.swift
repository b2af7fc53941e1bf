package import Model

/// What a dispatcher did, for logs and metrics.
package enum DispatchEvent: Sendable {
    case settled(Delivery, Settlement)
    /// The outcome could not be recorded; the delivery is claimed again, doubtful, when its lease ran out.
    case unrecorded(Delivery, Settlement, StoreError)
    /// A connector's breaker opened or sends a probe; `nil` closed it.
    case breakerMoved(connector: String, ConnectorHealth?)
    case storeFailed(StoreError)
}

package import Model
package import Provisioning

/// What the listener works with.
package struct ListenerPorts: Sendable {
    package let routing: any RoutingSource
    package let intake: any LoginIntake
    /// For the counts in `/metrics`.
    package let deliveries: any DeliveryQueue
    package let secrets: any SecretResolving
    package let wallClock: any WallClock
    /// Sleeps while an answer is held.
    package let clock: any Clock<Duration>
    /// Called after a login was stored, so that its deliveries start at once.
    package let loginStored: @Sendable () -> Void

    package init(
        routing: any RoutingSource, intake: any LoginIntake, deliveries: any DeliveryQueue,
        secrets: any SecretResolving, wallClock: any WallClock, clock: any Clock<Duration>,
        loginStored: @escaping @Sendable () -> Void
    ) {
        self.routing = routing
        self.intake = intake
        self.deliveries = deliveries
        self.secrets = secrets
        self.wallClock = wallClock
        self.clock = clock
        self.loginStored = loginStored
    }
}

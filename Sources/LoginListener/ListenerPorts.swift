package import Model
package import Provisioning

/// What the listener works with.
package struct ListenerPorts: Sendable {
    package let routing: any RoutingSource
    package let intake: any LoginIntake
    /// For the numbers in `/metrics`.
    package let queue: QueueSnapshot
    /// Wakes held answers.
    package let settlements: SettlementBell
    /// What the proofs of triggers are checked with.
    package let proofs: ProofMeans
    package let wallClock: any WallClock
    /// Sleeps while an answer is held.
    package let clock: any Clock<Duration>
    /// `nil` keeps none.
    package var accessLog: AccessLog?
    /// `nil` speaks plain HTTP.
    package var certificate: ServerCertificate?
    /// Called after a login was stored, so that its deliveries start at once.
    package let loginStored: @Sendable () -> Void
    /// What the console works with; `nil` serves none.
    package var console: ConsolePorts?
    /// Without it, there is no login page.
    package var loginPage: LoginPageMeans?

    package init(
        routing: any RoutingSource, intake: any LoginIntake, queue: QueueSnapshot,
        settlements: SettlementBell = SettlementBell(), proofs: ProofMeans, wallClock: any WallClock,
        clock: any Clock<Duration>,
        loginStored: @escaping @Sendable () -> Void
    ) {
        self.routing = routing
        self.intake = intake
        self.queue = queue
        self.settlements = settlements
        self.proofs = proofs
        self.wallClock = wallClock
        self.clock = clock
        self.loginStored = loginStored
    }
}

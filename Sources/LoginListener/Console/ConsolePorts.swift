package import Model
package import Provisioning

/// What the console reads, and what it may change.
package struct ConsolePorts: Sendable {
    /// What becomes of a toggle by hand.
    package enum Toggled: Hashable, Sendable {
        case changed
        case alreadySo
        case missing
    }

    /// What a person at the console may do; each as the command of the same name does it.
    package struct Writes: Sendable {
        package let retry: @Sendable (DeliveryID) async throws(StoreError) -> DeliveryRequest
        package let approve: @Sendable (DeliveryID) async throws(StoreError) -> DeliveryRequest
        package let toggle: @Sendable (_ connector: String, _ isEnabled: Bool) async throws(StoreError) -> Toggled

        package init(
            retry: @escaping @Sendable (DeliveryID) async throws(StoreError) -> DeliveryRequest,
            approve: @escaping @Sendable (DeliveryID) async throws(StoreError) -> DeliveryRequest,
            toggle: @escaping @Sendable (_ connector: String, _ isEnabled: Bool) async throws(StoreError) -> Toggled
        ) {
            self.retry = retry
            self.approve = approve
            self.toggle = toggle
        }
    }

    /// Reads the store anew; the console asks once a second at most, however many people look.
    package let glance: @Sendable () async throws(StoreError) -> ConsoleGlance
    package let person: @Sendable (_ text: String) async throws(StoreError) -> ConsolePerson.Found
    /// `nil` lets nothing be changed.
    package let writes: Writes?
    /// Lets people in from anywhere; without one, who sits at this machine gets in.
    package let token: SecretReference?
    package let secrets: any SecretResolving

    package init(
        glance: @escaping @Sendable () async throws(StoreError) -> ConsoleGlance,
        person: @escaping @Sendable (_ text: String) async throws(StoreError) -> ConsolePerson.Found,
        writes: Writes?, token: SecretReference?, secrets: any SecretResolving
    ) {
        self.glance = glance
        self.person = person
        self.writes = writes
        self.token = token
        self.secrets = secrets
    }
}

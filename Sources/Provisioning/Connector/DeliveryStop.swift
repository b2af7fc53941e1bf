/// The outcome that ends a delivery before its last step.
package struct DeliveryStop: Error {
    package let outcome: DeliveryOutcome

    package init(_ outcome: DeliveryOutcome) {
        self.outcome = outcome
    }
}

import Model

/// One thing that a read-only probe of a target looked at.
package struct ProbeStep: Hashable, Sendable {
    /// `token`, `users`, `permission`.
    package let subject: String
    package let message: String
    /// What to do; `nil` when all is well.
    package let remedy: String?

    package init(_ subject: String, _ message: String, remedy: String? = nil) {
        self.subject = subject
        self.message = message
        self.remedy = remedy
    }
}

extension DeliveryOutcome {
    /// The step of a probe that ended like this.
    package func probeStep(_ subject: String) -> ProbeStep {
        let remedy =
            switch code {
            case .remoteUnauthorised?, .connectorSecretUnavailable?:
                "check the credentials in `settings` and what they are allowed to do at the target"
            case .remoteThrottled?: "the target asks to slow down: try again later, or lower `requestsPerSecond`"
            case let code?: code.explanation
            case nil: "nothing was learned from this answer"
            }
        return ProbeStep(subject, reason + (code.map { " (\($0.id))" } ?? ""), remedy: remedy)
    }
}

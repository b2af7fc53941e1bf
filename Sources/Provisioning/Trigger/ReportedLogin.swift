package import Model

/// A login as a trigger proved and told it, before it is matched with the stored state.
package struct ReportedLogin: Sendable {
    /// The sender's id of the event; the same id again is a duplicate.
    package let eventID: String
    package let occurredAt: Timestamp?
    package let application: String
    /// Other names of the application, for when none of ours is `application`.
    package let otherApplicationNames: [String]
    /// `nil` when the sender does not say through which connection.
    package let connection: String?
    /// What tells the connection when it is not named.
    package let evidence: SignInEvidence?
    package let subject: Subject
    package let claims: ValueMap

    package init(
        eventID: String, occurredAt: Timestamp?, application: String, otherApplicationNames: [String] = [],
        connection: String?, evidence: SignInEvidence? = nil, subject: Subject, claims: ValueMap
    ) {
        self.eventID = eventID
        self.occurredAt = occurredAt
        self.application = application
        self.otherApplicationNames = otherApplicationNames
        self.connection = connection
        self.evidence = evidence
        self.subject = subject
        self.claims = claims
    }
}

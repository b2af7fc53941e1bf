package import Model

/// A login as a trigger proved and told it, before it is matched with the stored state.
package struct ReportedLogin: Sendable {
    /// The sender's id of the event; the same id again is a duplicate.
    package let eventID: String
    package let occurredAt: Timestamp?
    package let application: String
    /// `nil` when the sender does not say through which connection.
    package let connection: String?
    package let subject: Subject
    package let claims: ValueMap

    package init(
        eventID: String, occurredAt: Timestamp?, application: String, connection: String?, subject: Subject,
        claims: ValueMap
    ) {
        self.eventID = eventID
        self.occurredAt = occurredAt
        self.application = application
        self.connection = connection
        self.subject = subject
        self.claims = claims
    }
}

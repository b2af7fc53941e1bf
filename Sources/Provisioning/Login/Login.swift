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

/// A login matched with the stored state: who, through what, and which connectors it owes an account in.
package struct Login: Sendable {
    package let trigger: String
    package let eventID: String
    package let occurredAt: Timestamp?
    package let receivedAt: Timestamp
    /// The login flow's name.
    package let application: String
    package let connection: String
    package let subject: Subject
    package let attributes: UserAttributes
    /// The enabled connectors of the connection, ascending.
    package let connectors: [String]

    package init(
        trigger: String, eventID: String, occurredAt: Timestamp?, receivedAt: Timestamp, application: String,
        connection: String, subject: Subject, attributes: UserAttributes, connectors: [String]
    ) {
        self.trigger = trigger
        self.eventID = eventID
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
        self.application = application
        self.connection = connection
        self.subject = subject
        self.attributes = attributes
        self.connectors = connectors
    }
}

package import Model

/// A login matched with the stored state: who, through what, and which connectors it owes an account in.
package struct Login: Sendable {
    package let trigger: String
    package let eventID: String
    package let occurredAt: Timestamp?
    package let receivedAt: Timestamp
    /// When the login counts as having happened: as the sender says, but never after it was received.
    package var asOf: Timestamp { min(occurredAt ?? receivedAt, receivedAt) }
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

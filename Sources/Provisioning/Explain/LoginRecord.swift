package import Model

/// A stored login and how its deliveries stand.
package struct LoginRecord: Hashable, Sendable {
    package let id: LoginID
    package let trigger: String
    package let eventID: String
    package let occurredAt: Timestamp?
    package let receivedAt: Timestamp
    package let application: String
    package let connection: String
    package let subject: Subject
    package let attributes: UserAttributes
    /// By connector, ascending.
    package let deliveries: [LoginReceipt.Owed]

    package init(
        id: LoginID, trigger: String, eventID: String, occurredAt: Timestamp?, receivedAt: Timestamp,
        application: String, connection: String, subject: Subject, attributes: UserAttributes,
        deliveries: [LoginReceipt.Owed]
    ) {
        self.id = id
        self.trigger = trigger
        self.eventID = eventID
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
        self.application = application
        self.connection = connection
        self.subject = subject
        self.attributes = attributes
        self.deliveries = deliveries
    }

    /// What people call the person: user name, else e-mail address, else subject.
    package var userName: String { attributes.userName ?? attributes.email ?? subject.text }
}

/// A person as the stored logins and account links know them.
package struct PersonRecord: Hashable, Sendable {
    package let subject: Subject
    /// The login that happened last; `nil` when retention removed all of them.
    package let latest: LoginRecord?
    /// Through which they signed in, ascending.
    package let connections: [String]

    package init(subject: Subject, latest: LoginRecord?, connections: [String]) {
        self.subject = subject
        self.latest = latest
        self.connections = connections
    }
}

package import Model

/// Where a delivery stands.
package enum DeliveryStatus: String, Hashable, Sendable, CaseIterable {
    /// Waits for its time.
    case queued
    /// Claimed: a request may be on its way.
    case sending
    case succeeded
    /// The target already had it; nothing was sent.
    case unchanged
    /// Nothing was owed: out of scope, or the connector is gone.
    case skipped
    /// A later login of the same person took its place before it was sent.
    case superseded
    /// Given up: a permanent error, or every attempt failed.
    case dead

    package var isFinal: Bool { self != .queued && self != .sending }
}

/// A claimed delivery: one login × one connector, with all it takes to perform it.
package struct Delivery: Sendable {
    package let id: DeliveryID
    package let login: LoginID
    package let connector: String
    package let connection: String
    package let subject: Subject
    package let attributes: UserAttributes
    /// From 1.
    package let attempt: Int
    /// An earlier attempt may have reached the target: look up before any create.
    package let isDoubtful: Bool
    /// The remote account of this person, when one is linked.
    package let link: AccountLink?
    package let receivedAt: Timestamp

    package init(
        id: DeliveryID, login: LoginID, connector: String, connection: String, subject: Subject,
        attributes: UserAttributes, attempt: Int, isDoubtful: Bool, link: AccountLink?, receivedAt: Timestamp
    ) {
        self.id = id
        self.login = login
        self.connector = connector
        self.connection = connection
        self.subject = subject
        self.attributes = attributes
        self.attempt = attempt
        self.isDoubtful = isDoubtful
        self.link = link
        self.receivedAt = receivedAt
    }
}

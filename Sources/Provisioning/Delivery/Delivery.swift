package import Model

/// Where a delivery stands.
///
/// ```
/// queued ──▶ sent ──▶ succeeded | unchanged | skipped | dead
///   ▲  ▲      │ ├──▶ queued      a failure that certainly changed nothing
///   │  │      │ ├──▶ ambiguous ──▶ sent, looking before it creates
///   │  │      │ └──▶ held        the brake on deprovisioning
///   │  └── approve ────┘
///   └── retry ── dead            queued and held may also end superseded
/// ```
package enum DeliveryStatus: String, Hashable, Sendable, CaseIterable {
    /// Waits for its time; nothing is in doubt.
    case queued
    /// Claimed: the intent is stored, and a request may be on its way.
    case sent
    /// An attempt may have reached the target; waits for its time, and looks the account up then.
    case ambiguous
    /// A deprovisioning that the brake holds until somebody approves it.
    case held
    case succeeded
    /// The target already had it; nothing was sent.
    case unchanged
    /// Nothing was owed: out of scope, out of date, or the connector is gone.
    case skipped
    /// Another login of the same person took its place before it was sent.
    case superseded
    /// Given up: a permanent error, or every attempt failed.
    case dead

    package var isFinal: Bool {
        switch self {
        case .queued, .sent, .ambiguous, .held: false
        case .succeeded, .unchanged, .skipped, .superseded, .dead: true
        }
    }

    /// It is tried when its time comes, without anybody's doing.
    package var waitsForItsTime: Bool { self == .queued || self == .ambiguous }
}

/// A claimed delivery: one login × one connector, with all it takes to perform it.
package struct Delivery: Sendable {
    package let id: DeliveryID
    package let login: LoginID
    package let connector: String
    package let connection: String
    package let subject: Subject
    package let attributes: UserAttributes
    /// When the login happened; a person's younger login counts.
    package let asOf: Timestamp
    /// From 1.
    package let attempt: Int
    /// An earlier attempt may have reached the target: look up before any create.
    package let isDoubtful: Bool
    /// Somebody let this deprovisioning pass the brake.
    package let isApproved: Bool
    /// The remote account of this person, or its tombstone.
    package let link: AccountLink?
    package let receivedAt: Timestamp

    package init(
        id: DeliveryID, login: LoginID, connector: String, connection: String, subject: Subject,
        attributes: UserAttributes, asOf: Timestamp, attempt: Int, isDoubtful: Bool, isApproved: Bool,
        link: AccountLink?, receivedAt: Timestamp
    ) {
        self.id = id
        self.login = login
        self.connector = connector
        self.connection = connection
        self.subject = subject
        self.attributes = attributes
        self.asOf = asOf
        self.attempt = attempt
        self.isDoubtful = isDoubtful
        self.isApproved = isApproved
        self.link = link
        self.receivedAt = receivedAt
    }

    /// Who signed in, and through which connection.
    package var person: SignedInPerson { SignedInPerson(attributes: attributes, connection: connection) }
}

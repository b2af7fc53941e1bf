package import Model

/// Our user ↔ the remote account. One person has at most one account per connector, and an account one person.
///
/// A link whose account was taken away stays as a tombstone, so that a late login can't bring the account back.
package struct AccountLink: Hashable, Sendable {
    /// The account as the target was last known to hold it.
    package enum Account: Hashable, Sendable {
        case active(RemoteAccountID)
        case deactivated(RemoteAccountID)
        case deleted

        /// `nil` once the account is deleted.
        package var id: RemoteAccountID? {
            switch self {
            case .active(let id), .deactivated(let id): id
            case .deleted: nil
            }
        }

        package var isActive: Bool {
            if case .active = self { true } else { false }
        }
    }

    package let connector: String
    package let subject: Subject
    package let account: Account
    /// The target's human name of the account, for messages.
    package let remoteName: String
    /// SHA-256 of the canonical attributes last confirmed at the target; empty when they are not known.
    package let digest: String
    /// When the login happened that this is from; an older one changes nothing any more.
    package let asOf: Timestamp

    /// The same link under another name of the connector.
    package func moved(to connector: String) -> AccountLink {
        AccountLink(
            connector: connector, subject: subject, account: account, remoteName: remoteName, digest: digest,
            asOf: asOf)
    }

    package init(
        connector: String, subject: Subject, account: Account, remoteName: String, digest: String, asOf: Timestamp
    ) {
        self.connector = connector
        self.subject = subject
        self.account = account
        self.remoteName = remoteName
        self.digest = digest
        self.asOf = asOf
    }
}

/// Whether one more account may be taken away now.
package enum RemovalVerdict: Hashable, Sendable {
    case allowed
    /// The brake holds: so many accounts went within the window already.
    case held(removed: Int)
}

/// Knows the account links.
package protocol AccountLinks: Sendable {
    /// Who is linked to the remote account, if anybody.
    func owner(of remote: RemoteAccountID, connector: String) async throws(StoreError) -> Subject?

    /// Lets an account go, or holds it: by then more would have gone than the brake allows.
    ///
    /// An admitted removal counts from now on, once for each delivery, whatever becomes of it.
    /// - Atomicity: one transaction, so that two processes can't both take the last free place.
    func admitRemoval(
        by delivery: DeliveryID, connector: String, brake: OutboundConnector.RemovalBrake, at now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict
}

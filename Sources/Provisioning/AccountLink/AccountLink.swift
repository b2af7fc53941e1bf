package import Model

/// Our user ↔ the remote account. One person has at most one account per connector, and an account one person.
package struct AccountLink: Hashable, Sendable {
    package let connector: String
    package let subject: Subject
    package let remote: RemoteAccountID
    /// The target's human name of the account, for messages.
    package let remoteName: String
    /// SHA-256 of the canonical attributes last confirmed at the target.
    package let digest: String

    package init(connector: String, subject: Subject, remote: RemoteAccountID, remoteName: String, digest: String) {
        self.connector = connector
        self.subject = subject
        self.remote = remote
        self.remoteName = remoteName
        self.digest = digest
    }
}

/// Finds account links.
package protocol AccountLinks: Sendable {
    /// Who is linked to the remote account, if anybody.
    func owner(of remote: RemoteAccountID, connector: String) async throws(StoreError) -> Subject?
}

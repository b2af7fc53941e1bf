package import Model

/// A stored account link, or the tombstone of one.
package struct AccountRecord: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case active
        case deactivated
        case deleted
        /// There never was an account: the person was out of the scope, and an older login must not make one.
        case never
    }

    package let connector: String
    package let subject: Subject
    package let account: AccountLink.Account
    package let remoteName: String
    /// When the login happened that it is from.
    package let asOf: Timestamp
    package let confirmedAt: Timestamp
    /// The login that it is from, as long as retention keeps that.
    package var login: LoginID?

    package init(
        connector: String, subject: Subject, account: AccountLink.Account, remoteName: String, asOf: Timestamp,
        confirmedAt: Timestamp, login: LoginID? = nil
    ) {
        self.connector = connector
        self.subject = subject
        self.account = account
        self.remoteName = remoteName
        self.asOf = asOf
        self.confirmedAt = confirmedAt
        self.login = login
    }

    package var state: State {
        switch account {
        case .active: .active
        case .deactivated: .deactivated
        case .deleted: remoteName.isEmpty ? .never : .deleted
        }
    }
}

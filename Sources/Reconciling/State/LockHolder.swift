package import Model

/// Proves who holds the state's lock; nobody can guess another's.
package struct LockToken: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

/// Who holds the state's lock, and until when unless it is renewed.
package struct LockHolder: Hashable, Sendable, CustomStringConvertible {
    package let token: LockToken
    /// The acting person or pipeline.
    package let by: String
    package let host: String
    package let process: Int
    /// The command: `apply`.
    package let purpose: String
    package let acquiredAt: Timestamp
    package let renewedAt: Timestamp
    /// A dead holder's lock is anybody's from then on.
    package let expiresAt: Timestamp

    package init(
        token: LockToken, by: String, host: String, process: Int, purpose: String, acquiredAt: Timestamp,
        renewedAt: Timestamp, expiresAt: Timestamp
    ) {
        self.token = token
        self.by = by
        self.host = host
        self.process = process
        self.purpose = purpose
        self.acquiredAt = acquiredAt
        self.renewedAt = renewedAt
        self.expiresAt = expiresAt
    }

    package var description: String { "\(by) (process \(process) on \(host), `\(purpose)` since \(acquiredAt))" }
}

/// How an attempt to take the lock ended.
package enum LockAttempt: Hashable, Sendable {
    case acquired
    case held(LockHolder)
}

/// Whether a lease was extended.
package enum LockRenewal: Hashable, Sendable {
    case renewed
    /// Somebody broke the lock, or took it after it expired.
    case lost
}

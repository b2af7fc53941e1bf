package import Model

/// What an attempt learned about a person's account, for whoever watches it.
package enum AttemptNote: Hashable, Sendable {
    /// An account at the target is this person's: by the link, or by an attribute that matches.
    case found(RemoteAccount, by: String)
    /// No account is linked or matches.
    case nobody
    /// What the target holds and what it should; empty when it holds all of it.
    case differs([AttributeDifference])
}

/// One target attribute as the target holds it and as it should.
package struct AttributeDifference: Hashable, Sendable {
    package let path: String
    /// `nil` when the target holds nothing there.
    package let held: Value?
    package let wanted: Value

    package init(path: String, held: Value?, wanted: Value) {
        self.path = path
        self.held = held
        self.wanted = wanted
    }
}

extension AttemptNote {
    /// With dots in place of our secrets, which a target may hold as values.
    func hiding(_ secrets: [String]) -> AttemptNote {
        switch self {
        case .nobody: .nobody
        case .found(let account, let by):
            .found(
                RemoteAccount(id: account.id, name: SecretBlot.blotted(account.name, of: secrets)), by: by)
        case .differs(let differences):
            .differs(
                differences.map { difference in
                    AttributeDifference(
                        path: difference.path, held: difference.held.map { SecretBlot.blotted($0, of: secrets) },
                        wanted: SecretBlot.blotted(difference.wanted, of: secrets))
                })
        }
    }
}

/// One step of an attempt, in the order it happened.
package enum AttemptStep: Hashable, Sendable {
    case exchange(RecordedExchange)
    case note(AttemptNote)
}

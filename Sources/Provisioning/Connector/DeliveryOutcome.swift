package import Model

/// An account as the target names it.
package struct RemoteAccount: Hashable, Sendable {
    package let id: RemoteAccountID
    /// The target's human name of it, such as the user name.
    package let name: String

    package init(id: RemoteAccountID, name: String) {
        self.id = id
        self.name = name
    }
}

/// How one attempt at a delivery ended.
///
/// | outcome | the target | what follows |
/// |---|---|---|
/// | created, adopted, updated, unchanged | holds what it should | link |
/// | deactivated, deleted | lost the account as wanted | tombstone |
/// | outOfScope, stale | was not asked | nothing |
/// | removalHeld | was not asked: the brake on deprovisioning | wait for approval |
/// | conflict, rejected | would refuse again | dead letter |
/// | unauthorised | refuses our credentials | retry, and stop pressing it |
/// | throttled, transient | certainly did nothing | retry |
/// | ambiguous | may have done it | retry, looking first |
/// | held | was not asked to change anything: a dry run | nothing |
package enum DeliveryOutcome: Hashable, Sendable {
    case created(RemoteAccount)
    /// An account that was there already is ours now.
    case adopted(RemoteAccount, changed: [String])
    case updated(RemoteAccount, changed: [String])
    case unchanged(RemoteAccount)
    case deactivated(RemoteAccountID)
    case deleted(RemoteAccountID)
    case outOfScope(reason: String)
    /// A younger login of this person was delivered already.
    case stale(since: Timestamp)
    case removalHeld(reason: String)
    case conflict(reason: String, candidates: [RemoteAccount])
    case rejected(DiagnosticCode, reason: String)
    case unauthorised(reason: String)
    case throttled(reason: String, retryAt: Timestamp?)
    case transient(DiagnosticCode, reason: String, retryAt: Timestamp?)
    case ambiguous(DiagnosticCode, reason: String, retryAt: Timestamp? = nil)
    case held(HeldRequest)
}

extension DeliveryOutcome {
    /// The account that is as wanted now; `nil` for every other outcome.
    package var account: RemoteAccount? {
        switch self {
        case .created(let account), .adopted(let account, _), .updated(let account, _), .unchanged(let account):
            account
        case .deactivated, .deleted, .outOfScope, .stale, .removalHeld, .conflict, .rejected, .unauthorised,
            .throttled, .transient, .ambiguous, .held:
            nil
        }
    }

    /// The code behind an outcome that is no success.
    package var code: DiagnosticCode? {
        switch self {
        case .created, .adopted, .updated, .unchanged, .deactivated, .deleted, .held: nil
        case .outOfScope: .outOfScope
        case .stale: .staleLogin
        case .removalHeld: .removalHeld
        case .conflict: .remoteConflict
        case .rejected(let code, _), .transient(let code, _, _), .ambiguous(let code, _, _): code
        case .unauthorised: .remoteUnauthorised
        case .throttled: .remoteThrottled
        }
    }

    /// When the target wants to be asked again, if it named a time.
    package var retryAt: Timestamp? {
        switch self {
        case .throttled(_, let retryAt), .transient(_, _, let retryAt), .ambiguous(_, _, let retryAt): retryAt
        case .created, .adopted, .updated, .unchanged, .deactivated, .deleted, .stale, .removalHeld, .outOfScope,
            .conflict, .rejected, .unauthorised, .held:
            nil
        }
    }

    /// One line for people: `created`, `updated (displayName)`, or why not.
    package var reason: String {
        switch self {
        case .created: "created"
        case .adopted(_, let changed): changed.isEmpty ? "adopted" : "adopted (\(changed.joined(separator: ", ")))"
        case .updated(_, let changed): "updated (\(changed.joined(separator: ", ")))"
        case .unchanged: "unchanged"
        case .deactivated: "deactivated"
        case .deleted: "deleted"
        case .conflict(let reason, let candidates):
            candidates.isEmpty
                ? reason : "\(reason): " + candidates.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
        case .stale(let since): "a younger login of this person, of \(since), was delivered already"
        case .outOfScope(let reason), .removalHeld(let reason), .rejected(_, let reason), .unauthorised(let reason),
            .throttled(let reason, _), .transient(_, let reason, _), .ambiguous(_, let reason, _):
            reason
        case .held(let request): "would send \(request)"
        }
    }
}

import Model

extension DeliveryOutcome {
    /// With more that was written.
    func changing(_ more: [String]) -> DeliveryOutcome {
        guard !more.isEmpty else { return self }
        switch self {
        case .unchanged(let account): return .updated(account, changed: more)
        case .updated(let account, let changed): return .updated(account, changed: changed + more)
        case .adopted(let account, let changed): return .adopted(account, changed: changed + more)
        default: return self
        }
    }

    /// What it means that the account is as wanted and its groups are not.
    ///
    /// An account that is new to us is in doubt until the groups are done: the next attempt finds it by our own
    /// identifier and takes it, whatever the policy. One that was linked before stays linked.
    func without(groups failure: DeliveryOutcome) -> DeliveryOutcome {
        if case .held = failure { return failure }
        switch self {
        case .created(let account), .adopted(let account, _):
            return .ambiguous(
                failure.code ?? .doubtfulOutcome,
                reason: "the account \(account.name) (\(account.id)) is there, and its groups are not as wanted: "
                    + failure.reason, retryAt: failure.retryAt)
        default: return failure
        }
    }

    /// The same failure, told of a thing that is a part of the whole.
    func about(_ subject: String) -> DeliveryOutcome {
        switch self {
        case .conflict(let reason, let candidates): .conflict(reason: "\(subject): \(reason)", candidates: candidates)
        case .rejected(let code, let reason): .rejected(code, reason: "\(subject): \(reason)")
        case .unauthorised(let reason): .unauthorised(reason: "\(subject): \(reason)")
        case .throttled(let reason, let retryAt): .throttled(reason: "\(subject): \(reason)", retryAt: retryAt)
        case .transient(let code, let reason, let retryAt):
            .transient(code, reason: "\(subject): \(reason)", retryAt: retryAt)
        case .ambiguous(let code, let reason, let retryAt):
            .ambiguous(code, reason: "\(subject): \(reason)", retryAt: retryAt)
        case .created, .adopted, .updated, .unchanged, .deactivated, .deleted, .outOfScope, .stale, .removalHeld,
            .held:
            self
        }
    }
}

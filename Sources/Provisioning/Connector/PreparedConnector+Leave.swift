import Model

extension PreparedConnector {
    /// Takes the account of a person away who left the scope, as `onScopeLoss` wants and the brake allows.
    ///
    /// | linked account | onScopeLoss | what happens |
    /// |---|---|---|
    /// | none, or gone already | any | nothing |
    /// | there | keep | nothing; the link stays |
    /// | there | deactivate, delete | held when the brake says so, else removed; a tombstone stays |
    func leave(
        _ delivery: Delivery, because reason: String, in remote: RemoteSession, links: any AccountLinks
    ) async -> Attempt {
        let removal: AccountRemoval
        switch spec.onScopeLoss {
        case .keep: return Attempt(outcome: .outOfScope(reason: reason))
        case .deactivate: removal = .deactivate
        case .delete: removal = .delete
        }
        guard let link = delivery.link, let id = link.account.id, link.account.isActive || removal == .delete else {
            return Attempt(outcome: .outOfScope(reason: reason))
        }
        if !delivery.isApproved {
            do throws(StoreError) {
                let verdict = try await links.admitRemoval(
                    by: delivery.id, connector: name, brake: spec.removalBrake, at: remote.now)
                if case .held(let removed) = verdict {
                    return Attempt(outcome: .removalHeld(reason: held(removal, reason, removed)))
                }
            } catch {
                let finding = error.diagnostic
                return Attempt(outcome: .transient(finding.code, reason: finding.message, retryAt: nil))
            }
        }
        let outcome = await type.remove(id, by: removal, in: remote)
        let account: AccountLink.Account
        switch outcome {
        case .deactivated(let id): account = .deactivated(id)
        case .deleted: account = .deleted
        default: return Attempt(outcome: outcome)
        }
        return Attempt(
            outcome: outcome,
            link: AccountLink(
                connector: name, subject: delivery.subject, account: account, remoteName: link.remoteName, digest: "",
                asOf: delivery.asOf))
    }

    private func held(_ removal: AccountRemoval, _ reason: String, _ removed: Int) -> String {
        let brake = spec.removalBrake
        let word = removal == .delete ? "deleted" : "deactivated"
        return "the account would be \(word) (\(reason)); \(removed) went within \(brake.within.written) already, "
            + "and the brake allows \(brake.moreThan) or \(brake.percent) %"
    }
}

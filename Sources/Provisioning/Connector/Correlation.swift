import Model

/// Decides whether an account that the target has already may be taken for a person's.
package struct Correlation: Sendable {
    /// An account that a look-up found.
    package struct Candidate: Hashable, Sendable {
        package let account: RemoteAccount
        /// The identifier of ours that the account bears, such as `externalId`.
        package let ownID: String?

        package init(_ account: RemoteAccount, ownID: String?) {
            self.account = account
            self.ownID = ownID
        }
    }

    /// Whether a create of ours may have been carried out before.
    package enum Past: Hashable, Sendable {
        case certain
        case doubtful
    }

    private let order: DeliveryOrder
    /// The identifier that we write to the account, and the attribute it stands in.
    private let ownID: String?
    private let ownAttribute: String

    package init(_ order: DeliveryOrder, ownID: String?, in ownAttribute: String) {
        self.order = order
        self.ownID = ownID
        self.ownAttribute = ownAttribute
    }

    /// What is known before this attempt creates anything.
    package var past: Past { order.isDoubtful ? .doubtful : .certain }

    /// Decides about what a look-up by one attribute found.
    ///
    /// | found | decision |
    /// |---|---|
    /// | nobody | `nil` |
    /// | several | conflict |
    /// | one that is linked to another person | conflict |
    /// | one with an identifier that is not this person's | conflict |
    /// | one with this person's identifier, after a doubtful create | ours, whatever the policy |
    /// | any other one | as the policy says |
    ///
    /// - Throws: the conflict with its candidates, or a store that can't tell who is linked.
    package func accept(
        _ hits: [Candidate], by attribute: String, past: Past
    ) async throws(DeliveryStop) -> Candidate? {
        guard let hit = hits.first else { return nil }
        guard hits.count == 1 else { throw conflict("several accounts have this \(attribute)", hits) }
        if let owner = try await owner(of: hit.account.id) {
            throw conflict("the account with this \(attribute) is linked to `\(owner)`", hits)
        }
        if let found = hit.ownID, let ownID, found != ownID {
            throw conflict("the account with this \(attribute) has another \(ownAttribute)", hits)
        }
        let isCertainlyOurs = past == .doubtful && ownID != nil && hit.ownID == ownID
        guard order.policy == .adopt || isCertainlyOurs else {
            throw conflict("an account with this \(attribute) exists, and `conflict.policy` is `fail`", hits)
        }
        return hit
    }

    private func owner(of id: RemoteAccountID) async throws(DeliveryStop) -> Subject? {
        do throws(StoreError) {
            return try await order.otherOwner(id)
        } catch {
            let finding = error.diagnostic
            throw DeliveryStop(.transient(finding.code, reason: finding.message, retryAt: nil))
        }
    }

    private func conflict(_ reason: String, _ hits: [Candidate]) -> DeliveryStop {
        DeliveryStop(.conflict(reason: reason, candidates: hits.prefix(5).map(\.account)))
    }
}

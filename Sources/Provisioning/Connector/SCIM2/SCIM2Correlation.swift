import Model

/// Finds the account that a person has at the target already, and decides whether it may be taken for theirs.
struct SCIM2Correlation: Sendable {
    let order: DeliveryOrder
    let wanted: SCIM2User
    let service: SCIM2Service

    /// Whether a create of ours may have been carried out before.
    enum Past: Hashable, Sendable {
        case certain
        case doubtful
    }

    /// What is known before this attempt creates anything.
    var past: Past { order.isDoubtful ? .doubtful : .certain }

    /// Looks the account up by each attribute of `matchOn` in order; the first that finds one decides.
    ///
    /// | found | decision |
    /// |---|---|
    /// | nobody | `nil`: it may be created |
    /// | several | conflict |
    /// | one that is linked to another person | conflict |
    /// | one with an externalId that is not this person's | conflict |
    /// | one with this person's externalId, after a doubtful create | ours, whatever the policy |
    /// | any other one | as the policy says |
    func match(_ past: Past) async throws(SCIM2Stop) -> SCIM2Resource? {
        var hasLooked = false
        for attribute in order.matchOn {
            guard let text = wanted[attribute]?.string,
                let hits = try await service.users(attribute, equal: text)
            else { continue }
            hasLooked = true
            guard let hit = hits.first else { continue }
            guard hits.count == 1 else {
                throw conflict("several accounts have this \(attribute)", hits)
            }
            try await check(hit, by: attribute, past)
            service.remote.tell(.found(hit.account, by: attribute))
            return hit
        }
        guard hasLooked else {
            throw SCIM2Stop(
                .rejected(
                    .remoteRejected,
                    reason: "no attribute of `matchOn` is mapped and searchable, so a second account can't be ruled out"
                ))
        }
        service.remote.tell(.nobody)
        return nil
    }

    /// The accounts that hold the person's e-mail address, to be named in a conflict and never to be taken over: an
    /// address proves nothing about who somebody is. None when the target can't tell.
    func holdersOfEmail() async -> [RemoteAccount] {
        guard let address = wanted["emails"]?.list?.first?.member("value")?.string,
            let hits = try? await service.users(SCIM2Resource.email, equal: address)
        else { return [] }
        return hits.prefix(5).map(\.account)
    }

    private func check(_ hit: SCIM2Resource, by attribute: String, _ past: Past) async throws(SCIM2Stop) {
        if let owner = try await owner(of: hit.account.id) {
            throw conflict("the account with this \(attribute) is linked to `\(owner)`", [hit])
        }
        if let found = hit.externalID, let ours = wanted.externalID, found != ours {
            throw conflict("the account with this \(attribute) has another externalId", [hit])
        }
        let isCertainlyOurs = past == .doubtful && wanted.externalID != nil && hit.externalID == wanted.externalID
        guard order.policy == .adopt || isCertainlyOurs else {
            throw conflict("an account with this \(attribute) exists, and `conflict.policy` is `fail`", [hit])
        }
    }

    private func owner(of id: RemoteAccountID) async throws(SCIM2Stop) -> Subject? {
        do throws(StoreError) {
            return try await order.otherOwner(id)
        } catch {
            let finding = error.diagnostic
            throw SCIM2Stop(.transient(finding.code, reason: finding.message, retryAt: nil))
        }
    }

    private func conflict(_ reason: String, _ hits: [SCIM2Resource]) -> SCIM2Stop {
        SCIM2Stop(.conflict(reason: reason, candidates: hits.prefix(5).map(\.account)))
    }
}

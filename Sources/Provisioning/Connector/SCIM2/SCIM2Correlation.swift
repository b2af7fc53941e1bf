import Model

/// Finds the account that a person has at the target already.
struct SCIM2Correlation: Sendable {
    private let order: DeliveryOrder
    private let wanted: SCIM2User
    private let service: SCIM2Service
    private let rules: Correlation

    init(order: DeliveryOrder, wanted: SCIM2User, service: SCIM2Service) {
        self.order = order
        self.wanted = wanted
        self.service = service
        rules = Correlation(order, ownID: wanted.externalID, in: "externalId")
    }

    var past: Correlation.Past { rules.past }

    /// Looks the account up by each attribute of `matchOn` in order; the first that finds one decides.
    ///
    /// - Returns: `nil` when nobody is found: it may be created.
    func match(_ past: Correlation.Past) async throws(DeliveryStop) -> SCIM2Resource? {
        var hasLooked = false
        for attribute in order.matchOn {
            guard let text = wanted[attribute]?.string,
                let hits = try await service.users(attribute, equal: text)
            else { continue }
            hasLooked = true
            let candidates = hits.map { Correlation.Candidate($0.account, ownID: $0.externalID) }
            guard let hit = hits.first, try await rules.accept(candidates, by: attribute, past: past) != nil else {
                continue
            }
            service.remote.tell(.found(hit.account, by: attribute))
            return hit
        }
        guard hasLooked else {
            throw DeliveryStop(
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
}

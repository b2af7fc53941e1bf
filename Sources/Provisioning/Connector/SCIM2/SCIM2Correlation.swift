import Model

/// Finds the account that a person has at the target already.
struct SCIM2Correlation: Sendable {
    private let order: DeliveryOrder
    private let wanted: SCIM2User
    private let service: SCIM2Service
    private let rules: Correlation
    /// What identifies the person, in the order of `matchOn`.
    private let keys: [SCIM2Key]

    init(order: DeliveryOrder, wanted: SCIM2User, service: SCIM2Service) {
        self.order = order
        self.wanted = wanted
        self.service = service
        rules = Correlation(order, ownID: wanted.externalID, in: "externalId")
        keys = order.matchOn.compactMap { attribute in
            wanted[attribute]?.string.map { SCIM2Key(attribute: attribute, text: $0) }
        }
    }

    var past: Correlation.Past { rules.past }

    /// Looks the account up by each attribute of `matchOn` in order; the first that finds one decides.
    ///
    /// An answer that holds everybody, since the service ignores filters, answers for the other attributes too; and
    /// where no attribute can be filtered by, everybody is read.
    /// - Parameter asksForEach: Sends every look-up, whatever the answers look like.
    /// - Returns: `nil` when nobody is found: it may be created.
    func match(
        _ past: Correlation.Past, asksForEach: Bool = false
    ) async throws(DeliveryStop) -> SCIM2Resource? {
        guard !keys.isEmpty else {
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "no attribute of `matchOn` is mapped, so a second account can't be ruled out"))
        }
        var everybody: [SCIM2Resource]?
        var canFilter = false
        if !service.quirks.has(.lacksFilter) {
            for key in keys {
                if everybody == nil {
                    guard let found = try await service.search(.users, by: key, among: keys) else { continue }
                    canFilter = true
                    if asksForEach || !found.isOfAll {
                        if let hit = try await accepted(found.kept, by: key, past) { return hit }
                        continue
                    }
                    everybody = found.kept
                }
                if let hit = try await accepted(everybody ?? [], by: key, past) { return hit }
            }
        }
        if !canFilter {
            let all = try await service.searchAll(.users, for: keys)
            service.remember(service.quirks.adding(.lacksFilter))
            for key in keys {
                if let hit = try await accepted(all, by: key, past) { return hit }
            }
        }
        service.remote.tell(.nobody)
        return nil
    }

    private func accepted(
        _ users: [SCIM2Resource], by key: SCIM2Key, _ past: Correlation.Past
    ) async throws(DeliveryStop) -> SCIM2Resource? {
        let hits = users.filter { $0.fits(key) }
        let candidates = hits.map { Correlation.Candidate($0.account, ownID: $0.externalID) }
        guard let hit = hits.first, try await rules.accept(candidates, by: key.attribute, past: past) != nil else {
            return nil
        }
        service.remote.tell(.found(hit.account, by: key.attribute))
        return hit
    }

    /// Whether an attribute of `matchOn` says that the account is the person's.
    func identifies(_ user: SCIM2Resource) -> Bool { keys.contains { user.fits($0) } }

    /// Whether an account that was accepted may still be taken, read again after somebody changed it.
    func check(_ user: SCIM2Resource) async throws(DeliveryStop) {
        guard let key = keys.first(where: { user.fits($0) }) else {
            throw DeliveryStop(
                .transient(
                    .remoteRejected, reason: "the account that matched was changed meanwhile, and matches no more",
                    retryAt: nil))
        }
        _ = try await rules.accept([.init(user.account, ownID: user.externalID)], by: key.attribute, past: past)
    }

    /// The accounts that hold the person's e-mail address, to be named in a conflict and never to be taken over: an
    /// address proves nothing about who somebody is. None when the target can't tell.
    func holdersOfEmail() async -> [RemoteAccount] {
        guard let address = wanted["emails"]?.list?.first?.member("value")?.string else { return [] }
        let key = SCIM2Key(attribute: SCIM2Resource.email, text: address)
        let found = try? await service.search(.users, by: key, among: [])
        return (found?.kept ?? []).prefix(5).map(\.account)
    }
}

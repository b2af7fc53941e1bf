import Model

/// Finds the account that a person has in the Workspace account already, and decides whether it may be taken.
struct GoogleLookup: Sendable {
    private let order: DeliveryOrder
    private let wanted: GoogleUser
    private let directory: GoogleDirectory
    private let correlation: Correlation

    init(_ order: DeliveryOrder, _ wanted: GoogleUser, in directory: GoogleDirectory) {
        self.order = order
        self.wanted = wanted
        self.directory = directory
        correlation = Correlation(order, ownID: wanted.identifier, in: "externalId")
    }

    /// Looks the account up by each attribute of `matchOn` in order; the first that finds one decides.
    ///
    /// | found | decision |
    /// |---|---|
    /// | by `externalId`, or the primary address | as `Correlation` says |
    /// | an account with the address as an alias, and our identifier | as if by its primary address |
    /// | another account with the address as an alias | conflict |
    /// | an account that is suspended or archived, without our identifier | conflict: it may have been a namesake's |
    func match() async throws(DeliveryStop) -> GoogleResource? {
        var hasLooked = false
        for attribute in order.matchOn {
            guard let hits = try await hits(by: attribute) else { continue }
            hasLooked = true
            guard let hit = try await accepted(hits, by: attribute) else { continue }
            directory.remote.tell(.found(hit.account, by: attribute))
            return hit
        }
        guard hasLooked else {
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "no attribute of `matchOn` is mapped, so a second account can't be ruled out"))
        }
        directory.remote.tell(.nobody)
        return nil
    }

    /// What it means that Google calls the address taken and `match` finds nobody.
    ///
    /// A fresh account is shown only after a while, so it is a conflict only when that has passed.
    func taken(_ reason: String) async throws(DeliveryStop) -> DeliveryOutcome {
        let address = wanted.primaryEmail ?? ""
        if let holder = try await directory.user(at: address) {
            // Shown only now: the next attempt decides about it by the rules of `match`.
            guard !order.matchOn.contains("primaryEmail") else {
                return .transient(.remoteRejected, reason: "\(reason); Google shows it only now", retryAt: nil)
            }
            return .conflict(reason: reason, candidates: [holder.account])
        }
        let fact = "taken \(address.lowercased())"
        let now = directory.remote.now
        if let first = directory.remote.recall(fact)?.int,
            now - Timestamp(milliseconds: Int64(first)) >= Self.patience
        {
            return .conflict(
                reason: "\(reason); and no user has the address `\(address)`: it may be a group's, an account's that "
                    + "the Workspace account does not manage, or of a user who was deleted in the last days",
                candidates: [])
        }
        if directory.remote.recall(fact) == nil {
            directory.remote.remember(.int(Int(now.milliseconds)), as: fact, for: .seconds(86_400))
        }
        return .transient(.remoteRejected, reason: "\(reason); and Google does not show it yet", retryAt: nil)
    }

    private static let patience = Duration.seconds(300)

    /// `nil` when the attribute is not mapped.
    private func hits(by attribute: String) async throws(DeliveryStop) -> [GoogleResource]? {
        if attribute == "externalId" {
            guard let identifier = wanted.identifier else { return nil }
            return try await directory.users(bearing: identifier)
        }
        guard let address = wanted.primaryEmail else { return nil }
        guard let user = try await directory.user(at: address) else { return [] }
        let isOurs = wanted.identifier != nil && identifier(of: user) == wanted.identifier
        guard user.hasPrimaryEmail(address) || isOurs else {
            throw DeliveryStop(
                .conflict(reason: "the address `\(address)` is an alias of another account", candidates: [user.account])
            )
        }
        return [user]
    }

    private func accepted(
        _ hits: [GoogleResource], by attribute: String
    ) async throws(DeliveryStop) -> GoogleResource? {
        let candidates = hits.map { $0.candidate(by: directory.settings.identifier) }
        guard let candidate = try await correlation.accept(candidates, by: attribute, past: correlation.past),
            let hit = hits.first(where: { $0.account.id == candidate.account.id })
        else { return nil }
        guard !hit.isLockedOut || (wanted.identifier != nil && identifier(of: hit) == wanted.identifier) else {
            throw DeliveryStop(
                .conflict(
                    reason: "the account with this \(attribute) is suspended or archived and does not bear this "
                        + "person's externalId, so it may have been somebody else's; free the address, or reactivate it",
                    candidates: [hit.account]))
        }
        return hit
    }

    private func identifier(of user: GoogleResource) -> String? {
        user.identifier(at: directory.settings.identifier)
    }
}

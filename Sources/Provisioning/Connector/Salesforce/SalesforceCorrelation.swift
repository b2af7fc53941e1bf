import Model

/// Finds the account that a person has in the organisation already.
struct SalesforceCorrelation: Sendable {
    private let order: DeliveryOrder
    private let wanted: SalesforceUser
    private let service: SalesforceService
    private let rules: Correlation
    /// The field that holds our identifier.
    private let key: String

    /// In `matchOn`: the field that the settings name.
    static let externalID = "externalId"

    init(order: DeliveryOrder, wanted: SalesforceUser, service: SalesforceService) {
        self.order = order
        self.wanted = wanted
        self.service = service
        key = service.settings.externalIDField.name
        rules = Correlation(order, ownID: wanted[key]?.asText, in: key)
    }

    var past: Correlation.Past { rules.past }

    /// Looks the account up by each attribute of `matchOn` in order; the first that finds one decides.
    ///
    /// - Returns: `nil` when nobody is found: it may be created.
    func match(_ past: Correlation.Past) async throws(DeliveryStop) -> SalesforceRecord? {
        var hasLooked = false
        for attribute in order.matchOn {
            let field = attribute == Self.externalID ? key : attribute
            guard let text = wanted[field]?.asText else { continue }
            hasLooked = true
            let hits = try await service.users(field, equal: text, reading: fields)
            guard let hit = hits.first,
                try await rules.accept(hits.map(candidate), by: field, past: past) != nil
            else { continue }
            service.remote.tell(.found(hit.account, by: field))
            return hit
        }
        guard hasLooked else {
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "no attribute of `matchOn` is mapped, so a second account can't be ruled out"))
        }
        service.remote.tell(.nobody)
        return nil
    }

    /// What an account is read with, so that it can be compared.
    var fields: [String] { wanted.attributes.map(\.field.name) + [key] }

    /// The accounts of this organisation that hold the wanted user name, to be named in a conflict.
    func holdersOfUserName() async -> [RemoteAccount] {
        guard let name = wanted.userName,
            let hits = try? await service.users("Username", equal: name, reading: [])
        else { return [] }
        return hits.map(\.account)
    }

    private func candidate(_ hit: SalesforceRecord) -> Correlation.Candidate {
        Correlation.Candidate(hit.account, ownID: hit.value[key]?.withoutEmpty?.asText)
    }
}

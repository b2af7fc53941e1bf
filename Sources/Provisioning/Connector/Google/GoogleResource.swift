import Model

/// A user as Google holds it.
struct GoogleResource: Hashable, Sendable {
    let account: RemoteAccount
    let value: Value

    /// `nil` when the value is no user with an id and an address.
    init?(_ value: Value) {
        guard value["kind"]?.string == "admin#directory#user", value["error"] == nil,
            let id = RemoteAccountID(answered: value["id"]?.string), id.text != ".", id.text != "..",
            let email = value["primaryEmail"]?.string, GoogleAddress.isAddress(email)
        else { return nil }
        account = RemoteAccount(id: id, name: email)
        self.value = value
    }

    var primaryEmail: String { account.name }
    /// By the administrator or by Google; an archived user is locked out too.
    var isLockedOut: Bool { value["suspended"] == .bool(true) || value["archived"] == .bool(true) }

    func identifier(at place: GoogleTarget.Place) -> String? {
        guard let value = place.value(in: value)?.withoutEmpty, value.list == nil, value.map == nil else { return nil }
        return value.asText
    }

    func hasPrimaryEmail(_ text: String) -> Bool { primaryEmail.lowercased() == text.lowercased() }

    func candidate(by place: GoogleTarget.Place) -> Correlation.Candidate {
        Correlation.Candidate(account, ownID: identifier(at: place))
    }
}

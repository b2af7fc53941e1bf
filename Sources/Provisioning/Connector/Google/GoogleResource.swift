import Model

/// A user as Google holds it.
struct GoogleResource: Hashable, Sendable {
    let account: RemoteAccount
    let value: Value

    /// `nil` when the value is no user with an id and an address.
    init?(_ value: Value) {
        guard value["kind"]?.string == "admin#directory#user", value["error"] == nil,
            let id = RemoteAccountID(answered: value["id"]?.string), Self.isIdentifier(id.text),
            let email = value["primaryEmail"]?.string, GoogleAddress.isAddress(email)
        else { return nil }
        account = RemoteAccount(id: id, name: email)
        self.value = value
    }

    /// Google's ids are numbers of 21 digits; whatever has spaces or signs in it is something else.
    private static func isIdentifier(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
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

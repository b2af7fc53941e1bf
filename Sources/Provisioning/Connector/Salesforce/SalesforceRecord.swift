import Model

/// A user as the organisation holds it.
struct SalesforceRecord: Hashable, Sendable {
    let account: RemoteAccount
    let value: Value

    /// `nil` when the value is no user with an id.
    init?(_ value: Value) {
        guard value.map != nil, value["attributes"]?["type"]?.string ?? "User" == "User",
            let text = value["Id"]?.string, SalesforceID(text, prefix: SalesforceID.userPrefix) != nil,
            let id = RemoteAccountID(answered: text)
        else { return nil }
        let userName = value["Username"]?.string ?? ""
        account = RemoteAccount(id: id, name: userName.isEmpty ? text : userName)
        self.value = value
    }

    var userName: String? { value["Username"]?.withoutEmpty?.string }
    var isActive: Bool { value["IsActive"]?.bool ?? true }

    /// Whether the field really has the value, however the organisation compared.
    func has(_ field: String, _ text: String) -> Bool {
        guard let found = value[field]?.withoutEmpty?.asText else { return false }
        return field == "Username" ? found.lowercased() == text.lowercased() : found == text
    }

    /// Whether this is the account of that id, written with 15 or 18 characters.
    func isAccount(_ id: RemoteAccountID) -> Bool {
        guard let ours = SalesforceID(id.text, prefix: SalesforceID.userPrefix),
            let found = SalesforceID(account.id.text, prefix: SalesforceID.userPrefix)
        else { return false }
        return ours == found
    }
}

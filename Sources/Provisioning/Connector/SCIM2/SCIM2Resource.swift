import Model

/// A user as the target holds it.
struct SCIM2Resource: Hashable, Sendable {
    let account: RemoteAccount
    let value: Value

    /// Finds accounts by any of their e-mail addresses, to name them; it identifies nobody.
    static let email = "emails.value"
    static let errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"

    /// `nil` when the value is no SCIM user with an identifier.
    init?(_ value: Value) {
        guard value.map != nil, let text = value.member("id")?.string, text != ".", text != "..",
            let id = RemoteAccountID(answered: text), !Self.isError(value)
        else { return nil }
        let userName = value.member("userName")?.string ?? ""
        account = RemoteAccount(id: id, name: userName.isEmpty ? text : userName)
        self.value = value
    }

    static func isError(_ value: Value) -> Bool {
        (value.member("schemas")?.list ?? []).contains { $0.string == errorSchema }
    }

    /// `nil` when it has none, or a blank one.
    var externalID: String? { value.member("externalId")?.withoutEmpty?.string }
    /// RFC 7644 §3.14.
    var version: String? { value.member("meta")?.member("version")?.string }

    /// Whether an answer to a create of `wanted` can mean its account: what the answer says of itself must fit.
    func mayBe(_ wanted: SCIM2User) -> Bool {
        if let found = externalID, let ours = wanted.externalID { return found == ours }
        guard let found = value.member("userName")?.withoutEmpty?.string, let ours = wanted.userName else {
            return true
        }
        return found.lowercased() == ours.lowercased()
    }

    /// Whether the attribute really has the value, whatever filter the target applied.
    func has(_ attribute: String, _ text: String) -> Bool {
        if attribute == Self.email {
            return (value.member("emails")?.list ?? [])
                .contains { $0.member("value")?.string?.lowercased() == text.lowercased() }
        }
        guard let target = try? SCIM2Target(attribute), let found = target.value(in: value)?.string else {
            return false
        }
        return target.ignoresCase ? found.lowercased() == text.lowercased() : found == text
    }
}

import Model

/// A user or group as the target holds it.
struct SCIM2Resource: Hashable, Sendable {
    let account: RemoteAccount
    let value: Value
    /// RFC 7644 §3.14; `nil` when the target told none.
    let version: String?

    /// Finds accounts by any of their e-mail addresses, to name them; it identifies nobody.
    static let email = "emails.value"
    static let errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"

    /// `nil` when the value is no SCIM resource with an identifier.
    ///
    /// - Parameters:
    ///   - answer: That holds it; an id with a secret of ours in it is none.
    ///   - etag: The answer's own header field, which counts more than what the resource says.
    init?(_ value: Value, of answer: RemoteAnswer, etag: String? = nil) {
        guard value.map != nil, let text = Self.id(of: value), text != ".", text != "..",
            let id = answer.accountID(text), !Self.isError(value)
        else { return nil }
        let userName = value.member("userName")?.string ?? ""
        account = RemoteAccount(id: id, name: userName.isEmpty ? text : answer.shown(userName))
        self.value = value
        let told = [etag, value.member("meta")?.member("version")?.string]
        version = told.lazy.compactMap { $0 }.first { !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
    }

    /// RFC 7643 §3.1 has texts for ids. Some services have numbers; alone, one could be anything.
    private static func id(of value: Value) -> String? {
        guard let id = value.member("id") else { return nil }
        if let text = id.string { return text }
        let isNamed = ["userName", "displayName"].contains { value.member($0)?.string != nil }
        return isNamed ? id.int.map { String($0) } : nil
    }

    static func isError(_ value: Value) -> Bool {
        (value.member("schemas")?.list ?? []).contains { $0.string == errorSchema }
    }

    /// `nil` when it has none, or a blank one.
    var externalID: String? { value.member("externalId")?.withoutEmpty?.asPlainText }
    var displayName: String? { value.member("displayName")?.withoutEmpty?.string }

    /// Whether an answer to a create of `wanted` can mean its account: what the answer says of itself must fit.
    func mayBe(_ wanted: SCIM2User) -> Bool {
        if let found = externalID, let ours = wanted.externalID { return found == ours }
        guard let found = value.member("userName")?.withoutEmpty?.string, let ours = wanted.userName else {
            return true
        }
        return found.lowercased() == ours.lowercased()
    }

    /// Whether the answer bears our own identifier, which nobody else gives.
    func isCertainly(_ wanted: SCIM2User) -> Bool { externalID != nil && externalID == wanted.externalID }

    /// Whether the attribute really has the value, whatever filter the target applied.
    func has(_ attribute: String, _ text: String) -> Bool {
        if attribute == Self.email {
            return (value.member("emails")?.list ?? [])
                .contains { ($0.member("value") ?? $0).string?.lowercased() == text.lowercased() }
        }
        guard let target = try? SCIM2Target(attribute), let found = target.value(in: value)?.asPlainText else {
            return false
        }
        return target.ignoresCase ? found.lowercased() == text.lowercased() : found == text
    }
}

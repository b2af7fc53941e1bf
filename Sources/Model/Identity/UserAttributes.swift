/// What a login tells about a person, under our own flat names.
package struct UserAttributes: Hashable, Sendable {
    package private(set) var values: ValueMap

    package init(_ values: ValueMap = ValueMap()) {
        self.values = values
    }

    package subscript(name: String) -> Value? { values[name] }

    package var userName: String? { values["userName"]?.string }
    package var email: String? { values["email"]?.string }
    package var groups: [String] { (values["groups"]?.list ?? []).compactMap(\.string) }

    /// The standard attributes and the OpenID Connect claims they come from (OpenID Connect Core 1.0 §5.1, and the
    /// names common providers use for what it does not cover).
    package static let standardClaims: [String: String] = [
        "subject": "sub", "userName": "preferred_username", "externalId": "external_id", "email": "email",
        "emailVerified": "email_verified", "givenName": "given_name", "familyName": "family_name",
        "middleName": "middle_name", "displayName": "name", "nickName": "nickname", "profileUrl": "profile",
        "pictureUrl": "picture", "phone": "phone_number", "locale": "locale", "timezone": "zoneinfo",
        "title": "title", "department": "department", "organization": "organization",
        "employeeNumber": "employee_number", "manager": "manager", "groups": "groups", "active": "active",
    ]

    /// Maps an IdP's claims to user attributes; every claim that no attribute takes stays under its own name.
    ///
    /// - Parameters:
    ///   - subject: Identifies the person at the IdP; wins over the `sub` claim.
    ///   - claims: As the IdP gave them.
    ///   - mapping: User attribute to claim, as `Connection.attributes`.
    package init(subject: Subject, claims: ValueMap, mapping: [String: String]) {
        var taken: Set<String> = []
        var entries: [ValueMap.Entry] = []
        for (attribute, claim) in mapping {
            guard let value = claims[claim] else { continue }
            taken.insert(claim)
            entries.append(ValueMap.Entry(key: attribute, value: value))
        }
        let mapped = Set(entries.map(\.key))
        for entry in claims.entries where !taken.contains(entry.key) && !mapped.contains(entry.key) {
            entries.append(entry)
        }
        entries.append(ValueMap.Entry(key: "subject", value: .string(subject.text)))
        values = ValueMap(entries)
    }
}

import Model

/// The server's local claims and the user attributes they are.
enum WSO2Claims {
    enum Form: Sendable {
        case text
        /// `true` or `false`, which the server writes as text.
        case flag
        /// One or several; the server may join them with commas.
        case list
    }

    /// Of two claims for one attribute the earlier one wins.
    static let table: [(uri: String, attribute: String, form: Form)] = [
        ("http://wso2.org/claims/username", "userName", .text),
        ("http://wso2.org/claims/externalid", "externalId", .text),
        ("http://wso2.org/claims/emailaddress", "email", .text),
        ("http://wso2.org/claims/identity/emailVerified", "emailVerified", .flag),
        ("http://wso2.org/claims/givenname", "givenName", .text),
        ("http://wso2.org/claims/middleName", "middleName", .text),
        ("http://wso2.org/claims/lastname", "familyName", .text),
        ("http://wso2.org/claims/displayName", "displayName", .text),
        ("http://wso2.org/claims/fullname", "displayName", .text),
        ("http://wso2.org/claims/nickname", "nickName", .text),
        ("http://wso2.org/claims/url", "profileUrl", .text),
        ("http://wso2.org/claims/photourl", "pictureUrl", .text),
        ("http://wso2.org/claims/mobile", "phone", .text),
        ("http://wso2.org/claims/telephone", "phone", .text),
        ("http://wso2.org/claims/local", "locale", .text),
        ("http://wso2.org/claims/timeZone", "timezone", .text),
        ("http://wso2.org/claims/title", "title", .text),
        ("http://wso2.org/claims/department", "department", .text),
        ("http://wso2.org/claims/organization", "organization", .text),
        ("http://wso2.org/claims/employeeNumber", "employeeNumber", .text),
        ("http://wso2.org/claims/manager", "manager", .text),
        ("http://wso2.org/claims/active", "active", .flag),
        ("http://wso2.org/claims/groups", "groups", .list),
        ("http://wso2.org/claims/roles", "groups", .list),
        ("http://wso2.org/claims/role", "groups", .list),
    ]

    private static let places: [String: Int] = Dictionary(
        uniqueKeysWithValues: table.enumerated().map { ($1.uri.lowercased(), $0) })

    private static let attributes: [String: String] = Dictionary(
        table.map { (lastPart(of: $0.uri).lowercased(), $0.attribute) }, uniquingKeysWith: { first, _ in first })

    /// The attribute of the claim whose URI ends so.
    static func attribute(named name: String) -> String? { attributes[name.lowercased()] }

    private static func lastPart(of uri: String) -> Substring { uri.split(separator: "/").last ?? "" }

    /// The claims under our attributes' names; one that no attribute takes keeps its URI.
    ///
    /// - Parameter groups: The event's own list of groups, which wins over claims.
    static func attributes(_ claims: [(uri: String, value: Value)], groups: [Value]?) -> ValueMap {
        var attributes = ValueMap()
        var others: [(uri: String, value: Value)] = []
        var known: [(place: Int, uri: String, value: Value)] = []
        for claim in claims {
            if let place = places[claim.uri.lowercased()] {
                known.append((place, claim.uri, claim.value))
            } else {
                others.append(claim)
            }
        }
        if let groups { attributes["groups"] = .list(groups) }
        for claim in known.sorted(by: { $0.place < $1.place }) {
            let entry = table[claim.place]
            if attributes[entry.attribute] == nil {
                attributes[entry.attribute] = value(claim.value, as: entry.form)
            } else {
                others.append((claim.uri, claim.value))
            }
        }
        for claim in others { attributes[claim.uri] = claim.value }
        return attributes
    }

    private static func value(_ value: Value, as form: Form) -> Value {
        switch (form, value) {
        case (.flag, .string("true")): .bool(true)
        case (.flag, .string("false")): .bool(false)
        case (.list, .string(let text)): .list(text.split(separator: ",").map { .string(String($0)) })
        default: value
        }
    }
}

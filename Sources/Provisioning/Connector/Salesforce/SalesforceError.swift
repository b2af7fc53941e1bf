import Model

/// What an answer says about its failure: a list of `{message, errorCode, fields}`; the body may as well be HTML.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
struct SalesforceError: CustomStringConvertible {
    struct Entry: Hashable {
        let code: String
        let message: String
        let fields: [String]
    }

    let status: Int
    let entries: [Entry]

    init(_ answer: RemoteAnswer) {
        let body = answer.json
        // A success that is none lists them in `errors`, with `statusCode` for `errorCode`.
        let list = body?.list ?? body?["errors"]?.list ?? []
        status = answer.status
        entries = list.prefix(5).compactMap { item in
            guard let code = (item["errorCode"] ?? item["statusCode"])?.string else { return nil }
            return Entry(
                code: answer.shown(code), message: answer.shown(item["message"]?.string ?? ""),
                fields: (item["fields"]?.list ?? []).prefix(8).compactMap { $0.string.map(answer.shown) })
        }
    }

    /// The code that decides: the first one that we know, else the first one.
    var code: String? { (entries.first { Self.remedies[$0.code] != nil } ?? entries.first)?.code }

    var isDuplicate: Bool { code.map { $0.hasPrefix("DUPLICATE") } ?? false }

    var description: String {
        guard !entries.isEmpty else { return "the target answered \(status)" }
        let said = entries.map { entry in
            let fields = entry.fields.isEmpty ? "" : " [\(entry.fields.joined(separator: ", "))]"
            return "\(entry.code)\(fields): \(entry.message)"
        }
        let remedy = code.flatMap { Self.remedies[$0] }.map { "; \($0)" } ?? ""
        return "the target answered \(status) (\(said.joined(separator: "; ")))\(remedy)"
    }

    /// What to do about the codes whose own message leaves it open.
    static let remedies = [
        "API_DISABLED_FOR_ORG":
            "the organisation's edition has no API, or the user who acts lacks the permission `API Enabled`",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": "a trigger of the organisation refuses this user",
        "DUPLICATE_COMM_NICKNAME": "map another `CommunityNickname`: it is one user's alone in the organisation",
        "DUPLICATE_USERNAME":
            "user names are unique in all organisations of Salesforce: map another `Username`, or set `domain`",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION": "a validation rule of the organisation refuses this user",
        "INSUFFICIENT_ACCESS":
            "the user who acts needs the permissions `Manage Internal Users` and `API Enabled`",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY":
            "the user who acts may not give away this profile, role or permission set",
        "INSUFFICIENT_ACCESS_OR_READONLY":
            "the user who acts needs the permissions `Manage Internal Users` and `API Enabled`",
        "INVALID_CROSS_REFERENCE_KEY":
            "an id names nothing in this organisation: check `ProfileId`, which differs between organisations",
        "INVALID_FIELD": "the field is not there, or the user who acts may not see it",
        "INVALID_FIELD_FOR_INSERT_UPDATE": "the user who acts may not write the field",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": "the organisation's list has no such value",
        "LICENSE_LIMIT_EXCEEDED":
            "every licence of this kind is taken: deactivate users or buy licences, then redrive the delivery",
        "REQUEST_LIMIT_EXCEEDED": "all clients of the organisation share this limit",
        "REQUIRED_FIELD_MISSING": "map the field, or set it in `newAccounts`",
        "SERVER_UNAVAILABLE": "a part of Salesforce is down",
        "STRING_TOO_LONG": "shorten what the template gives",
        "UNABLE_TO_LOCK_ROW": "something else was changing the same record",
    ]
}

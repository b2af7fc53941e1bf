import Model

/// The fields of a user as the simulated organisation has them, taken from Salesforce's Field Reference Guide.
struct SalesforceSchema: Sendable {
    enum Kind: Sendable, Equatable {
        case string(Int)
        case email(Int)
        case boolean
        case double
        case picklist(Set<String>)
        case reference(String)
        case id
        case readOnly
    }

    private(set) var kinds: [String: Kind]
    /// Unique custom fields that may be upserted by.
    private(set) var externalIDs: Set<String> = []

    static let required = [
        "Username", "LastName", "Email", "Alias", "TimeZoneSidKey", "LocaleSidKey", "EmailEncodingKey", "ProfileId",
        "LanguageLocaleKey",
    ]

    init() {
        kinds = [
            "Id": .id, "Username": .string(80), "LastName": .string(80), "FirstName": .string(40),
            "MiddleName": .string(40), "Suffix": .string(40), "Email": .email(128), "Alias": .string(8),
            "CommunityNickname": .string(40), "FederationIdentifier": .string(512), "IsActive": .boolean,
            "CompanyName": .string(80), "Department": .string(80), "Division": .string(80), "Title": .string(80),
            "Phone": .string(40), "MobilePhone": .string(40), "Fax": .string(40), "Extension": .string(40),
            "Street": .string(255), "City": .string(40), "State": .string(80), "PostalCode": .string(20),
            "Country": .string(80), "Latitude": .double, "Longitude": .double, "EmployeeNumber": .string(20),
            "AboutMe": .string(1000), "Signature": .string(1333), "SenderName": .string(80), "SenderEmail": .email(80),
            "ForecastEnabled": .boolean, "ReceivesInfoEmails": .boolean, "ReceivesAdminInfoEmails": .boolean,
            "UserPermissionsMarketingUser": .boolean, "UserPermissionsOfflineUser": .boolean,
            "UserPermissionsCallCenterAutoLogin": .boolean, "UserPermissionsInteractionUser": .boolean,
            "EmailPreferencesAutoBcc": .boolean, "ProfileId": .reference("Profile"),
            "UserRoleId": .reference("UserRole"), "ManagerId": .reference("User"),
            "TimeZoneSidKey": .picklist(["GMT", "Europe/Berlin", "Europe/London", "America/Los_Angeles"]),
            "LocaleSidKey": .picklist(["en_US", "en_GB", "de_DE"]),
            "LanguageLocaleKey": .picklist(["en_US", "de", "fr"]),
            "EmailEncodingKey": .picklist(["UTF-8", "ISO-8859-1"]),
            "Name": .readOnly, "CreatedDate": .readOnly, "UserType": .readOnly, "LastLoginDate": .readOnly,
        ]
    }

    mutating func addField(_ name: String, _ kind: Kind, isExternalID: Bool) {
        kinds[name] = kind
        if isExternalID { externalIDs.insert(name) }
    }

    /// What `sobjects/User/describe` tells, as far as clients look.
    func description(mayWrite: Bool) -> Value {
        let fields = kinds.sorted { $0.key < $1.key }.map { name, kind in
            let isKey = externalIDs.contains(name)
            return Value.object(
                ("name", .string(name)), ("length", .int(kind.length)), ("externalId", .bool(isKey)),
                ("unique", .bool(isKey)), ("idLookup", .bool(isKey || name == "Id")),
                ("createable", .bool(kind != .readOnly && kind != .id)))
        }
        return .object(
            ("name", .string("User")), ("createable", .bool(mayWrite)), ("updateable", .bool(mayWrite)),
            ("deletable", .bool(false)), ("fields", .list(fields)))
    }
}

extension SalesforceSchema.Kind {
    var length: Int {
        switch self {
        case .string(let most), .email(let most): most
        case .picklist: 40
        case .reference, .id: 18
        case .boolean, .double, .readOnly: 0
        }
    }
}

/// Ids as Salesforce makes them: a prefix that tells the object, and three characters that make case not count.
enum SalesforceIDs {
    static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        let short = prefix + "Ax0" + String(repeating: "0", count: 9 - digits.count) + digits
        return short + suffix(of: short)
    }

    /// Bit n of a letter says whether character n of five is a capital.
    static func suffix(of short: String) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
        let characters = Array(short)
        return String(
            stride(from: 0, to: 15, by: 5).map { start in
                letters[
                    (0..<5).reduce(0) { bits, place in
                        let character = characters[start + place]
                        return bits | ("A"..."Z" ~= character ? 1 << place : 0)
                    }]
            })
    }

    static func same(_ left: String, _ right: String) -> Bool {
        left.count == right.count ? left == right : left.prefix(15) == right.prefix(15)
    }

    static func isID(_ text: String, of prefix: String) -> Bool {
        text.hasPrefix(prefix)
            && (text.count == 15 || text.count == 18 && suffix(of: String(text.prefix(15))) == text.suffix(3))
    }
}

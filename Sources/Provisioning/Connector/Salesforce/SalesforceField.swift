import Model

/// A field of the User object that a mapping may write.
struct SalesforceField: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// Longest in UTF-16 units, as Salesforce counts.
        case text(most: Int)
        /// A short name for people; a longer one is cut.
        case label(most: Int)
        case email(most: Int)
        /// Looks like an e-mail address, and is one user's alone in all organisations.
        case userName(most: Int)
        case boolean
        case number
        /// The id of another record, or the text by which it is found.
        case reference(Reference)
        /// Its type is the organisation's to know, so the value goes out as it is.
        case custom
    }

    /// Another object, and how one of its records is named instead of by its id.
    struct Reference: Hashable, Sendable {
        let object: String
        /// The field that holds the name; `nil` when only an id will do.
        let key: String?
        /// What ids of the object begin with.
        let prefix: String
    }

    let name: String
    let content: Content

    enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        case unknown(String)

        var description: String {
            switch self {
            case .unknown(let reason): reason
            }
        }
    }

    init(name: String, content: Content) {
        self.name = name
        self.content = content
    }

    /// Reads a mapping's key.
    ///
    /// - Throws: why a user has no such field, or why it can't be written.
    init(_ target: String) throws(Problem) {
        if let standard = Self.standard[target] {
            self.init(name: target, content: standard.content)
        } else if Self.isCustom(target) {
            self.init(name: target, content: .custom)
        } else if Self.isSwitch(target) {
            self.init(name: target, content: .boolean)
        } else {
            throw .unknown(Self.reason(against: target))
        }
    }

    /// The API name of a custom field, with the namespace of a package maybe: `Cost_Center__c`.
    static func isCustom(_ name: String) -> Bool {
        guard name.hasSuffix("__c"), name.utf8.count <= 80, isName(name.dropLast(3)) else { return false }
        return name.dropLast(3).last != "_"
    }

    /// The many check boxes of these families need no list here.
    private static func isSwitch(_ name: String) -> Bool {
        families.contains { name.hasPrefix($0) && name.count > $0.count && isName(name.dropFirst($0.count)) }
    }

    static let families = ["UserPermissions", "UserPreferences", "EmailPreferences"]

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }

    private static func reason(against target: String) -> String {
        let lower = target.lowercased()
        if let name = standard.keys.first(where: { $0.lowercased() == lower }) {
            return "`\(target)` is no field of a Salesforce user; it is written `\(name)`"
        }
        if lower.contains("password") {
            return "passwords are not provisioned: people sign in through their identity provider"
        }
        if readOnly.contains(where: { $0.lowercased() == lower }) { return "`\(target)` is Salesforce's own to write" }
        return "`\(target)` is no field of a Salesforce user; a custom one is written by its API name, `NAME__c`"
    }

    private static let readOnly = [
        "Id", "Name", "CreatedById", "CreatedDate", "LastModifiedById", "LastModifiedDate", "SystemModstamp",
        "LastLoginDate", "LastPasswordChangeDate", "LastViewedDate", "LastReferencedDate", "UserType",
        "IsPortalEnabled",
        "Address", "FullPhotoUrl", "SmallPhotoUrl", "MediumPhotoUrl", "BadgeText", "AccountId",
    ]
}

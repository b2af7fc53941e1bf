import Model

/// An attribute of a Workspace user that a mapping may write.
struct GoogleTarget: Hashable, Sendable {
    /// As a mapping writes it.
    let name: String
    let place: Place

    /// Where it stands in the user resource.
    enum Place: Hashable, Sendable {
        /// A text behind the names of nested members.
        case text([String])
        case flag(String)
        /// A text that has to be a number in E.164.
        case number(String)
        /// A member of the one item with this type in a list.
        case item(Item, member: String)
        case custom(GoogleCustomField)
        /// Our identifier: the settings say where.
        case identifier
    }

    struct Item: Hashable, Sendable {
        let list: String
        let type: String
        var customType: String?
    }

    struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        let description: String
    }

    /// Reads a mapping's key.
    ///
    /// - Throws: why there is no such attribute, or why it can't be written.
    init(_ name: String) throws(Problem) {
        self.name = name
        place = try Self.place(name)
    }

    private static func place(_ name: String) throws(Problem) -> Place {
        switch name {
        case "externalId": return .identifier
        case "primaryEmail", "recoveryEmail", "orgUnitPath": return .text([name])
        case "recoveryPhone": return .number(name)
        case "name.givenName", "name.familyName", "name.displayName":
            return .text(name.split(separator: ".").map(String.init))
        case "suspended", "archived", "includeInGlobalAddressList": return .flag(name)
        case "password", "hashFunction", "changePasswordAtNextLogin":
            throw Problem(description: "`\(name)` is not mapped: a new account gets a password that nobody knows")
        case "groups":
            throw Problem(description: "`groups` is not mapped: `settings.groups` says which groups are kept")
        case "emails", "aliases":
            throw Problem(description: "`\(name)` is not written: Google keeps it beside `primaryEmail`")
        default: break
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.first == "customSchemas", let field = GoogleCustomField(name.dropFirst("customSchemas.".count)) {
            return .custom(field)
        }
        if parts.count == 2, let place = listed(parts[0], parts[1]) { return place }
        throw Problem(
            description: "`\(name)` is no attribute of a Workspace user that can be mapped; a custom one is written "
                + "`customSchemas.SCHEMA.FIELD`")
    }

    /// An item of a list by its type, or a member of the one organization that we write.
    private static func listed(_ list: String, _ word: String) -> Place? {
        if list == "organizations" {
            guard organizationMembers.contains(word) else { return nil }
            return .item(Item(list: list, type: "work"), member: word)
        }
        guard types[list]?.contains(word) ?? false else { return nil }
        let member = list == "addresses" ? "formatted" : "value"
        return .item(Item(list: list, type: word), member: member)
    }

    private static let organizationMembers: Set<String> = [
        "costCenter", "department", "description", "location", "name", "symbol", "title",
    ]

    /// The types that Google documents for the items of each list.
    private static let types: [String: Set<String>] = [
        "externalIds": ["account", "customer", "login_id", "network", "organization"],
        "phones": ["home", "home_fax", "mobile", "other", "work", "work_fax", "work_mobile"],
        "addresses": ["home", "other", "work"],
        "relations": ["admin_assistant", "assistant", "dotted_line_manager", "exec_assistant", "manager"],
    ]

    /// Texts that mean the same in small and capital letters.
    var ignoresCase: Bool {
        switch place {
        case .text(["primaryEmail"]), .text(["recoveryEmail"]), .text(["orgUnitPath"]): true
        case .item(let item, _): item.list == "relations"
        case .text, .flag, .number, .custom, .identifier: false
        }
    }
}

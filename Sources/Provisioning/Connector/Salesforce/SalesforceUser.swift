import Model

/// The wanted account in Salesforce's terms: each field with the JSON value it should have.
struct SalesforceUser: Sendable {
    struct Attribute: Hashable, Sendable {
        let field: SalesforceField
        let value: Value
    }

    /// By name, ascending.
    private(set) var attributes: [Attribute]

    /// - Throws: the reason why a field can't be written, naming it.
    init(_ account: DesiredAccount) throws(SalesforceField.Problem) {
        var attributes: [Attribute] = []
        for entry in account.attributes.entries where entry.key != Self.permissionSets {
            let field = try SalesforceField(entry.key)
            attributes.append(Attribute(field: field, value: try field.value(of: entry.value)))
        }
        self.attributes = attributes.sorted { $0.field.name < $1.field.name }
    }

    /// Under which name an account carries the permission sets of its person; no field is called so.
    static let permissionSets = "permissionSets"

    subscript(name: String) -> Value? { attributes.first { $0.field.name == name }?.value }

    var userName: String? { self["Username"]?.string }

    /// With a value for a field, in place of the one it has.
    func with(_ field: SalesforceField, _ value: Value) -> SalesforceUser {
        var user = self
        user.attributes.removeAll { $0.field.name == field.name }
        user.attributes.append(Attribute(field: field, value: value))
        user.attributes.sort { $0.field.name < $1.field.name }
        return user
    }

    /// With what Salesforce wants of every new user, where nothing is mapped.
    func completed(by defaults: SalesforceNewAccounts) throws(SalesforceField.Problem) -> SalesforceUser {
        var given = [
            ("EmailEncodingKey", defaults.emailEncoding), ("LanguageLocaleKey", defaults.language),
            ("LocaleSidKey", defaults.locale), ("TimeZoneSidKey", defaults.timeZone), ("Alias", alias),
        ]
        if let profile = defaults.profile { given.append(("ProfileId", profile)) }
        var user = self
        for (name, text) in given where user[name] == nil {
            let field = try SalesforceField(name)
            user = user.with(field, try field.value(of: .string(text)))
        }
        return user
    }

    /// The initial and the family name in ASCII, as Salesforce's own pages propose it; else the user name's begin.
    private var alias: String {
        let initial = Transliteration.ascii(self["FirstName"]?.string ?? "").prefix(1)
        let family = Transliteration.ascii(self["LastName"]?.string ?? "")
        let letters = (initial + family).lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let local = (userName ?? "").prefix { $0 != "@" }
        return String((letters.isEmpty ? String(local) : letters).prefix(8))
    }

    /// The body of a request that writes these fields.
    static func body(of attributes: [Attribute]) -> Value {
        .map(ValueMap(attributes.map { ValueMap.Entry(key: $0.field.name, value: $0.value) }))
    }

    /// The fields that the account does not hold as wanted.
    func changes(to held: Value) -> [Attribute] {
        attributes.filter { !$0.field.holds($0.value, in: held[$0.field.name]) }
    }
}

extension SalesforceUser.Attribute {
    func difference(from held: Value) -> AttributeDifference {
        AttributeDifference(path: field.name, held: held[field.name]?.withoutEmpty, wanted: value)
    }
}

import Model

/// The wanted account in SCIM's terms: each attribute with the JSON value it should have.
struct SCIM2User: Sendable {
    struct Attribute: Hashable, Sendable {
        let target: SCIM2Target
        let value: Value
    }

    /// By path, ascending.
    let attributes: [Attribute]

    /// - Throws: the reason why an attribute can't be written, naming it.
    init(_ account: DesiredAccount, settings: SCIM2Settings) throws(SCIM2Target.Problem) {
        var attributes: [Attribute] = []
        for entry in account.attributes.entries where entry.key != SCIM2GroupPush.attribute {
            let target = try SCIM2Target(entry.key)
            attributes.append(Attribute(target: target, value: try target.value(of: entry.value, settings)))
        }
        self.attributes = SCIM2Address.joined(attributes, settings.listItems)
            .sorted { $0.target.path < $1.target.path }
    }

    private init(_ attributes: [Attribute]) {
        self.attributes = attributes
    }

    /// The same as a service with these quirks takes it.
    ///
    /// - Parameter isNew: For a create, which may say what an update may not.
    func adapted(to quirks: SCIM2Quirks, isNew: Bool) -> SCIM2User {
        var attributes = attributes
        if quirks.has(.fixedExternalID), !isNew { attributes.removeAll { $0.target.path == "externalId" } }
        if quirks.has(.plainItems) {
            attributes = attributes.map { Attribute(target: $0.target, value: $0.target.plain($0.value)) }
        }
        return SCIM2User(attributes)
    }

    subscript(path: String) -> Value? { attributes.first { $0.target.path == path }?.value }

    var userName: String? { self["userName"]?.string }
    var externalID: String? { self["externalId"]?.string }

    /// The resource to create (RFC 7643 §3).
    var resource: Value { merged(into: .map(ValueMap())) }
}

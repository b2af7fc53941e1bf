import Model

/// A postal address (RFC 7643 §4.1.2), from a text, from an address as OpenID Connect has it, or member by member.
enum SCIM2Address {
    /// The members of an item that a mapping may write, as `addresses.locality`.
    static let members: Set<String> = [
        "formatted", "streetAddress", "locality", "region", "postalCode", "country", "type",
    ]

    /// OpenID Connect Core 1.0 §5.1.1 to SCIM.
    private static let names = ["street_address": "streetAddress", "postal_code": "postalCode"]

    static func item(_ value: Value, isFirst: Bool, _ listItems: SCIM2Settings.ListItems) -> Value {
        var map = ValueMap()
        if let given = value.map {
            for entry in given.entries { map[names[entry.key] ?? entry.key] = entry.value }
        } else {
            map["formatted"] = .string(value.asText)
        }
        guard listItems == .typed else { return .map(map) }
        if map["type"] == nil { map["type"] = .string("work") }
        if isFirst, map["primary"] == nil { map["primary"] = .bool(true) }
        return .map(map)
    }

    /// The attributes with those that are members of one address put together into it.
    static func joined(
        _ attributes: [SCIM2User.Attribute], _ listItems: SCIM2Settings.ListItems
    ) -> [SCIM2User.Attribute] {
        guard let target = try? SCIM2Target("addresses"),
            attributes.contains(where: { $0.target.isAddressMember })
        else { return attributes }
        var rest = attributes.filter { !$0.target.isAddressMember && $0.target != target }
        let others = attributes.first { $0.target == target }?.value.list ?? []
        var map = others.first?.map ?? ValueMap()
        for attribute in attributes where attribute.target.isAddressMember {
            map[attribute.target.member ?? ""] = attribute.value
        }
        let first = item(.map(map), isFirst: true, listItems)
        rest.append(SCIM2User.Attribute(target: target, value: .list([first] + others.dropFirst())))
        return rest
    }
}

extension SCIM2Target {
    fileprivate var isAddressMember: Bool { schema == nil && attribute == "addresses" && member != nil }
}

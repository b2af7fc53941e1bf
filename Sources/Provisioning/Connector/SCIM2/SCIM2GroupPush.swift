package import Model

/// Which groups of a person become groups at the service.
package struct SCIM2GroupPush: ManifestObject, Hashable {
    package static let doc = "Groups of the login that become groups at the service; no other group is touched."

    /// Group of the login to the group's `displayName` at the service.
    let names: [String: String]
    let create: Bool

    /// The account's attribute that holds the memberships. A mapping can't write it: it is the service's own.
    static let attribute = "groups"

    private static let push = Field<Unordered<String>>.optional(
        "push", "Groups that have the same name at the service.", example: "[engineering, support]")
    private static let map = Field<[String: String]>.optional(
        "map", "Group of the login: its name at the service.", example: "{engineering: Wiki Engineers}")
    private static let create = Field<Bool>.defaulted(
        "create", "Whether a group that is not there is created.", to: false)

    package static let fields = [push.shape, map.shape, create.shape]
    package static let exactlyOneOf = [["push", "map"]]

    package init?(_ object: inout ObjectReader) {
        let push = object.optional(Self.push)
        let map = object.optional(Self.map)
        let create = object.defaulted(Self.create)
        guard let create else { return nil }
        self.create = create
        guard let push else {
            guard let map else { return nil }
            names = map
            return
        }
        names = Dictionary(push.items.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The groups at the service that we answer for, ascending.
    var managed: [String] { Set(names.values).sorted() }

    /// Those of them that the person belongs in, ascending.
    func wanted(for person: SignedInPerson) -> [String] {
        // Some providers send a single group as a text.
        let groups = person.attributes["groups"]?.string.map { [$0] } ?? person.attributes.groups
        return Set(groups.compactMap { names[$0] }).sorted()
    }

    /// As the account remembers it: a group that is pushed from now on is looked at again.
    func membership(of person: SignedInPerson) -> Value {
        .object(
            ("among", .list(managed.map(Value.string))),
            ("wanted", .list(wanted(for: person).map(Value.string))))
    }
}

import Model

/// An attribute path of RFC 7644 §3.5.2: `title`, `name.givenName`, `urn:…:User:department`, `members[value eq "u1"]`.
struct SCIM2Path {
    let keys: [String]
    /// Of the items of a list, those whose member has this text.
    let selected: SCIM2Query.Filter?

    init?(_ path: String) {
        var rest = Substring(path)
        var keys: [String] = []
        var filter: SCIM2Query.Filter?
        if let open = rest.firstIndex(of: "[") {
            guard rest.last == "]",
                let read = SCIM2Query.Filter(String(rest[rest.index(after: open)...].dropLast()))
            else { return nil }
            filter = read
            rest = rest[..<open]
        }
        if rest.lowercased().hasPrefix("urn:"), let colon = rest.lastIndex(of: ":") {
            keys.append(String(rest[..<colon]))
            rest = rest[rest.index(after: colon)...]
        }
        keys += rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !rest.isEmpty, keys.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.keys = keys
        selected = filter
    }

    static func value(at path: String, in resource: Value) -> Value? { values(at: path, in: resource).first }

    /// All values there: of a list each item's member.
    static func values(at path: String, in resource: Value) -> [Value] {
        guard let path = SCIM2Path(path) else { return [] }
        return path.keys.reduce([resource]) { values, key in
            values.flatMap { value in
                if let items = value.list { items.compactMap { $0[key] } } else { value[key].map { [$0] } ?? [] }
            }
        }
    }
}

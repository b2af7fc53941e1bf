import Model

/// What a service says of itself (RFC 7643 §5). It may be wrong about it: nothing relies on it.
struct SCIM2ServiceConfig: Hashable, Sendable {
    /// `nil` when it does not say.
    let patch: Bool?
    let filter: Bool?
    let etag: Bool?

    static let features = ["patch", "filter", "etag", "bulk", "sort", "changePassword"]
    private let said: [String: Bool]

    /// Also what was remembered, and nothing at all.
    init(_ value: Value?) {
        // Some answer with a list of the one configuration.
        let value = value?.member("Resources")?.list?.first ?? value
        var said: [String: Bool] = [:]
        for feature in Self.features { said[feature] = value?.member(feature)?.member("supported")?.asFlag }
        self.said = said
        (patch, filter, etag) = (said["patch"], said["filter"], said["etag"])
    }

    var isSilent: Bool { said.isEmpty }

    /// For `init`.
    var value: Value {
        .map(ValueMap(said.map { .init(key: $0.key, value: .object(("supported", .bool($0.value)))) }))
    }

    /// `offers patch, filter; not etag, bulk`.
    var summary: String {
        let offered = Self.features.filter { said[$0] == true }
        let missing = Self.features.filter { said[$0] == false }
        let both = [
            offered.isEmpty ? nil : "offers \(offered.joined(separator: ", "))",
            missing.isEmpty ? nil : "not \(missing.joined(separator: ", "))",
        ]
        return both.compactMap { $0 }.joined(separator: "; ")
    }
}

extension Value {
    /// A Boolean, also one that a service wrote as text.
    var asFlag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string(let text) where text.lowercased() == "true": true
        case .string(let text) where text.lowercased() == "false": false
        default: nil
        }
    }
}

/// The four kinds, in the order in which changes are applied; deletes go the other way.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable, Comparable {
    case connection = "Connection"
    case outboundConnector = "OutboundConnector"
    case loginFlow = "LoginFlow"
    case loginTrigger = "LoginTrigger"

    /// Position in the order of apply, from 0.
    package var order: Int {
        switch self {
        case .connection: 0
        case .outboundConnector: 1
        case .loginFlow: 2
        case .loginTrigger: 3
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.order < right.order }

    /// The other names a command line may use: lower case, plural, short.
    package var aliases: [String] {
        switch self {
        case .connection: ["connection", "connections", "conn"]
        case .outboundConnector: ["outboundconnector", "outboundconnectors", "connector", "connectors"]
        case .loginFlow: ["loginflow", "loginflows", "flow", "flows"]
        case .loginTrigger: ["logintrigger", "logintriggers", "trigger", "triggers"]
        }
    }

    /// The kind that a person means by `word`.
    package init?(word: String) {
        let lower = word.lowercased()
        guard let kind = Self.allCases.first(where: { $0.aliases.contains(lower) }) else { return nil }
        self = kind
    }
}

/// What identifies a resource: kind and name, written `Connection/corp-okta`.
package struct ResourceKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let kind: ResourceKind
    package let name: String

    package init(_ kind: ResourceKind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.kind == right.kind ? left.name < right.name : left.kind < right.kind
    }

    package var description: String { "\(kind.rawValue)/\(name)" }
}

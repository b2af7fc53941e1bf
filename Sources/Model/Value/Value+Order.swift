extension Value: Comparable {
    /// A total order: null, booleans, numbers, texts, secrets, lists, maps; within one sort by content.
    package static func < (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.bool(let first), .bool(let second)): !first && second
        case (.int(let first), .int(let second)): first < second
        case (.number(let first), .number(let second)): first < second
        case (.string(let first), .string(let second)): first < second
        case (.secret(let first), .secret(let second)): first.description < second.description
        case (.list(let first), .list(let second)): first.lexicographicallyPrecedes(second)
        case (.map(let first), .map(let second)):
            first.entries.lexicographicallyPrecedes(second.entries) { ($0.key, $0.value) < ($1.key, $1.value) }
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .null: 0
        case .bool: 1
        case .int: 2
        case .number: 3
        case .string: 4
        case .secret: 5
        case .list: 6
        case .map: 7
        }
    }
}

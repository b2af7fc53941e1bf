import Model

/// A connector that goes or is switched off touches no remote account; the plan says how many stay behind.
enum LinkedAccountRemark {
    static func removing(_ resource: Resource, _ stored: StoredState) -> [String] {
        guard resource.key.kind == .outboundConnector else { return [] }
        return staying(resource.key.name, stored)
    }

    static func updating(_ before: Resource?, to after: Resource, _ stored: StoredState) -> [String] {
        guard let before, after.key.kind == .outboundConnector, before.spec["enabled"] == .bool(true),
            after.spec["enabled"] == .bool(false)
        else { return [] }
        return staying(before.key.name, stored)
    }

    private static func staying(_ connector: String, _ stored: StoredState) -> [String] {
        let count = stored.linkedAccounts[connector] ?? 0
        return count == 0 ? [] : ["\(count) linked \(count == 1 ? "account stays" : "accounts stay") at the target"]
    }
}

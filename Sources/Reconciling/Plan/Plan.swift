package import Model

/// Whether a resource missing from the manifests is deleted.
package enum Pruning: Hashable, Sendable {
    case keepMissing
    case deleteMissing
}

/// Whether another owner's resource may be taken over.
package enum OwnershipPolicy: Hashable, Sendable {
    case respect
    case take
}

/// Everything an apply would do, in order: the contract between reviewing and applying.
package struct Plan: Sendable {
    /// The state serial the plan was made for.
    package let stateSerial: Int
    package let owner: String
    package let changes: [Change]
    package let summary: PlanSummary
    package let warnings: [Diagnostic]
    /// The state's own mark, so that a saved plan meets no other state.
    package let stateIdentity: String
    /// What the manifests ask for; `nil` for a plan that comes from elsewhere. Made when asked for: most plans of many
    /// resources are empty, and nobody reads it.
    package var manifestDigest: String? { digestOfManifests() }
    private let digestOfManifests: @Sendable () -> String?
    /// SHA-256 over the canonical bytes of serial, owner and changes, `sha256:` and hexadecimal digits.
    package let digest: String

    package init(
        stateSerial: Int, stateIdentity: String = "", owner: String, changes: [Change], unchanged: Int,
        manifestDigest: @autoclosure @escaping @Sendable () -> String? = nil, warnings: [Diagnostic] = []
    ) {
        self.stateSerial = stateSerial
        self.stateIdentity = stateIdentity
        digestOfManifests = manifestDigest
        self.owner = owner
        self.changes = changes.sorted(by: Change.isOrdered)
        self.warnings = warnings
        summary = PlanSummary(
            create: changes.count { $0.action == .create }, update: changes.count { $0.action == .update },
            delete: changes.count { $0.action == .delete }, unchanged: unchanged)
        digest = Self.digest(serial: stateSerial, owner: owner, changes: self.changes)
    }

    package var isEmpty: Bool { changes.isEmpty }

    private static func digest(serial: Int, owner: String, changes: [Change]) -> String {
        let content = Value.object(
            ("stateSerial", .int(serial)), ("owner", .string(owner)), ("changes", .list(changes.map(content))))
        return ContentDigest.of(content)
    }

    private static func content(_ change: Change) -> Value {
        let renamed = change.renamedFrom.map { [ValueMap.Entry(key: "renamedFrom", value: .string($0))] } ?? []
        return .map(
            ValueMap(
                [
                    ValueMap.Entry(key: "action", value: .string(change.action.rawValue)),
                    ValueMap.Entry(key: "resource", value: .string(change.key.description)),
                    ValueMap.Entry(key: "before", value: change.before ?? .null),
                    ValueMap.Entry(key: "after", value: change.after ?? .null),
                ] + renamed))
    }
}

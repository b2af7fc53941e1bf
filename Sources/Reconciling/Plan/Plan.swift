import Crypto
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
    /// SHA-256 over the canonical bytes of serial, owner and changes, `sha256:` and hexadecimal digits.
    package let digest: String

    package init(
        stateSerial: Int, owner: String, changes: [Change], unchanged: Int, warnings: [Diagnostic] = []
    ) {
        self.stateSerial = stateSerial
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
            ("stateSerial", .int(serial)), ("owner", .string(owner)),
            (
                "changes",
                .list(
                    changes.map { change in
                        .object(
                            ("action", .string(change.action.rawValue)), ("resource", .string(change.key.description)),
                            ("before", change.before ?? .null), ("after", change.after ?? .null))
                    })
            ))
        let hash = SHA256.hash(data: Array(CanonicalJSON.encode(content).utf8))
        return "sha256:" + hash.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

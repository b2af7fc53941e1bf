package import Model

package enum ChangeAction: String, Hashable, Sendable, CaseIterable {
    case create
    case update
    case delete
}

/// What a plan does to one resource.
package struct Change: Hashable, Sendable {
    package let action: ChangeAction
    package let key: ResourceKey
    /// The name under which an updated resource is stored until now.
    package let renamedFrom: String?
    /// Where the manifest asks for it; `nil` for a delete.
    package let source: SourceLocation?
    /// The stored body; `nil` for a create.
    package let before: Value?
    /// The wanted body; `nil` for a delete.
    package let after: Value?
    package let fields: [FieldChange]
    /// For display only: what a reader should know about this change.
    package let remarks: [String]

    package init(
        action: ChangeAction, key: ResourceKey, renamedFrom: String? = nil, source: SourceLocation?, before: Value?,
        after: Value?, remarks: [String] = []
    ) {
        self.action = action
        self.key = key
        self.renamedFrom = renamedFrom
        self.source = source
        self.before = before
        self.after = after
        let name = renamedFrom.map { old in
            FieldChange(path: FieldPath(keys: "metadata", "name"), before: .string(old), after: .string(key.name))
        }
        fields = (name.map { [$0] } ?? []) + FieldDiff.between(before, after)
        self.remarks = remarks
    }

    /// The key under which the resource is stored until now; `nil` for a create.
    package var storedKey: ResourceKey? {
        guard action != .create else { return nil }
        return renamedFrom.map { ResourceKey(key.kind, $0) } ?? key
    }

    /// The order of apply: kinds forward for creates and updates, then backward for deletes; names ascending.
    static func isOrdered(_ first: Change, _ second: Change) -> Bool {
        switch (first.action == .delete, second.action == .delete) {
        case (false, true): true
        case (true, false): false
        case (false, false): first.key < second.key
        case (true, true):
            first.key.kind == second.key.kind
                ? first.key.name < second.key.name : first.key.kind > second.key.kind
        }
    }
}

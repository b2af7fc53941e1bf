package import Model

/// One changed field.
package struct FieldChange: Hashable, Sendable {
    package let path: FieldPath
    /// `nil` when the field was absent.
    package let before: Value?
    /// `nil` when the field goes away.
    package let after: Value?

    package init(path: FieldPath, before: Value?, after: Value?) {
        self.path = path
        self.before = before
        self.after = after
    }

    /// A secret reference is on either side: reports say that it changed and not to what.
    package var isSensitive: Bool {
        if case .secret = before { return true }
        if case .secret = after { return true }
        return false
    }
}

/// Compares two canonical values field by field.
package enum FieldDiff {
    /// The changed fields, ascending by path; an empty map counts as absent.
    ///
    /// Maps are walked. Lists of one length are walked item by item, others are one change.
    package static func between(_ before: Value?, _ after: Value?) -> [FieldChange] {
        var changes: [FieldChange] = []
        walk(before, after, [], &changes)
        return changes
    }

    private static func walk(
        _ before: Value?, _ after: Value?, _ path: [FieldPath.Component], _ changes: inout [FieldChange]
    ) {
        guard before != after else { return }
        let left = before?.map
        let right = after?.map
        let isMapAgainstMapOrNothing = (left != nil || before == nil) && (right != nil || after == nil)
        if isMapAgainstMapOrNothing {
            // An empty map is nothing to tell.
            for key in Set((left?.keys ?? []) + (right?.keys ?? [])).sorted() {
                walk(left?[key], right?[key], path + [.key(key)], &changes)
            }
        } else if let left = before?.list, let right = after?.list, left.count == right.count {
            for index in left.indices { walk(left[index], right[index], path + [.index(index)], &changes) }
        } else {
            changes.append(FieldChange(path: FieldPath(path), before: before, after: after))
        }
    }
}

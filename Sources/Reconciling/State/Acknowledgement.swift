package import Model

/// Drift that somebody knows about and has accepted for a while.
///
/// It holds for the difference as it was then: another hand change is drift again.
package struct Acknowledgement: Hashable, Sendable {
    package let key: ResourceKey
    /// The field, with everything below it, as `FieldPath` writes it; empty for the whole resource.
    package let path: String
    /// The digest of the difference that was seen.
    package let difference: String
    package let reason: String
    package let until: Timestamp
    /// Who answers for it.
    package let by: String
    package let at: Timestamp

    package init(
        key: ResourceKey, path: String, difference: String, reason: String, until: Timestamp, by: String,
        at: Timestamp
    ) {
        self.key = key
        self.path = path
        self.difference = difference
        self.reason = reason
        self.until = until
        self.by = by
        self.at = at
    }

    package func hasExpired(at now: Timestamp) -> Bool { until <= now }

    /// Whether a field is at the path or below it.
    package func covers(_ field: FieldPath) -> Bool { Self.covers(field, at: path) }

    package static func covers(_ field: FieldPath, at path: String) -> Bool {
        let text = field.description
        guard !path.isEmpty, text != path else { return true }
        guard text.hasPrefix(path), let next = text.dropFirst(path.count).first else { return false }
        return next == "." || next == "["
    }
}

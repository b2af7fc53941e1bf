package import Model

extension Drift {
    package enum Nature: Hashable, Sendable {
        case changed([FieldChange])
        /// Stored, though no apply made it.
        case created
        /// Applied, but no longer stored.
        case deleted

        /// The digest of what differs at a path and below; `nil` when nothing does. A resource that was created or
        /// deleted differs as a whole, at the empty path.
        package func difference(at path: String) -> String? {
            switch self {
            case .created: return path.isEmpty ? ContentDigest.of("created") : nil
            case .deleted: return path.isEmpty ? ContentDigest.of("deleted") : nil
            case .changed(let fields):
                let part = fields.filter { Acknowledgement.covers($0.path, at: path) }
                guard !part.isEmpty else { return nil }
                return ContentDigest.of(
                    .list(
                        part.map { field in
                            .list([.string(field.path.description), field.before ?? .null, field.after ?? .null])
                        }))
            }
        }
    }

    /// One resource that differs from what was last applied.
    package struct Finding: Sendable {
        package let key: ResourceKey
        package let owner: String
        package let nature: Nature
        /// Who changed it, when, through what.
        package let change: ChangeRecord
        /// Where a manifest declares it; `nil` when none was given, or none does.
        package let source: SourceLocation?
        /// Those that were given for what differs now, with those that have expired.
        package let acknowledgements: [Acknowledgement]
        /// All of the difference is acknowledged, and no acknowledgement that it needs has expired.
        package let isAcknowledged: Bool

        init(
            _ record: StoredResource, _ nature: Nature, source: SourceLocation?, _ all: [Acknowledgement],
            at now: Timestamp
        ) {
            key = record.key
            owner = record.owner
            self.nature = nature
            change = record.changed
            self.source = source
            let given = all.filter { $0.key == record.key && nature.difference(at: $0.path) == $0.difference }
            acknowledgements = given
            let valid = given.filter { !$0.hasExpired(at: now) }
            switch nature {
            case .changed(let fields):
                isAcknowledged = fields.allSatisfy { field in valid.contains { $0.covers(field.path) } }
            case .created, .deleted: isAcknowledged = !valid.isEmpty
            }
        }
    }
}

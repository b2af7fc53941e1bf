package import Model

/// What a revision made of one resource.
package struct RevisionWrite: Hashable, Sendable {
    package let key: ResourceKey
    package let owner: String
    /// Canonical JSON; `nil` when the revision deleted the resource, or gave it another name.
    package let body: String?
    /// The name that the resource had before this revision.
    package let renamedFrom: String?

    package init(key: ResourceKey, owner: String, body: String?, renamedFrom: String? = nil) {
        self.key = key
        self.owner = owner
        self.body = body
        self.renamedFrom = renamedFrom
    }
}

/// A revision with its content, as the chain of revisions covers it.
package struct RevisionEntry: Hashable, Sendable {
    package let revision: Revision
    /// Ascending by key.
    package let writes: [RevisionWrite]
    /// The stored hash; `nil` for a revision from before there was a chain.
    package let hash: String?

    package init(revision: Revision, writes: [RevisionWrite], hash: String?) {
        self.revision = revision
        self.writes = writes
        self.hash = hash
    }
}

/// Hashes each revision together with the hash of the one before it, so that no stored one can be changed, taken out
/// or put in without breaking every later hash.
package enum RevisionChain {
    /// SHA-256 over the canonical bytes of the revision, its writes and the previous hash.
    ///
    /// - Parameter previous: The hash of the revision before; empty for the first in the chain.
    package static func hash(of revision: Revision, _ writes: [RevisionWrite], after previous: String) -> String {
        let change = revision.change
        let summary = revision.summary
        let content = Value.object(
            ("previous", .string(previous)), ("number", .int(revision.number)), ("owner", .string(revision.owner)),
            ("at", .int(Int(change.at.milliseconds))), ("by", .string(change.by)),
            ("through", .string(change.through)), ("digest", .string(revision.digest)),
            ("plan", .string(revision.plan)),
            (
                "summary",
                .list([summary.create, summary.update, summary.delete, summary.unchanged].map(Value.int))
            ),
            ("note", text(revision.note)), ("source", revision.source?.value ?? .null),
            ("writes", .list(writes.sorted { $0.key < $1.key }.map(value))))
        return ContentDigest.of(content)
    }

    private static func value(of write: RevisionWrite) -> Value {
        .list([
            .string(write.key.description), .string(write.owner), text(write.body), text(write.renamedFrom),
        ])
    }

    private static func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
}

/// Where the chain of revisions begins and ends.
package struct RevisionMark: Hashable, Sendable {
    /// The first revision whose content is kept, 0 for the empty state. Older ones are from before contents were kept.
    package let keptFrom: Int
    /// The number of the newest revision; 0 when there is none.
    package let newest: Int
    /// The hash of the newest revision in the chain; empty when there is none.
    package let head: String

    package init(keptFrom: Int, newest: Int, head: String) {
        self.keptFrom = keptFrom
        self.newest = newest
        self.head = head
    }
}

/// All resources as a revision left them, and what became of their names later.
package struct RevisionContents: Sendable {
    package let mark: RevisionMark
    package let resources: [RevisionWrite]
    /// The renames, each with the key that the resource took, and the deletes of each later revision, in order. Those of
    /// one revision happened at once.
    package let departures: [[RevisionWrite]]

    package init(mark: RevisionMark, resources: [RevisionWrite], departures: [[RevisionWrite]]) {
        self.mark = mark
        self.resources = resources
        self.departures = departures
    }

    /// The name by which a resource of then goes now; `nil` when it was deleted, whatever took its name later.
    package func presentName(of key: ResourceKey) -> String? {
        var name = key.name
        for revision in departures {
            let ours = revision.filter { $0.key.kind == key.kind }
            if let rename = ours.first(where: { $0.renamedFrom == name }) {
                name = rename.key.name
            } else if ours.contains(where: { $0.key.name == name && ($0.body == nil || $0.renamedFrom != nil) }) {
                return nil
            }
        }
        return name
    }
}

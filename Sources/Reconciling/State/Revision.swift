package import Model

/// One applied plan.
package struct Revision: Hashable, Sendable {
    /// From 1.
    package let number: Int
    package let owner: String
    package let change: ChangeRecord
    package let digest: String
    /// The plan as canonical JSON.
    package let plan: String
    package let summary: PlanSummary
    package let note: String?
    /// The commit it comes from; `nil` when nobody said.
    package let source: RevisionSource?

    package init(
        number: Int, owner: String, change: ChangeRecord, digest: String, plan: String, summary: PlanSummary,
        note: String?, source: RevisionSource? = nil
    ) {
        self.number = number
        self.owner = owner
        self.change = change
        self.digest = digest
        self.plan = plan
        self.summary = summary
        self.note = note
        self.source = source
    }
}

extension Revision {
    /// Where the manifest stood that made this revision write the resource; `nil` when its plan does not say.
    package func source(of key: ResourceKey) -> (file: String, line: Int)? {
        guard let changes = (try? CanonicalJSON.decode(plan))?["changes"]?.list else { return nil }
        let change = changes.first { change in
            change["resource"]?["kind"]?.string == key.kind.rawValue
                && change["resource"]?["name"]?.string == key.name
        }
        guard let source = change?["source"], let file = source["file"]?.string, let line = source["line"]?.int
        else { return nil }
        return (file, line)
    }
}

/// How many resources a plan creates, updates, deletes and leaves as they are.
package struct PlanSummary: Hashable, Sendable {
    package var create = 0
    package var update = 0
    package var delete = 0
    package var unchanged = 0

    package init(create: Int = 0, update: Int = 0, delete: Int = 0, unchanged: Int = 0) {
        self.create = create
        self.update = update
        self.delete = delete
        self.unchanged = unchanged
    }
}

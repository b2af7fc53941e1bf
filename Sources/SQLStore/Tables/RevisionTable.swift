import Model
import Reconciling

/// The applied plans.
struct RevisionTable {
    let session: any SQLSession

    /// Stores the revision of a commit under the next number.
    func append(_ commit: StateCommit) throws -> Revision {
        let newest = try session.query("SELECT MAX(number) FROM revision").first?.optionalInt(0) ?? 0
        let revision = Revision(
            number: newest + 1, owner: commit.owner, change: commit.change, digest: commit.digest, plan: commit.plan,
            summary: commit.summary, note: commit.note)
        try session.run(
            """
            INSERT INTO revision
                (number, owner, changed_at, changed_by, changed_through, digest, plan, created, updated, deleted,
                 unchanged, note)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [.int(revision.number), .text(revision.owner)] + revision.change.bindings
                + [
                    .text(revision.digest), .text(revision.plan), .int(revision.summary.create),
                    .int(revision.summary.update), .int(revision.summary.delete), .int(revision.summary.unchanged),
                    .text(revision.note),
                ])
        return revision
    }

    private static let selection = """
        SELECT number, owner, changed_at, changed_by, changed_through, digest, plan, created, updated, deleted,
               unchanged, note
        FROM revision
        """

    func newest(_ limit: Int) throws -> [Revision] {
        try session.query("\(Self.selection) ORDER BY number DESC LIMIT $1", [.int(max(0, limit))]).map(revision)
    }

    func find(_ number: Int) throws -> Revision? {
        try session.query("\(Self.selection) WHERE number = $1", [.int(number)]).first.map(revision)
    }

    private func revision(_ row: SQLRow) throws -> Revision {
        Revision(
            number: try row.int(0), owner: try row.text(1), change: try row.changeRecord(2),
            digest: try row.text(5), plan: try row.text(6),
            summary: PlanSummary(
                create: try row.int(7), update: try row.int(8), delete: try row.int(9), unchanged: try row.int(10)),
            note: try row.optionalText(11))
    }
}

import Model
import Reconciling

/// The applied plans.
struct RevisionTable {
    let session: any SQLSession

    /// Stores the revision of a commit with its content under the next number, and ends the chain with it.
    func append(_ commit: StateCommit) throws -> Revision {
        let mark = try mark()
        let revision = Revision(
            number: mark.newest + 1, owner: commit.owner, change: commit.change, digest: commit.digest,
            plan: commit.plan, summary: commit.summary, note: commit.note, source: commit.source)
        let writes = commit.revisionWrites
        let hash = RevisionChain.hash(of: revision, writes, after: mark.head)
        try session.run(
            """
            INSERT INTO revision
                (number, owner, changed_at, changed_by, changed_through, digest, plan, created, updated, deleted,
                 unchanged, note, source, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            [.int(revision.number), .text(revision.owner)] + revision.change.bindings
                + [
                    .text(revision.digest), .text(revision.plan), .int(revision.summary.create),
                    .int(revision.summary.update), .int(revision.summary.delete), .int(revision.summary.unchanged),
                    .text(revision.note), .text(revision.source.map { CanonicalJSON.encode($0.value) }), .text(hash),
                ])
        for write in writes {
            try session.run(
                """
                INSERT INTO revision_write (revision, kind, name, owner, body, renamed_from)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .int(revision.number), .text(write.key.kind.rawValue), .text(write.key.name), .text(write.owner),
                    .text(write.body), .text(write.renamedFrom),
                ])
        }
        try session.run("UPDATE state SET head = $1", [.text(hash)])
        return revision
    }

    static let selection = """
        SELECT number, owner, changed_at, changed_by, changed_through, digest, plan, created, updated, deleted,
               unchanged, note, source, hash
        FROM revision
        """

    func newest(_ limit: Int) throws -> [Revision] {
        try session.query("\(Self.selection) ORDER BY number DESC LIMIT $1", [.int(max(0, limit))]).map(revision)
    }

    func find(_ number: Int) throws -> Revision? {
        try session.query("\(Self.selection) WHERE number = $1", [.int(number)]).first.map(revision)
    }

    func revision(_ row: SQLRow) throws -> Revision {
        Revision(
            number: try row.int(0), owner: try row.text(1), change: try row.changeRecord(2),
            digest: try row.text(5), plan: try row.text(6),
            summary: PlanSummary(
                create: try row.int(7), update: try row.int(8), delete: try row.int(9), unchanged: try row.int(10)),
            note: try row.optionalText(11), source: try row.optionalText(12).map(source) ?? nil)
    }

    private func source(_ text: String) throws(SQLError) -> RevisionSource? {
        do throws(JSONReader.Failure) {
            return RevisionSource(try CanonicalJSON.decode(text))
        } catch {
            throw .corrupt("the source of a stored revision can't be read: \(error)")
        }
    }
}

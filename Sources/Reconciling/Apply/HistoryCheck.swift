package import Model

/// Checks that the stored revisions are what was written, one after the other, and that the resources are theirs.
package struct HistoryCheck: Sendable {
    /// How the check ended.
    package struct Result: Hashable, Sendable {
        /// Revisions whose hash was computed again and holds.
        package let verified: Int
        /// Revisions from before hashes were kept.
        package let unchained: Int
        package let problem: Problem?

        package init(verified: Int, unchained: Int, problem: Problem?) {
            self.verified = verified
            self.unchained = unchained
            self.problem = problem
        }
    }

    /// The first thing that does not hold.
    package struct Problem: Hashable, Sendable {
        /// The revision; `nil` when it is about the state as a whole.
        package let revision: Int?
        package let reason: String
    }

    private static let batch = 50

    /// Reads the whole history and the resources.
    package static func run(_ store: any StateStore) async throws(StoreError) -> Result {
        let mark = try await store.revisionMark()
        var check = HistoryCheck(mark: mark)
        var last = 0
        while true {
            let entries = try await store.entries(after: last, limit: batch)
            guard let newest = entries.last else { break }
            for entry in entries {
                if let problem = check.problem(in: entry) { return check.result(problem) }
            }
            last = newest.revision.number
        }
        if let problem = check.problemAtEnd() { return check.result(problem) }
        return check.result(check.problem(in: try await store.readResources()))
    }

    private let mark: RevisionMark
    private var previous = ""
    private var expected = 1
    private var verified = 0
    private var unchained = 0
    /// What the history says each resource was last applied as.
    private var applied: [ResourceKey: (revision: Int, body: String?)] = [:]

    private init(mark: RevisionMark) {
        self.mark = mark
    }

    private func result(_ problem: Problem?) -> Result {
        Result(verified: verified, unchained: unchained, problem: problem)
    }

    private mutating func problem(in entry: RevisionEntry) -> Problem? {
        let number = entry.revision.number
        guard number == expected else {
            return Problem(
                revision: expected, reason: "revision \(expected) is missing; \(number) follows in its place")
        }
        expected += 1
        for write in entry.writes { applied[write.key] = (number, write.body) }
        guard let hash = entry.hash else {
            guard number <= mark.keptFrom, verified == 0 else {
                return Problem(revision: number, reason: "revision \(number) has lost its hash")
            }
            unchained += 1
            return nil
        }
        guard RevisionChain.hash(of: entry.revision, entry.writes, after: previous) == hash else {
            return Problem(
                revision: number, reason: "revision \(number) is not what was written: its hash does not hold")
        }
        previous = hash
        verified += 1
        return nil
    }

    private func problemAtEnd() -> Problem? {
        guard previous != mark.head else { return nil }
        return Problem(
            revision: expected, reason: "revisions from \(expected) on are missing: the state ends with another hash")
    }

    private func problem(in stored: StoredState) -> Problem? {
        for (key, last) in applied.sorted(by: { $0.key < $1.key }) where last.body != nil {
            guard let record = stored.resources[key] else {
                return Problem(revision: last.revision, reason: "\(key) of revision \(last.revision) is gone")
            }
            guard record.applied == last.body else {
                return Problem(
                    revision: last.revision,
                    reason: "\(key) is not stored as revision \(last.revision) applied it")
            }
        }
        for record in stored.resources.values.sorted(by: { $0.key < $1.key })
        where record.applied != nil && applied[record.key]?.body == nil {
            return Problem(revision: record.revision, reason: "no revision made \(record.key)")
        }
        return nil
    }
}

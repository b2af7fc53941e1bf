package import Model

/// How an apply ended.
package enum ApplyOutcome: Sendable {
    /// The stored state already was as wanted; nothing was written.
    case nothingToDo(Plan)
    case applied(Plan, Revision)
    /// A brake holds; nothing was written.
    case refused(Plan, Diagnostics)
}

/// What is written with a revision, beside the plan.
package struct Authorship: Sendable {
    package let actor: String
    /// The command: `apply`, `rollback 3`.
    package let through: String
    package let note: String?
    package let source: RevisionSource?

    package init(actor: String, through: String, note: String? = nil, source: RevisionSource? = nil) {
        self.actor = actor
        self.through = through
        self.note = note
        self.source = source
    }
}

/// What to do when somebody wrote between planning and committing.
package enum StalePolicy: Sendable {
    case planAgain
    /// The plan is the contract: write nothing.
    case refuse
}

/// Makes the stored state equal to the desired one, in one transaction.
package struct Applier: Sendable {
    private let store: any StateStore
    private let clock: any WallClock
    private let lock: LockToken?

    /// - Parameter lock: Proves that the state's lock is held.
    package init(store: any StateStore, clock: any WallClock, lock: LockToken? = nil) {
        self.store = store
        self.clock = clock
        self.lock = lock
    }

    /// Reads, plans, asks the brakes and commits.
    ///
    /// The commit holds only if nobody wrote since the read, so that what is written is always a plan against the state
    /// it meets.
    /// - Parameters:
    ///   - confirmed: The digest that `--confirm` gave.
    ///   - planning: Makes the plan from the state as read.
    ///   - approve: Sees the plan before it is written; `false` stops.
    /// - Returns: What happened; `nil` when `approve` said no.
    /// - Throws: `Diagnostics` for findings in the manifests or the store.
    package func apply(
        by author: Authorship, confirmed: String? = nil, onStale: StalePolicy = .planAgain,
        planning: (StoredState) throws(Diagnostics) -> Plan, approve: (Plan) async -> Bool = { _ in true }
    ) async throws(Diagnostics) -> ApplyOutcome? {
        while true {
            let stored = try await Self.reading(store)
            let plan = try planning(stored)
            guard !plan.isEmpty else { return .nothingToDo(plan) }
            do throws(Diagnostics) {
                try Brake.verdict(on: plan, against: stored, confirmed: confirmed)
            } catch {
                return .refused(plan, error)
            }
            guard await approve(plan) else { return nil }
            do throws(StoreError) {
                return .applied(plan, try await store.commit(commit(plan, author)))
            } catch .stale where onStale == .planAgain {
                continue
            } catch {
                throw Diagnostics([error.diagnostic])
            }
        }
    }

    /// Applies manifests.
    ///
    /// - Parameter manifests: As loaded; they are resolved against the stored state.
    package func apply(
        _ manifests: [Manifest], _ request: PlanRequest, by author: Authorship, confirmed: String? = nil,
        approve: (Plan) async -> Bool = { _ in true }
    ) async throws(Diagnostics) -> ApplyOutcome? {
        let digest = ManifestDigest.of(manifests)
        return try await apply(
            by: author, confirmed: confirmed,
            planning: { (stored) throws(Diagnostics) in
                try Self.plan(manifests, against: stored, request, digest: digest)
            }, approve: approve)
    }

    /// Reads the stored state; a failure becomes a finding.
    package static func reading(_ store: any StateStore) async throws(Diagnostics) -> StoredState {
        do throws(StoreError) {
            return try await store.read()
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    /// Resolves the manifests against the stored state and plans.
    package static func plan(
        _ manifests: [Manifest], against stored: StoredState, _ request: PlanRequest, digest: String? = nil
    ) throws(Diagnostics) -> Plan {
        let (desired, findings) = DesiredState.resolving(manifests, stored: stored)
        guard let desired else { throw findings }
        return try Planner.plan(
            desired, against: stored, request, manifestDigest: digest ?? ManifestDigest.of(manifests))
    }

    private func commit(_ plan: Plan, _ author: Authorship) -> StateCommit {
        StateCommit(
            expectedSerial: plan.stateSerial, owner: plan.owner,
            writes: plan.changes.map { change in
                StateCommit.Write(
                    key: change.key, body: change.after.map { CanonicalJSON.encode($0) },
                    renamedFrom: change.renamedFrom)
            },
            change: ChangeRecord(at: clock.now, by: author.actor, through: author.through), digest: plan.digest,
            plan: CanonicalJSON.encode(PlanDocument.value(of: plan)), summary: plan.summary, note: author.note,
            source: author.source, lock: lock)
    }
}

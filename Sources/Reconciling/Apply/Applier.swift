package import Model

/// How an apply ended.
package enum ApplyOutcome: Sendable {
    /// The stored state already was as wanted; nothing was written.
    case nothingToDo(Plan)
    case applied(Plan, Revision)
    /// A brake holds; nothing was written.
    case refused(Plan, Diagnostics)
}

/// Makes the stored state equal to the desired one, in one transaction.
package struct Applier: Sendable {
    private let store: any StateStore
    private let clock: any WallClock

    package init(store: any StateStore, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Reads, plans, asks the brakes and commits.
    ///
    /// The commit holds only if nobody wrote since the read; otherwise all of it is done again, so that what is
    /// written is always a plan against the state it meets.
    /// - Parameters:
    ///   - manifests: As loaded; they are resolved against the stored state.
    ///   - confirmed: The digest that `--confirm` gave.
    ///   - approve: Sees the plan before it is written; `false` stops.
    /// - Returns: What happened; `nil` when `approve` said no.
    /// - Throws: `Diagnostics` for findings in the manifests or the store.
    package func apply(
        _ manifests: [Manifest], _ request: PlanRequest, by actor: String, note: String?, confirmed: String?,
        approve: (Plan) -> Bool = { _ in true }
    ) async throws(Diagnostics) -> ApplyOutcome? {
        while true {
            let stored = try await Self.reading(store)
            let plan = try Self.plan(manifests, against: stored, request)
            guard !plan.isEmpty else { return .nothingToDo(plan) }
            do throws(Diagnostics) {
                try Brake.verdict(on: plan, against: stored, confirmed: confirmed)
            } catch {
                return .refused(plan, error)
            }
            guard approve(plan) else { return nil }
            do throws(StoreError) {
                let change = ChangeRecord(at: clock.now, by: actor, through: "apply")
                return .applied(plan, try await store.commit(Self.commit(plan, change, note)))
            } catch .stale {
                continue
            } catch {
                throw Diagnostics([error.diagnostic])
            }
        }
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
        _ manifests: [Manifest], against stored: StoredState, _ request: PlanRequest
    ) throws(Diagnostics) -> Plan {
        let (desired, findings) = DesiredState.resolving(manifests, stored: stored)
        guard let desired else { throw findings }
        return try Planner.plan(desired, against: stored, request)
    }

    private static func commit(_ plan: Plan, _ change: ChangeRecord, _ note: String?) -> StateCommit {
        StateCommit(
            expectedSerial: plan.stateSerial, owner: plan.owner,
            writes: plan.changes.map { change in
                StateCommit.Write(key: change.key, body: change.after.map { CanonicalJSON.encode($0) })
            },
            change: change, digest: plan.digest, plan: CanonicalJSON.encode(PlanDocument.value(of: plan)),
            summary: plan.summary, note: note)
    }
}

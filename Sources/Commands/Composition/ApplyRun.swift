import FoundationEssentials
import Model
import Reconciling
import Reports
import SQLStore

/// Plans and applies under the state's lock, asks where somebody can answer, and tells how it ended.
struct ApplyRun: Sendable {
    /// The command with what it is about: `apply`, `rollback 3`.
    let command: String
    let state: StateOptions
    let arguments: ApplyArguments
    let form: OutputForm
    let console: Console

    private var rendering: Rendering { Rendering(form: form, console: console) }
    private var asks: Bool { Console.asksOnTerminal && !arguments.yes }

    /// - Parameter planning: Makes the plan from the state as read under the lock.
    func run(
        onStale: StalePolicy = .planAgain, planning: @escaping @Sendable (StoredState) throws(Diagnostics) -> Plan
    ) async throws -> RunEnd {
        let stream = form == .json ? ApplyStream(version: Program.version) { console.result($0) } : nil
        stream?.begin()
        do {
            let end = try await applied(onStale, planning, stream)
            stream?.end(end.outcome, exitCode: end.status.rawValue)
            return end
        } catch let findings as Diagnostics {
            for finding in findings.findings { stream?.tell(finding) }
            let status = ExitStatus(for: findings)
            stream?.end(status == .refusedByBrake ? .refused : .failed, exitCode: status.rawValue)
            throw findings
        }
    }

    private func applied(
        _ onStale: StalePolicy, _ planning: @escaping @Sendable (StoredState) throws(Diagnostics) -> Plan,
        _ stream: ApplyStream?
    ) async throws -> RunEnd {
        let opened = try OpenState(state, .creating)
        // Folds the log into the file, so that the file alone is the state.
        defer { opened.close() }
        let store = opened.state
        let author = Authorship(
            actor: state.actorName, through: command, note: arguments.revisionNote,
            source: ApplyArguments.source(ProcessInfo.processInfo.environment))
        let outcome = try await state.lease(on: store, console).holding(as: state.claimant(command)) { lock in
            try await Applier(store: store, clock: SystemClock(), lock: lock).apply(
                by: author, confirmed: arguments.confirm, onStale: onStale, planning: planning,
                approve: { plan in
                    guard asks else { return !Task.isCancelled }
                    show(plan, stream)
                    return await console.agrees(to: "Apply these changes?") && !Task.isCancelled
                })
        }
        return end(outcome, stream)
    }

    private func show(_ plan: Plan, _ stream: ApplyStream?) {
        if let stream { stream.tell(plan) } else { rendering.write(plan) }
    }

    private func end(_ outcome: ApplyOutcome?, _ stream: ApplyStream?) -> RunEnd {
        switch outcome {
        case .nothingToDo(let plan):
            show(plan, stream)
            console.report(Diagnostics(plan.warnings))
            return RunEnd(outcome: .clean, plan: plan, findings: plan.warnings)
        case .applied(let plan, let revision):
            if !asks { show(plan, stream) }
            console.report(Diagnostics(plan.warnings))
            stream?.tell(revision)
            let text = Self.sentence(revision)
            // With a machine format standard output holds the plan alone.
            if form == .table { console.result(text) } else { console.note(text) }
            return RunEnd(outcome: .applied, plan: plan, revision: revision.number, findings: plan.warnings)
        case .refused(let plan, let refusals):
            show(plan, stream)
            console.report(refusals)
            for finding in refusals.findings { stream?.tell(finding) }
            console.note("Nothing was written. If this plan is meant: --confirm \(plan.digest)")
            return RunEnd(
                status: ExitStatus(for: refusals), outcome: .refused, plan: plan,
                findings: refusals.findings + plan.warnings)
        case nil:
            console.note("Nothing was written.")
            return RunEnd(status: .failed, outcome: .failed)
        }
    }

    private static func sentence(_ revision: Revision) -> String {
        let summary = revision.summary
        return "Applied as revision \(revision.number): \(summary.create) created, \(summary.update) updated, "
            + "\(summary.delete) deleted, \(summary.unchanged) unchanged."
    }
}

import ArgumentParser
import Model
import Reconciling
import Reports

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the stored state equal to the manifests, in one atomic step. Deletes only with --prune.",
        discussion: """
            On a terminal it shows the plan and asks; elsewhere it never asks. A plan that a brake refuses exits 4 \
            and writes nothing; --confirm with the plan's digest lets exactly that plan pass.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var listener: ListenerAddress
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the applied plan.")
    var form: OutputForm = .table

    @Option(help: "The digest of a plan that a brake refused; lets exactly that plan pass.")
    var confirm: String?

    @Option(help: "A note kept with the revision, such as a commit.")
    var revisionNote: String?

    @Flag(name: [.customShort("y"), .long], help: "Do not ask, even on a terminal.")
    var yes = false

    @Flag(help: "Go on to listen for logins.")
    var listen = false

    func run() async throws {
        try await reports.writing("apply", output.console) { try await applied() }
        if listen { try await ListenerRun(state: state, address: listener, output: output).run() }
    }

    private func applied() async throws -> RunEnd {
        let console = output.console
        let rendering = Rendering(form: form, console: console)
        let asks = Console.asksOnTerminal && !yes
        let loaded = try await Heartbeat.during("reading manifests", console) { try await manifests.load() }
        let store = try Composition.writableState(state)
        let outcome = try await Applier(store: store, clock: SystemClock()).apply(
            loaded, plan.request(owner: state.owner), by: state.actorName, note: revisionNote, confirmed: confirm,
            approve: { plan in
                guard asks else { return true }
                rendering.write(plan)
                return console.agrees(to: "Apply these changes?")
            })
        return end(outcome, rendering, hasShownPlan: asks)
    }

    /// Tells how it ended.
    private func end(_ outcome: ApplyOutcome?, _ rendering: Rendering, hasShownPlan: Bool) -> RunEnd {
        let console = rendering.console
        switch outcome {
        case .nothingToDo(let plan):
            rendering.write(plan)
            console.report(Diagnostics(plan.warnings))
            return RunEnd(outcome: .clean, plan: plan, findings: plan.warnings)
        case .applied(let plan, let revision):
            if !hasShownPlan { rendering.write(plan) }
            console.report(Diagnostics(plan.warnings))
            let summary = revision.summary
            let text =
                "Applied as revision \(revision.number): \(summary.create) created, \(summary.update) updated, "
                + "\(summary.delete) deleted, \(summary.unchanged) unchanged."
            // With a machine format standard output holds the plan alone.
            if rendering.form == .table { console.result(text) } else { console.note(text) }
            return RunEnd(outcome: .applied, plan: plan, revision: revision.number, findings: plan.warnings)
        case .refused(let plan, let refusals):
            rendering.write(plan)
            console.report(refusals)
            console.note("Nothing was written. If this plan is meant: --confirm \(plan.digest)")
            return RunEnd(
                status: ExitStatus(for: refusals), outcome: .refused, plan: plan,
                findings: refusals.findings + plan.warnings)
        case nil:
            console.note("Nothing was written.")
            return RunEnd(status: .failed, outcome: .failed)
        }
    }
}

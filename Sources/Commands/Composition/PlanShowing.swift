import Model
import Reconciling
import Reports

/// Shows a plan and what the brakes say about it.
struct PlanShowing {
    let form: OutputForm
    let console: Console

    /// - Parameter detailed: Pending changes exit 2.
    func show(_ plan: Plan, against stored: StoredState, detailed: Bool) -> RunEnd {
        Rendering(form: form, console: console).write(plan)
        console.report(Diagnostics(plan.warnings))
        let refusals = Brake.refusals(of: plan, against: stored)
        guard refusals.isEmpty else {
            console.report(Diagnostics(refusals))
            return RunEnd(
                status: .refusedByBrake, outcome: .refused, plan: plan, findings: refusals + plan.warnings)
        }
        return RunEnd(
            status: detailed && !plan.isEmpty ? .changesPending : .done,
            outcome: plan.isEmpty ? .clean : .changesPending, plan: plan, findings: plan.warnings)
    }
}

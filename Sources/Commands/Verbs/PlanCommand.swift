import ArgumentParser
import Model
import Reconciling
import Reports

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would do; writes nothing.",
        discussion:
            "Exits 0, with --detailed-exitcode 2 when changes are pending, and 4 when a brake refuses the plan.",
        aliases: ["diff"])

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the plan.")
    var form: OutputForm = .table

    @Option(help: "Also write the plan to this file, for review and for `apply PLAN`.")
    var out: String?

    @Option(help: "How long the plan of --out is good: 90m, 12h or 7d. Without it, until the state moves.")
    var expiresIn: AgeArgument?

    @Flag(help: "Exit 2 when changes are pending.")
    var detailedExitcode = false

    func run() async throws {
        try await reports.writing("plan", about: manifests.filenames.first, output.console) { try await planned() }
    }

    private func planned() async throws -> RunEnd {
        let console = output.console
        let (made, stored) = try await Heartbeat.during("planning", console) {
            async let reading = Applier.reading(try Composition.readableState(state))
            let loaded = try await manifests.load()
            let stored = try await reading
            ProcessEnd.keep(loaded, stored)
            return (try Applier.plan(loaded, against: stored, plan.request(owner: state.owner)), stored)
        }
        if let out { try SavedPlanFile.write(made, to: out, life: expiresIn?.duration) }
        return PlanShowing(form: form, console: console).show(made, against: stored, detailed: detailedExitcode)
    }
}

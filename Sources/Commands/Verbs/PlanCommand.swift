import ArgumentParser
import FoundationEssentials
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

    @Option(help: "Also write the plan as JSON to this file, for review.")
    var out: String?

    @Flag(help: "Exit 2 when changes are pending.")
    var detailedExitcode = false

    func run() async throws {
        try await reports.writing("plan", output.console) { try await planned() }
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
        Rendering(form: form, console: console).write(made)
        console.report(Diagnostics(made.warnings))
        if let out { try save(made, to: out) }
        let refusals = Brake.refusals(of: made, against: stored)
        guard refusals.isEmpty else {
            console.report(Diagnostics(refusals))
            return RunEnd(
                status: .refusedByBrake, outcome: .refused, plan: made, findings: refusals + made.warnings)
        }
        return RunEnd(
            status: detailedExitcode && !made.isEmpty ? .changesPending : .done,
            outcome: made.isEmpty ? .clean : .changesPending, plan: made, findings: made.warnings)
    }

    private func save(_ plan: Plan, to path: String) throws {
        let text = JSONText.write(PlanDocument.value(of: plan)) + "\n"
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Diagnostics([
                Diagnostic(
                    .unreadableFile, "the plan can't be written to `\(path)`",
                    hint: "check the folder and its permissions")
            ])
        }
    }
}

import ArgumentParser
import Model
import Reconciling
import Reports

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Compare the stored state with what was last applied, and with the manifests when given.",
        discussion:
            "Reads only. Exits 0 without drift, 2 when the manifests hold changes not applied yet, 3 with drift.")

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var form: OutputForm = .table

    func run() async throws {
        try await reports.writing("drift", output.console) { try await compared() }
    }

    private func compared() async throws -> RunEnd {
        let console = output.console
        let drift = try await Heartbeat.during("comparing", console) {
            let loaded = manifests.filenames.isEmpty ? nil : try await manifests.load()
            let stored = try await Applier.reading(try Composition.readableState(state))
            return try Drift.between(loaded, stored: stored, plan.request(owner: state.owner))
        }
        Rendering(form: form, console: console).write(StateDocument.value(of: drift)) {
            DriftText.lines(drift, style: console.style)
        }
        let (status, outcome): (ExitStatus, RunReport.Outcome) =
            switch drift.status {
            case .none: (.done, .clean)
            case .pending: (.changesPending, .changesPending)
            case .drifted: (.drifted, .drifted)
            }
        return RunEnd(status: status, outcome: outcome, plan: drift.pending, drift: drift)
    }
}

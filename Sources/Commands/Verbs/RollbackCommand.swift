import ArgumentParser
import Model
import Reconciling
import Reports

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make the resources of this owner what they were after a revision; a plan like any other.",
        discussion: """
            What came later goes, what went comes back, and a renamed resource takes its old name with its account \
            links. The same brakes hold as for apply. It is a new revision; put the manifests back in Git as well, or \
            the next apply undoes it.
            """)

    @Argument(help: "The number of the revision, from `reconcile history`; 0 is the empty state.")
    var revision: Int

    @Flag(help: "Only show the plan; exit 4 when a brake refuses it.")
    var dryRun = false

    @OptionGroup var state: StateOptions
    @OptionGroup var apply: ApplyArguments
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the plan.")
    var form: OutputForm = .table

    func validate() throws {
        guard revision >= 0 else { throw ValidationError("a revision's number is 0 or more") }
    }

    func run() async throws {
        try await reports.writing("rollback", about: state.path, output.console) {
            dryRun ? try await shown() : try await applied()
        }
    }

    private func applied() async throws -> RunEnd {
        let rollback = try await Rollback(to: revision, in: try Composition.readableState(state))
        let owner = state.owner
        return try await ApplyRun(
            command: "rollback \(revision)", state: state, arguments: apply, form: form, console: output.console
        ).run { (stored) throws(Diagnostics) in try rollback.plan(against: stored, owner: owner) }
    }

    private func shown() async throws -> RunEnd {
        let store = try Composition.readableState(state)
        let stored = try await Applier.reading(store)
        let plan = try await Rollback(to: revision, in: store).plan(against: stored, owner: state.owner)
        return PlanShowing(form: form, console: output.console).show(plan, against: stored, detailed: false)
    }
}

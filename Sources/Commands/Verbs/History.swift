import ArgumentParser
import Model
import Reconciling
import Reports

struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the revisions: every apply that changed something.",
        discussion: """
            Each revision is hashed with the one before it. --verify computes the hashes again, compares the stored \
            resources with the revisions that made them, and exits 1 at the first that does not hold.
            """)

    @Option(help: "Most revisions to list.")
    var limit = 50

    @Flag(help: "Check that every revision and every resource is what was written; name the first that is not.")
    var verify = false

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the list.")
    var form: OutputForm = .table

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1") }
    }

    func run() async throws {
        let console = output.console
        let store = try Composition.readableState(state)
        if verify { return try await verify(store) }
        let revisions: [Revision]
        do throws(StoreError) {
            revisions = try await store.revisions(limit: limit)
        } catch {
            throw Diagnostics([error.diagnostic])
        }
        Rendering(form: form, console: console)
            .write(.object(("revisions", .list(revisions.map(StateDocument.value))))) {
                StateText.history(revisions, style: console.style)
            }
    }

    private func verify(_ store: any StateStore) async throws {
        let console = output.console
        let result = try await Heartbeat.during("checking the history", console) {
            try await Composition.asking { () throws(StoreError) in try await HistoryCheck.run(store) }
        }
        Rendering(form: form, console: console).write(HistoryText.value(of: result)) { HistoryText.lines(result) }
        guard let problem = result.problem else { return }
        throw Diagnostics([
            Diagnostic(
                .brokenHistory, problem.reason,
                hint: "restore a backup, or find out who wrote the state by other means than reconcile")
        ])
    }
}

import ArgumentParser
import Model
import Reconciling
import Reports

struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the revisions: every apply that changed something.")

    @Option(help: "Most revisions to list.")
    var limit = 50

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
}

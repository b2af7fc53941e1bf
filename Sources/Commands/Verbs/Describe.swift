import ArgumentParser
import Model
import Provisioning
import Reconciling
import Reports
import YAMLReader

struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show one stored resource with its owner, last change, drift, and what uses it.")

    @Argument(help: "connection, connector, flow or trigger.")
    var kind: KindArgument

    @Argument(help: "The resource's name.")
    var name: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let store = try OpenState(state, .reading)
        let stored = try await Applier.reading(store.state)
        let standings = try await Composition.asking { () throws(StoreError) in try await store.records.standings() }
        for record in try ResourceQuery(kind: kind.kind, name: name, selector: Selector()).records(in: stored) {
            guard let resource = try record.resource() else { continue }
            let users = try stored.resources.values.filter { other in
                ReferencedKeys.of(other.key.kind, spec: try other.resource()?.spec).contains(record.key)
            }
            let standing = kind.kind == .outboundConnector ? standings[name] ?? ConnectorStanding() : nil
            console.result(
                StateText.description(
                    of: record, referredToBy: users.map(\.key).sorted(), standing: standing, style: console.style)
                    + ["", YAMLWriter.write(StateDocument.manifest(of: resource))])
        }
    }
}

import ArgumentParser
import Model
import Provisioning
import Reconciling
import Reports
import YAMLReader

struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Show stored resources as a table, YAML or JSON.",
        discussion: "KIND is connection, connector, flow or trigger.")

    @Argument(help: "Only this kind.")
    var kind: KindArgument?

    @Argument(help: "Only the resource of this name.")
    var name: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("l"), .long], help: "Only resources with these labels.")
    var selector: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the result.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let store = try OpenState(state, .reading)
        let stored = try await Applier.reading(store.state)
        let selector = selector.flatMap { Selector(written: $0) } ?? Selector()
        let records = try ResourceQuery(kind: kind?.kind, name: name, selector: selector).records(in: stored)
        switch form {
        case .table where kind?.kind == .outboundConnector:
            let standings = try await Composition.asking { () throws(StoreError) in try await store.records.standings()
            }
            console.result(try StateText.connectors(records, standings, style: console.style))
        case .table: console.result(try StateText.table(records, style: console.style))
        case .json:
            let items = try records.compactMap { try $0.resource() }.map(StateDocument.manifest)
            console.result(JSONText.write(.object(("items", .list(items)))))
        case .yaml:
            let items = try records.compactMap { try $0.resource() }.map {
                YAMLWriter.write(StateDocument.manifest(of: $0))
            }
            console.result(items.joined(separator: "---\n"))
        }
    }
}

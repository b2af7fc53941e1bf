import ArgumentParser
import Model
import Provisioning
import Reconciling
import Reports

extension ConnectorCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Ask a connector's target whether it can be provisioned; sends reads alone.",
            discussion: """
                Gets an access token when the connector uses them, and looks at what the target offers and allows. \
                Works whether the connector is enabled or not, with the stored settings. Secrets are looked for where \
                it runs. Exits 1 when something is wrong.
                """)

        @Argument(help: "The connector's name.")
        var name: String

        @OptionGroup var probe: ProbeArguments
        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
        var form: OutputForm = .table

        func run() async throws {
            let console = output.console
            let store = try OpenState(state, .reading)
            defer { store.close() }
            let table = try await Composition.asking { () throws(StoreError) in
                try await StoredRouting(store.state).current()
            }
            guard let spec = table.connectors[name] else {
                let stored = try await Applier.reading(store.state)
                _ = try ResourceQuery(kind: .outboundConnector, name: name, selector: Selector()).records(in: stored)
                throw ExitStatus.failed
            }
            let lines = try await probe.lines(ProbeArguments.Asked(connectors: [name: spec]), console)
            Rendering(form: form, console: console).write(CheckupText.value(of: lines)) {
                CheckupText.lines(lines, style: console.style)
            }
            guard lines.allSatisfy(\.isFine) else { throw ExitStatus.failed }
        }
    }
}

import ArgumentParser
import Model
import Provisioning
import Reconciling
import Reports

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Explain why a person has an account or has none, connector by connector.",
        discussion: """
            From the manifest's line to the target's answer: where the connector was declared and applied, whether it \
            is on, whether the person is in its scope, the latest login, the delivery with its requests, the account.
            """)

    @Argument(help: "The person: subject, user name or e-mail address.")
    var user: String

    @Argument(help: "Only this connector.")
    var connector: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the answer.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let store = try OpenState(state, .reading)
        let person = try await PersonSearch.person(user, in: store.records)
        let (why, names) = try await Composition.asking { () throws(StoreError) in
            let table = try await StoredRouting(store.state).current()
            let why = try await Why.gather(
                about: person, only: connector, table: table, origins: try await StoredOrigins.read(store.state),
                from: store.records)
            return (why, Array(table.connectors.keys))
        }
        if let connector, why.connectors.isEmpty {
            throw Diagnostics([
                Diagnostic(
                    .notFound, "there is no OutboundConnector `\(connector)`, and this person never had to do with one",
                    hint: Suggestion.hint(for: connector, among: names))
            ])
        }
        let now = SystemClock().now
        Rendering(form: form, console: console).write(WhyDocument.value(of: why, at: now)) {
            WhyText.lines(why, at: now, style: console.style)
        }
    }
}

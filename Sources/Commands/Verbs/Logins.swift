import ArgumentParser
import Model
import Provisioning
import Reports

struct Logins: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logins",
        abstract: "List the logins that were accepted, newest first, and how their deliveries stand.")

    @Option(help: "Only through this connection.")
    var connection: String?

    @Option(help: "Only to this application: the login flow's name.")
    var application: String?

    @Option(help: "Only of this person: subject, user name or e-mail address.")
    var user: String?

    @Option(help: "Only received since then: 1h, 7d, or a time such as 2026-11-23T19:00:00Z.")
    var since: SinceArgument?

    @OptionGroup var limit: LimitOption
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the list.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let records = try Composition.records(state)
        let query = LoginQuery(
            connection: connection, application: application,
            subjects: try await PersonSearch.subjects(user, in: records),
            since: since?.moment(before: SystemClock().now), limit: limit.limit)
        let logins = try await Composition.asking { () throws(StoreError) in try await records.logins(query) }
        Rendering(form: form, console: console)
            .write(.object(("logins", .list(logins.map(RecordDocument.value))))) {
                RecordText.logins(logins, style: console.style)
            }
    }
}

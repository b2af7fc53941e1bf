import ArgumentParser
import Model
import Provisioning
import Reports

struct Accounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "List the account links: our people and their accounts at the targets.",
        discussion: """
            Deactivated and deleted ones are tombstones, and so are those of people who never had an account, being \
            out of the scope: they keep an old login from bringing an account back.
            """)

    @Option(help: "Only at this connector.")
    var connector: String?

    @Option(help: "Only of this person: subject, user name or e-mail address.")
    var user: String?

    @Option(name: .customLong("status"), help: "Only those that stand so: active, deactivated, deleted or never.")
    var accountState: AccountRecord.State?

    @OptionGroup var limit: LimitOption
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the list.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let records = try Composition.records(state)
        let query = AccountQuery(
            connector: connector, subjects: try await PersonSearch.subjects(user, in: records), state: accountState,
            limit: limit.limit)
        let accounts = try await Composition.asking { () throws(StoreError) in try await records.accounts(query) }
        Rendering(form: form, console: console)
            .write(.object(("accounts", .list(accounts.map(RecordDocument.value))))) {
                RecordText.accounts(accounts, style: console.style)
            }
    }
}

import ArgumentParser
import Model
import Provisioning
import Reports

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "List deliveries, retry dead letters, approve held deprovisionings.",
        subcommands: [List.self, Retry.self, Approve.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        // Named, so that the description of the commands tells the default one, whose flags have variables too.
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List deliveries, those of the newest logins first.")

        @Option(help: "Only to this connector.")
        var connector: String?

        @Option(
            help: """
                Only in this status; repeats: queued, sent, ambiguous, held, succeeded, unchanged, skipped, superseded, \
                dead.
                """)
        var status: [DeliveryStatus] = []

        @Option(help: "Only of this person: subject, user name or e-mail address.")
        var user: String?

        @Option(help: "Only changed since then: 1h, 7d, or a time such as 2026-11-23T19:00:00Z.")
        var since: SinceArgument?

        @OptionGroup var limit: LimitOption
        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the list.")
        var form: OutputForm = .table

        func run() async throws {
            let console = output.console
            let records = try Composition.records(state)
            let query = DeliveryQuery(
                connector: connector, statuses: status.isEmpty ? nil : Set(status),
                subjects: try await PersonSearch.subjects(user, in: records),
                since: since?.moment(before: SystemClock().now), limit: limit.limit)
            let deliveries = try await Composition.asking { () throws(StoreError) in
                try await records.deliveries(query)
            }
            Rendering(form: form, console: console)
                .write(.object(("deliveries", .list(deliveries.map(RecordDocument.value))))) {
                    RecordText.deliveries(deliveries, style: console.style)
                }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry",
            abstract: "Put dead letters back into the queue, with all their attempts.",
            discussion: """
                Name them by id, or select them with --connector, --since or --all. A running listener takes them at \
                its next poll. One that a later login has overtaken is superseded.
                Exits 5 when part of those named could not be taken, 1 when none could.
                """)

        @Argument(help: "Ids, as `deliveries --status dead` lists them.")
        var ids: [String] = []

        @Option(help: "All dead letters of this connector.")
        var connector: String?

        @Option(help: "All that died since then: 1h, 7d, or a time such as 2026-11-23T19:00:00Z.")
        var since: SinceArgument?

        @Flag(help: "All dead letters of every connector.")
        var all = false

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let now = SystemClock().now
            let selection = try DeliverySelecting.selection(
                ids, connector: connector, since: since?.moment(before: now), all: all,
                words: "--connector, --since or --all")
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let request = try await Composition.asking { () throws(StoreError) in
                try await store.upkeep.retry(selection, at: now)
            }
            let console = output.console
            let count = request.taken.count
            console.result(
                count == 0
                    ? "No dead letter is back in the queue."
                    : "\(count) \(count == 1 ? "dead letter is" : "dead letters are") back in the queue; "
                        + "a running listener takes \(count == 1 ? "it" : "them") at its next poll.")
            if !request.superseded.isEmpty {
                let gone = request.superseded.count
                console.result("\(gone) \(gone == 1 ? "was" : "were") superseded: a later login of the person waits.")
            }
            try DeliverySelecting.end(request, expected: "a dead letter", console)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: "Let deprovisionings go on that the brake holds.",
            discussion: """
                Name them by id, or select them with --connector or --all. See first whose they are: \
                `reconcile deliveries --status held`.
                Exits 5 when part of those named could not be taken, 1 when none could.
                """)

        @Argument(help: "Ids, as `deliveries --status held` lists them.")
        var ids: [String] = []

        @Option(help: "All that are held at this connector.")
        var connector: String?

        @Flag(help: "All that are held at every connector.")
        var all = false

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let selection = try DeliverySelecting.selection(
                ids, connector: connector, since: nil, all: all, words: "--connector or --all")
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let request = try await Composition.asking { () throws(StoreError) in
                try await store.upkeep.approve(selection, at: SystemClock().now)
            }
            let count = request.taken.count
            output.console.result(
                count == 0
                    ? "No held deprovisioning was approved."
                    : "\(count) \(count == 1 ? "deprovisioning goes" : "deprovisionings go") on; "
                        + "a running listener takes \(count == 1 ? "it" : "them") at its next poll.")
            try DeliverySelecting.end(request, expected: "held", output.console)
        }
    }
}

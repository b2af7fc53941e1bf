import ArgumentParser
import Model
import Reconciling
import Reports

struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Compare the stored state with what was last applied, and with the manifests when given.",
        discussion: """
            `reconcile drift` alone compares: `reconcile help drift compare` lists its flags. It reads only, and exits \
            0 without drift, 2 when the manifests hold changes not applied yet, 3 with drift that nobody acknowledged. \
            With --watch it goes on until a signal ends it.
            """,
        subcommands: [Compare.self, Acknowledge.self, Withdraw.self], defaultSubcommand: Compare.self)

    struct Compare: AsyncParsableCommand {
        // The name is given, since the parser tells a default's variables by it alone.
        static let configuration = CommandConfiguration(
            commandName: "compare", abstract: "Compare; reads only.",
            discussion:
                "Exits 0 without drift, 2 when the manifests hold changes not applied yet, 3 with drift that nobody acknowledged."
        )

        @OptionGroup var manifests: ManifestOptions
        @OptionGroup var plan: PlanOptions
        @OptionGroup var state: StateOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var reports: ReportOptions
        @OptionGroup var output: OutputOptions

        @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
        var form: OutputForm = .table

        func run() async throws {
            let console = output.console
            let notifier = try Notifier(watching, console)
            let subject = manifests.filenames.first ?? state.path
            if watching.watch {
                let pace = WatchPace(interval: watching.interval?.duration ?? .seconds(60))
                return await WatchLoop(pace: pace, notifier: notifier, console: console).run {
                    await reports.seeing("drift", about: subject, console) { try await compared(at: SystemClock().now) }
                }
            }
            try await reports.writing("drift", about: subject, console) {
                let now = SystemClock().now
                let end = try await Heartbeat.during("comparing", console) { try await compared(at: now) }
                if let drift = end.drift { show(drift, at: now) }
                if end.outcome != .clean {
                    await notifier?.tell(end.report(of: "drift", about: subject), previous: nil)
                }
                return end
            }
        }

        private func show(_ drift: Drift, at now: Timestamp) {
            Rendering(form: form, console: output.console).write(StateDocument.value(of: drift)) {
                DriftText.lines(drift, at: now, style: output.console.style)
            }
        }

        private func compared(at now: Timestamp) async throws -> RunEnd {
            let loaded = manifests.filenames.isEmpty ? nil : try await manifests.load()
            // Nothing to compare with nothing: a mistyped path must not pass for a state without drift.
            if loaded == nil { try OpenState.demand(state) }
            let stored = try await Composition.snapshot(state)
            let drift = try Drift.between(loaded, stored: stored, plan.request(owner: state.owner), at: now)
            let (status, outcome): (ExitStatus, RunReport.Outcome) =
                switch drift.status {
                case .none: (.done, .clean)
                case .pending: (.changesPending, .changesPending)
                case .drifted: (.drifted, .drifted)
                }
            return RunEnd(status: status, outcome: outcome, plan: drift.pending, drift: drift)
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack",
            abstract: "Accept drift for a while: it is reported, and no longer exits 3.",
            discussion: """
                It holds for the difference as it is now; another hand change is drift again. An apply that heals the \
                resource forgets it.
                """)

        @OptionGroup var drifted: DriftedArgument

        @Option(help: "Why the difference is meant.")
        var reason: String

        @Option(help: "Until when: a date (2026-12-24, from its beginning in UTC), a time, or a length such as 7d.")
        var until: UntilArgument

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard !reason.isEmpty else { throw ValidationError("--reason is empty; say why the difference is meant") }
        }

        func run() async throws {
            let now = SystemClock().now
            let end = until.moment(from: now)
            guard end > now else { throw ValidationError("--until is past; give a time to come") }
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let stored = try await Applier.reading(store.state)
            let drift = try Drift.between(nil, stored: stored, PlanRequest(owner: state.owner), at: now)
            let finding = drift.findings.first { $0.key == drifted.key }
            guard let difference = finding?.nature.difference(at: drifted.path) else {
                throw Diagnostics([
                    Diagnostic(
                        .noSuchDrift, "\(drifted) does not differ from what was last applied",
                        hint: "`reconcile drift` lists what does")
                ])
            }
            let acknowledgement = Acknowledgement(
                key: drifted.key, path: drifted.path, difference: difference, reason: reason, until: end,
                by: state.actorName, at: now)
            try await Composition.asking { () throws(StoreError) in
                try await store.state.acknowledge(acknowledgement)
            }
            output.console.result("Acknowledged \(drifted) until \(end).")
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unack", abstract: "Take an acknowledgement back: the difference is drift again.")

        @OptionGroup var drifted: DriftedArgument
        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let withdrawn = try await Composition.asking { () throws(StoreError) in
                try await store.state.withdraw(drifted.key, path: drifted.path)
            }
            guard withdrawn != nil else {
                throw Diagnostics([
                    Diagnostic(
                        .noSuchDrift, "\(drifted) is not acknowledged", hint: "`reconcile drift` lists what is")
                ])
            }
            output.console.result("\(drifted) is no longer acknowledged.")
        }
    }
}

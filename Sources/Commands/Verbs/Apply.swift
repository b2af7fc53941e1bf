import ArgumentParser
import Model
import Reconciling
import Reports

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the stored state equal to the manifests, in one atomic step. Deletes only with --prune.",
        discussion: """
            With PLAN, a file of `plan --out`, it does exactly the changes that were reviewed; when the state, the \
            owner or, with -f too, the manifests are not those of the plan, it writes nothing and exits 7.

            On a terminal it shows the plan and asks; elsewhere it never asks. A plan that a brake refuses exits 4 \
            and writes nothing; --confirm with the plan's digest lets exactly that plan pass. -o json writes a stream \
            of messages, one JSON object a line.
            """)

    @Argument(help: ArgumentHelp("A saved plan, from `plan --out`.", valueName: "plan"))
    var savedPlan: String?

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var plan: PlanOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var apply: ApplyArguments
    @OptionGroup var watching: WatchOptions
    @OptionGroup var listener: ListenerAddress
    @OptionGroup var consolePage: ConsoleOptions
    @OptionGroup var sessionKey: SessionKeyOption
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the applied plan.")
    var form: OutputForm = .table

    @Flag(help: "With --watch: also undo what somebody changed by hand, unless it is acknowledged.")
    var selfHeal = false

    @Flag(help: "Go on to listen for logins; with --watch, both at once.")
    var listen = false

    func validate() throws {
        guard savedPlan == nil || plan.isPlain else {
            throw ValidationError(
                "a saved plan is applied as it is: -l, --target, --prune and --take-ownership belong to `plan`")
        }
        guard !watching.watch || savedPlan == nil else {
            throw ValidationError("a saved plan is applied once; --watch goes with -f")
        }
        guard !watching.watch || !manifests.filenames.contains("-") else {
            throw ValidationError("standard input can't be read again; --watch takes files and folders")
        }
        guard watching.watch || !selfHeal else { throw ValidationError("--self-heal belongs to --watch") }
    }

    func run() async throws {
        let console = output.console
        let notifier = try Notifier(watching, console)
        let subject = savedPlan ?? manifests.filenames.first
        let known = KnownManifests()
        let listening = ListenerRun(
            state: state, address: listener, consolePage: consolePage, sessionKey: sessionKey, output: output,
            manifests: known)
        guard watching.watch else {
            try await reports.writing("apply", about: subject, console) {
                let end = try await applied(known)
                if end.outcome != .clean {
                    await notifier?.tell(end.report(of: "apply", about: subject), previous: nil)
                }
                return end
            }
            if listen { try await listening.run() }
            return
        }
        let watch = ApplyWatch(
            manifests: manifests, plan: plan, state: state, arguments: apply, healing: selfHeal ? .heal : .tell,
            reports: reports, known: known, console: console)
        let pace = WatchPace(interval: watching.interval?.duration ?? .seconds(10))
        let loop = WatchLoop(pace: pace, notifier: notifier, console: console)
        guard listen else { return await loop.run { await watch.look() } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await loop.run { await watch.look() } }
            defer { group.cancelAll() }
            try await listening.run()
        }
    }

    private func applied(_ known: KnownManifests) async throws -> RunEnd {
        let console = output.console
        let run = ApplyRun(command: "apply", state: state, arguments: apply, form: form, console: console)
        let owner = state.owner
        if let savedPlan {
            let saved = try SavedPlan(SavedPlanFile.read(savedPlan), file: savedPlan)
            let digest = manifests.filenames.isEmpty ? nil : ManifestDigest.of(try await manifests.load())
            return try await run.run(onStale: .refuse) { (stored) throws(Diagnostics) in
                try saved.bound(to: stored, owner: owner, manifestDigest: digest, at: SystemClock().now)
            }
        }
        let loaded = try await Heartbeat.during("reading manifests", console) { try await manifests.load() }
        let request = plan.request(owner: owner)
        known.note(loaded, request)
        let digest = ManifestDigest.of(loaded)
        return try await run.run { (stored) throws(Diagnostics) in
            try Applier.plan(loaded, against: stored, request, digest: digest)
        }
    }
}

import ArgumentParser
import Model
import Provisioning

struct Vacuum: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum",
        abstract: "Delete logins and deliveries that ended long ago, and give the space back.",
        discussion: """
            Account links and tombstones stay: they keep a late duplicate from making an account again. Open deliveries \
            and, without --dead-letters, dead letters stay with their logins. The deletion goes in small steps beside a \
            running listener; writing the file anew afterwards lets other writers wait, about a second for 100 MB.
            """)

    @Option(help: "How long logins are kept: 90m, 12h or 30d; at least 1h.")
    var keep: AgeArgument

    @Flag(help: "Delete dead letters of that age too.")
    var deadLetters = false

    @Flag(help: "Leave the free space in the file, for new logins.")
    var keepSpace = false

    @Flag(help: "Only say what would be deleted.")
    var dryRun = false

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard keep.duration >= RetentionRule.shortest else {
            throw ValidationError("--keep takes 1h or more: a sender's retry of an event must meet the first one")
        }
    }

    func run() async throws {
        let console = output.console
        let store = try OpenState(state, dryRun ? .reading : .writing)
        defer { store.close() }
        let rule = RetentionRule(
            keep: keep.duration, deadLetters: deadLetters ? .forget : .keep, mode: dryRun ? .countOnly : .delete,
            at: SystemClock().now)
        let before = try await bytes(of: store)
        let sum = try await Heartbeat.during("deleting", console) {
            try await Retention(store.upkeep, clock: ContinuousClock()).forget(by: rule)
        }
        console.result(
            "\(dryRun ? "Would delete" : "Deleted") \(counted(sum.logins, "login", "logins")) received before "
                + "\(rule.loginsBefore) and \(counted(sum.deliveries, "delivery", "deliveries")) of theirs.")
        guard !dryRun else {
            console.result("The state is \(ByteCount.written(before)).")
            return
        }
        if !keepSpace {
            try await Heartbeat.during("writing the file anew", console) { try await store.compact() }
        }
        let after = try await bytes(of: store)
        console.result("The state was \(ByteCount.written(before)), it is \(ByteCount.written(after)) now.")
    }

    private func bytes(of store: OpenState) async throws(Diagnostics) -> Int {
        try await Composition.asking { () throws(StoreError) in try await store.records.facts().bytes }
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }
}

/// Sizes of files for people.
enum ByteCount {
    static func written(_ bytes: Int) -> String {
        var size = Double(bytes)
        for unit in ["bytes", "KiB", "MiB"] {
            if size < 1024 {
                return unit == "bytes" ? "\(bytes) bytes" : "\((size * 10).rounded() / 10) \(unit)"
            }
            size /= 1024
        }
        return "\((size * 10).rounded() / 10) GiB"
    }
}

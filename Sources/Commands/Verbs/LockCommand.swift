import ArgumentParser
import Model
import Reconciling
import Reports

struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Show who holds the state's lock, or break it.",
        discussion: """
            An apply holds the lock while it plans and writes, and renews it every 10 s. The lock of a process that \
            died is free 30 s after its last renewal, without any help.
            """,
        subcommands: [List.self, Break.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show who holds the lock, from where, since when.")

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the list.")
        var form: OutputForm = .table

        func run() async throws {
            let store = try Composition.readableState(state)
            let holder = try await Composition.asking { () throws(StoreError) in try await store.lockHolder() }
            let now = SystemClock().now
            Rendering(form: form, console: output.console).write(
                .object(("locks", .list(holder.map { [LockDocument.value(of: $0, at: now)] } ?? [])))
            ) { LockText.lines(holder, at: now, style: output.console.style) }
        }
    }

    struct Break: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "break",
            abstract: "Take the lock away from its holder, whose apply then writes nothing.")

        @Option(help: "Only when the lock is held for longer than this: 90s, 10m, 2h.")
        var olderThan: DurationArgument

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let now = SystemClock().now
            let broken = try await Composition.asking { () throws(StoreError) in
                try await store.state.breakLock(acquiredBefore: now - olderThan.duration)
            }
            if let broken {
                output.console.result("The lock of \(broken) is broken.")
                return
            }
            let holder = try await Composition.asking { () throws(StoreError) in try await store.state.lockHolder() }
            guard let holder else {
                throw Diagnostics([Diagnostic(.noLock, "nobody holds the state's lock", hint: "there is nothing to do")]
                )
            }
            throw Diagnostics([
                Diagnostic(
                    .noLock, "\(holder) holds the lock for less than \(olderThan.duration.written)",
                    hint: "wait, or give a shorter --older-than")
            ])
        }
    }
}

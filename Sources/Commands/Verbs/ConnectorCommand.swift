import ArgumentParser
import Model
import Provisioning
import Reconciling

struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Switch an outbound connector on or off by hand, test it, or close its breaker.",
        subcommands: [Enable.self, Disable.self, Test.self, Reset.self])

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable",
            abstract: "Switch a connector on. It is drift until the manifests agree.")

        @OptionGroup var toggle: ToggleArguments

        func run() async throws { try await toggle.set(.enable) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable",
            abstract: "Switch a connector off, at once. It is drift until the manifests agree.")

        @OptionGroup var toggle: ToggleArguments

        func run() async throws { try await toggle.set(.disable) }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset",
            abstract: "Close a connector's breaker, so that deliveries are tried again at once.",
            discussion: "Mend the target or the credentials first: the breaker opens again when it meets the same.")

        @Argument(help: "The connector's name.")
        var name: String

        @OptionGroup var state: StateOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let store = try OpenState(state, .writing)
            defer { store.close() }
            let wasOpen = try await Composition.asking { () throws(StoreError) in
                try await store.upkeep.closeBreaker(of: name)
            }
            if wasOpen {
                output.console.result(
                    "The breaker of OutboundConnector/\(name) is closed; a running listener sees it at its next poll.")
                return
            }
            let stored = try await Applier.reading(store.state)
            _ = try ResourceQuery(kind: .outboundConnector, name: name, selector: Selector()).records(in: stored)
            output.console.result("The breaker of OutboundConnector/\(name) was closed already; nothing changed.")
        }
    }
}

struct ToggleArguments: ParsableArguments {
    @Argument(help: "The connector's name.")
    var name: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func set(_ toggle: Toggle) async throws {
        let store = try OpenState(state, .writing)
        defer { store.close() }
        let word = toggle == .enable ? "enabled" : "disabled"
        switch try await toggle.set(name, in: store.state, by: state.actorName, clock: SystemClock()) {
        case .changed:
            output.console.result("OutboundConnector/\(name) is \(word) now. It is drift until the manifests agree.")
        case .alreadySo: output.console.result("OutboundConnector/\(name) was \(word) already; nothing changed.")
        }
    }
}

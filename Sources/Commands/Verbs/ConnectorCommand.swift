import ArgumentParser
import Model
import Reconciling

struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector", abstract: "Switch an outbound connector on or off by hand.",
        subcommands: [Enable.self, Disable.self])

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a connector on. It is drift until the manifests agree.")

        @OptionGroup var toggle: ToggleArguments

        func run() async throws { try await toggle.set(.enable) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a connector off, at once. It is drift until the manifests agree.")

        @OptionGroup var toggle: ToggleArguments

        func run() async throws { try await toggle.set(.disable) }
    }
}

struct ToggleArguments: ParsableArguments {
    @Argument(help: "The connector's name.")
    var name: String

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func set(_ toggle: Toggle) async throws {
        let store = try Composition.writableState(state)
        let word = toggle == .enable ? "enabled" : "disabled"
        switch try await toggle.set(name, in: store, by: state.actorName, clock: SystemClock()) {
        case .changed:
            output.console.result("OutboundConnector/\(name) is \(word) now. It is drift until the manifests agree.")
        case .alreadySo: output.console.result("OutboundConnector/\(name) was \(word) already; nothing changed.")
        }
    }
}

import ArgumentParser

struct Listen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Wait for login triggers and provision accounts.",
        discussion: "A new stored state counts for the next login, without a restart. SIGTERM drains and stops.")

    @OptionGroup var state: StateOptions
    @OptionGroup var address: ListenerAddress
    @OptionGroup var consolePage: ConsoleOptions
    @OptionGroup var sessionKey: SessionKeyOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await ListenerRun(
            state: state, address: address, consolePage: consolePage, sessionKey: sessionKey, output: output
        ).run()
    }
}

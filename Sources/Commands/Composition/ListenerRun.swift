struct ListenerRun {
    let state: StateOptions
    let address: ListenerAddress
    let output: OutputOptions

    func run() async throws {}
}

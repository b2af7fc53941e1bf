import ArgumentParser
import CurlTransport
import Model
import Provisioning

/// How targets are reached by a command that probes them.
struct ProbeArguments: ParsableArguments {
    @Option(help: "PEM file of certificate authorities to trust besides the system's.")
    var caFile: String?

    /// What the probes of these connectors found.
    func lines(_ specs: [String: OutboundConnector], _ console: Console) async throws -> [Checkup.Line] {
        let transport = try Composition.transport(caFile: caFile)
        let probe = ProbeRun(
            catalog: .builtIn, transport: transport, secrets: ProcessSecrets(), wallClock: SystemClock())
        let lines = try await Heartbeat.during("asking \(specs.count == 1 ? "the target" : "the targets")", console) {
            await probe.lines(specs)
        }
        await transport.shutdown()
        return lines
    }
}

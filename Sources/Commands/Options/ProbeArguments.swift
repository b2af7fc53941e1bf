import ArgumentParser
import CurlTransport
import Model
import Provisioning

/// How targets are reached by a command that probes them.
struct ProbeArguments: ParsableArguments {
    @Option(help: "PEM file of certificate authorities to trust besides the system's.")
    var caFile: String?

    /// Whom a command asks.
    struct Asked {
        var connectors: [String: OutboundConnector]
        var connections: [String: OpenIDProvider] = [:]
        var keyAddresses: [String: [WebAddress]] = [:]

        init(connectors: [String: OutboundConnector]) {
            self.connectors = connectors
        }

        /// The targets of enabled connectors and the key addresses of triggers; for the login page also the providers of
        /// enabled connections.
        init(of table: RoutingTable, signIn: Bool) {
            connectors = table.connectors.filter { $0.value.isEnabled }
            keyAddresses = table.triggers.mapValues(\.type.keyAddresses).filter { !$0.value.isEmpty }
            if signIn { connections = table.connections.filter { $0.value.isEnabled }.compactMapValues(\.oidc) }
        }

        var isEmpty: Bool { connectors.isEmpty && connections.isEmpty && keyAddresses.isEmpty }
    }

    /// What the probes found.
    func lines(_ asked: Asked, _ console: Console) async throws -> [Checkup.Line] {
        let transport = try Composition.transport(caFile: caFile)
        let secrets = ProcessSecrets()
        let targets = ProbeRun(catalog: .builtIn, transport: transport, secrets: secrets, wallClock: SystemClock())
        let providers = ProviderProbe(transport: transport, secrets: secrets, wallClock: SystemClock())
        let isOne = asked.connectors.count + asked.connections.count + asked.keyAddresses.count == 1
        let lines = try await Heartbeat.during("asking \(isOne ? "the target" : "the targets")", console) {
            async let found = providers.lines(connections: asked.connections, keyAddresses: asked.keyAddresses)
            return await targets.lines(asked.connectors) + found
        }
        await transport.shutdown()
        return lines
    }
}

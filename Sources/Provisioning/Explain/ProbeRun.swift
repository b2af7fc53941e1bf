package import Model

/// Asks targets, without changing anything, whether they can be provisioned.
package struct ProbeRun: Sendable {
    private let catalog: ConnectorCatalog
    private let transport: any HTTPTransport
    private let secrets: any SecretResolving
    private let wallClock: any WallClock

    package init(
        catalog: ConnectorCatalog, transport: any HTTPTransport, secrets: any SecretResolving,
        wallClock: any WallClock
    ) {
        self.catalog = catalog
        self.transport = transport
        self.secrets = secrets
        self.wallClock = wallClock
    }

    /// What the probe of one connector looked at, in its order.
    package func lines(_ name: String, _ spec: OutboundConnector) async -> [Checkup.Line] {
        let subject = ResourceKey(.outboundConnector, name).description
        let connector: PreparedConnector
        do throws(Diagnostics) {
            connector = try PreparedConnector(name: name, spec: spec, catalog: catalog)
        } catch {
            return error.findings.map { Checkup.Line(subject, $0.message, remedy: $0.hint ?? $0.code.explanation) }
        }
        let remote = RemoteSession(
            transport: transport, secrets: secrets, clock: wallClock, timeout: spec.delivery.timeout, mode: .dryRun,
            connector: name)
        return await connector.probe(in: remote).map { step in
            Checkup.Line(subject, "\(step.subject): \(step.message)", remedy: step.remedy)
        }
    }

    /// The same of many connectors at once, by name.
    package func lines(_ specs: [String: OutboundConnector]) async -> [Checkup.Line] {
        let found = await withTaskGroup(of: (String, [Checkup.Line]).self) { group in
            for (name, spec) in specs { group.addTask { (name, await lines(name, spec)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
}

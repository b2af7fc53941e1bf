package import Model

/// The stored state as a login needs it: typed, and indexed by the names that senders use.
package struct RoutingTable: Sendable {
    /// A declared trigger with the proof its type asks for.
    package struct Trigger: Sendable {
        package let name: String
        package let type: any TriggerType
        /// The login flows it may speak for; `nil` means any.
        package let applications: Set<String>?
        /// What each listener takes from it.
        package let limits: LoginTrigger.Limits
    }

    package let connections: [String: Connection]
    package let flows: [String: LoginFlow]
    package let connectors: [String: OutboundConnector]
    package let triggers: [String: Trigger]
    /// Login flows by their other names, ascending.
    private let flowsByIdentifier: [String: [String]]
    /// Enabled connectors by connection, ascending.
    private let enabledConnectors: [String: [String]]
    private let offeredConnections: [String: Set<String>]

    package static let empty = RoutingTable()

    /// Reads stored specs back into their typed form.
    ///
    /// - Parameters:
    ///   - specs: Each resource's canonical `spec`.
    ///   - schemas: Reads the kinds; its trigger types are those of `triggerTypes`.
    /// - Throws: `.corrupt` for a spec that does not read back; it is never taken for absent.
    package init(
        _ specs: [(ResourceKey, Value)], schemas: SchemaCatalogue, triggerTypes: TriggerCatalog
    ) throws(StoreError) {
        var connections: [String: Connection] = [:]
        var flows: [String: LoginFlow] = [:]
        var connectors: [String: OutboundConnector] = [:]
        var triggers: [String: Trigger] = [:]
        for (key, spec) in specs {
            let reading = Reading(file: "", catalogue: schemas)
            switch key.kind {
            case .connection: connections[key.name] = try Self.read(spec, of: key, in: reading)
            case .loginFlow: flows[key.name] = try Self.read(spec, of: key, in: reading)
            case .outboundConnector: connectors[key.name] = try Self.read(spec, of: key, in: reading)
            case .loginTrigger:
                let stored: LoginTrigger = try Self.read(spec, of: key, in: reading)
                guard let type = triggerTypes.decode(stored, in: reading) else {
                    throw Self.corrupt(key, reading)
                }
                triggers[key.name] = Trigger(
                    name: key.name, type: type, applications: stored.applications, limits: stored.limits)
            }
        }
        self.init(connections: connections, flows: flows, connectors: connectors, triggers: triggers)
    }

    private init(
        connections: [String: Connection] = [:], flows: [String: LoginFlow] = [:],
        connectors: [String: OutboundConnector] = [:], triggers: [String: Trigger] = [:]
    ) {
        self.connections = connections
        self.flows = flows
        self.connectors = connectors
        self.triggers = triggers
        var byIdentifier: [String: [String]] = [:]
        for (name, flow) in flows {
            for identifier in flow.application.identifiers { byIdentifier[identifier, default: []].append(name) }
        }
        flowsByIdentifier = byIdentifier.mapValues { $0.sorted() }
        var enabled: [String: [String]] = [:]
        for (name, connector) in connectors where connector.isEnabled {
            enabled[connector.connection.name, default: []].append(name)
        }
        enabledConnectors = enabled.mapValues { $0.sorted() }
        offeredConnections = flows.mapValues { Set($0.connections) }
    }

    /// The login flows that `application` may mean, ascending; a flow's own name wins over identifiers.
    func flowNames(for application: String) -> [String] {
        flows[application] != nil ? [application] : flowsByIdentifier[application] ?? []
    }

    /// The connections that any step of the login flow offers.
    func connectionsOffered(by flow: String) -> Set<String> { offeredConnections[flow] ?? [] }

    /// The connectors that owe an account to people of the connection, ascending.
    package func enabledConnectors(of connection: String) -> [String] { enabledConnectors[connection] ?? [] }

    private static func read<Kind: ManifestObject>(
        _ spec: Value, of key: ResourceKey, in reading: Reading
    ) throws(StoreError) -> Kind {
        guard let accepted = Kind.read(Node(spec), in: reading), reading.findings.isEmpty else {
            throw corrupt(key, reading)
        }
        return accepted.value
    }

    private static func corrupt(_ key: ResourceKey, _ reading: Reading) -> StoreError {
        let finding = reading.findings.first
        let place = finding?.path.map { " at spec.\($0)" } ?? ""
        return .corrupt("\(key) can't be read back\(place): \(finding?.message ?? "its type is unknown")")
    }
}

/// Tells the stored state of this moment.
package protocol RoutingSource: Sendable {
    /// The table of the newest state; what an apply stored counts for the next login.
    func current() async throws(StoreError) -> RoutingTable
}

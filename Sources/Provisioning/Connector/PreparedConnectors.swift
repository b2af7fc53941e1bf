import Model
import Synchronization

/// Connectors that were prepared before, so that templates are parsed once for each spec and not for each delivery.
final class PreparedConnectors: Sendable {
    private let catalog: ConnectorCatalog
    private let prepared = Mutex<[String: PreparedConnector]>([:])

    /// Names kept; beyond it all are forgotten, since most of them are of connectors that are gone.
    private static let most = 10_000

    init(catalog: ConnectorCatalog) {
        self.catalog = catalog
    }

    /// The connector prepared from exactly this spec, so that an apply counts at once.
    func connector(_ name: String, _ spec: OutboundConnector) throws(Diagnostics) -> PreparedConnector {
        if let known = prepared.withLock({ $0[name] }), known.spec == spec { return known }
        let fresh = try PreparedConnector(name: name, spec: spec, catalog: catalog)
        prepared.withLock { prepared in
            if prepared.count >= Self.most { prepared = [:] }
            prepared[name] = fresh
        }
        return fresh
    }
}

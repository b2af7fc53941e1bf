package import Model

/// Performs an attempt through the connector's type: scope, mapping, then the target.
package struct ConnectorPerformer: DeliveryPerforming {
    private let catalog: ConnectorCatalog
    private let transport: any HTTPTransport
    private let secrets: any SecretResolving
    private let clock: any WallClock
    private let links: any AccountLinks

    package init(
        catalog: ConnectorCatalog, transport: any HTTPTransport, secrets: any SecretResolving,
        clock: any WallClock, links: any AccountLinks
    ) {
        self.catalog = catalog
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.links = links
    }

    package func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd {
        let prepared: PreparedConnector
        do throws(Diagnostics) {
            prepared = try PreparedConnector(name: delivery.connector, spec: connector, catalog: catalog)
        } catch {
            let finding = error.findings.first
            return AttemptEnd(
                .permanent, reason: "the stored connector can't be read: \(finding?.message ?? "")",
                code: finding?.code ?? .stateCorrupt)
        }
        let session = RemoteSession(
            transport: transport, secrets: secrets, clock: clock, timeout: connector.delivery.timeout)
        return Self.end(of: await prepared.attempt(delivery, in: session, links: links))
    }

    static func end(of attempt: PreparedConnector.Attempt) -> AttemptEnd {
        let outcome = attempt.outcome
        return AttemptEnd(result(of: outcome, link: attempt.link), reason: outcome.reason, code: outcome.code)
    }

    private static func result(of outcome: DeliveryOutcome, link: AccountLink?) -> AttemptEnd.Result {
        switch outcome {
        case .created, .adopted, .updated: link.map { .done(.succeeded, link: $0) } ?? unlinked
        case .unchanged: link.map { .done(.unchanged, link: $0) } ?? unlinked
        case .deactivated, .deleted: .unlinked(.succeeded)
        case .outOfScope, .held: .skipped
        case .conflict, .rejected: .permanent
        case .unauthorised: .failed(retryAt: nil, isDoubtful: false)
        case .throttled(_, let retryAt), .transient(_, _, let retryAt): .failed(retryAt: retryAt, isDoubtful: false)
        case .ambiguous: .failed(retryAt: nil, isDoubtful: true)
        }
    }

    /// A success that brought no link proves nothing: the next attempt looks.
    private static let unlinked = AttemptEnd.Result.failed(retryAt: nil, isDoubtful: true)
}

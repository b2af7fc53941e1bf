package import Model
import Synchronization

/// Performs an attempt through the connector's type: scope, mapping, then the target.
package struct ConnectorPerformer: DeliveryPerforming {
    private let prepared: PreparedConnectors
    private let transport: any HTTPTransport
    private let secrets: any SecretResolving
    private let clock: any WallClock
    private let pace: RequestPace
    private let links: any AccountLinks

    /// - Parameters:
    ///   - pace: Bounds the requests to each connector; shared by everything that sends for it in this process.
    package init(
        catalog: ConnectorCatalog, transport: any HTTPTransport, secrets: any SecretResolving,
        clock: any WallClock, pace: RequestPace, links: any AccountLinks
    ) {
        prepared = PreparedConnectors(catalog: catalog)
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.pace = pace
        self.links = links
    }

    package func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd {
        let target: PreparedConnector
        do throws(Diagnostics) {
            target = try prepared.connector(delivery.connector, connector)
        } catch {
            let finding = error.findings.first
            return AttemptEnd(
                .permanent, reason: "the stored connector can't be read: \(finding?.message ?? "")",
                code: finding?.code ?? .stateCorrupt)
        }
        let turns = SentFlag()
        let session = RemoteSession(
            transport: transport, secrets: secrets, clock: clock, timeout: connector.delivery.timeout,
            turn: { [pace] () async throws(CancellationError) in
                try await pace.turn(of: delivery.connector, perSecond: connector.delivery.requestsPerSecond)
                turns.set()
            })
        let attempt = await target.attempt(delivery, in: session, links: links)
        if Task.isCancelled, attempt.link == nil, !turns.isSet {
            return AttemptEnd(.stopped, reason: "stopped before anything was sent")
        }
        return Self.end(of: attempt)
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

/// Whether an attempt had a turn to send.
private final class SentFlag: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }
    func set() { flag.withLock { $0 = true } }
}

package import Model
import Synchronization

/// One connector's part of a direct provisioning, step by step.
package struct DirectSteps: Sendable {
    package let connector: String
    /// `nil` when the stored connector can't be read back.
    package let scope: ScopeFilter.Verdict?
    /// By target attribute, ascending; empty for a person outside the scope.
    package let mapping: [MappedAttribute]
    package let steps: [AttemptStep]
    package let end: DirectEnd
}

/// How a direct provisioning ended at one connector.
package struct DirectEnd: Sendable {
    package enum Standing: Hashable, Sendable {
        case asWanted
        /// Not now: a listener tries again, or a person has to approve it.
        case waiting
        case failed
    }

    package let standing: Standing
    package let reason: String
    package let code: DiagnosticCode?
    /// The stored delivery; `nil` in a dry run.
    package let delivery: DeliveryID?

    package init(_ standing: Standing, reason: String, code: DiagnosticCode?, delivery: DeliveryID? = nil) {
        self.standing = standing
        self.reason = reason
        self.code = code
        self.delivery = delivery
    }
}

/// Provisions one person now, through the same steps as a listener, and tells each of them.
package struct DirectRun: Sendable {
    private let catalog: ConnectorCatalog
    private let transport: any HTTPTransport
    private let secrets: any SecretResolving
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    private let pace: RequestPace
    private let memory = TargetMemory()
    private let random: @Sendable () -> UInt64

    package init(
        catalog: ConnectorCatalog, transport: any HTTPTransport, secrets: any SecretResolving,
        clock: any Clock<Duration>, wallClock: any WallClock, pace: RequestPace,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.catalog = catalog
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.wallClock = wallClock
        self.pace = pace
        self.random = random
    }

    /// Sends the reads and stops before the first request that would change something. Stores nothing.
    package func dryRun(
        _ login: Login, to connector: String, _ spec: OutboundConnector, from records: any ProvisioningRecords
    ) async throws(StoreError) -> DirectSteps {
        let delivery = Delivery(
            id: DeliveryID("dry-run"), login: LoginID("dry-run"), connector: connector, connection: login.connection,
            subject: login.subject, attributes: login.attributes, asOf: login.asOf, attempt: 1, isDoubtful: false,
            isApproved: false, link: try await records.link(of: login.subject, at: connector),
            receivedAt: login.receivedAt)
        let watched = StepLog()
        let performer = performer(links: ReadOnlyLinks(records: records), mode: .dryRun, watched)
        let end = await performer.perform(delivery, through: spec)
        return steps(delivery, spec, watched.steps, Self.end(of: end, watched.steps))
    }

    /// Performs a claimed delivery and records how it ended, as a listener does.
    package func perform(
        _ delivery: Delivery, through spec: OutboundConnector, queue: any DeliveryQueue, links: any AccountLinks
    ) async -> DirectSteps {
        let watched = StepLog()
        let settled = Mutex<DirectEnd?>(nil)
        let run = DeliveryRun(
            queue: queue, performer: performer(links: links, mode: .live, watched), signal: DispatchSignal(),
            pace: DispatchPace(), clock: clock, wallClock: wallClock, random: random,
            report: { event in
                if let end = DirectEnd(event) { settled.withLock { $0 = end } }
            })
        await run.deliver(delivery, through: spec)
        let unknown = DirectEnd(.failed, reason: "it is not known how it ended", code: nil, delivery: delivery.id)
        return steps(delivery, spec, watched.steps, settled.withLock { $0 } ?? unknown)
    }

    private func performer(
        links: any AccountLinks, mode: RemoteSession.Mode, _ watched: StepLog
    ) -> ConnectorPerformer {
        ConnectorPerformer(
            catalog: catalog, transport: transport, secrets: secrets, clock: wallClock, pace: pace, links: links,
            memory: memory, mode: mode, watch: { watched.append($0) })
    }

    private func steps(
        _ delivery: Delivery, _ spec: OutboundConnector, _ steps: [AttemptStep], _ end: DirectEnd
    ) -> DirectSteps {
        let target = try? PreparedConnector(name: delivery.connector, spec: spec, catalog: catalog)
        let scope = target.map { _ in ScopeFilter.verdict(on: delivery.attributes, in: spec.scope) }
        return DirectSteps(
            connector: delivery.connector, scope: scope,
            mapping: scope == .inside ? target?.mapped(delivery.attributes) ?? [] : [], steps: steps, end: end)
    }

    private static func end(of end: AttemptEnd, _ steps: [AttemptStep]) -> DirectEnd {
        let isHeldBack = steps.contains { step in
            if case .exchange(let exchange) = step { exchange.end == .held } else { false }
        }
        let standing: DirectEnd.Standing =
            switch end.result {
            case .done, .skipped: .asWanted
            case .stopped: isHeldBack ? .asWanted : .failed
            case .held: .waiting
            case .failed, .permanent: .failed
            }
        return DirectEnd(standing, reason: end.reason, code: end.code)
    }
}

extension DirectEnd {
    /// `nil` for an event that is no end.
    fileprivate init?(_ event: DispatchEvent) {
        switch event {
        case .settled(let delivery, let settlement):
            let standing: Standing =
                switch settlement.result {
                case .done, .skipped: .asWanted
                case .held, .retry, .released: .waiting
                case .dead: .failed
                }
            var reason = settlement.reason
            if case .retry(let at, _) = settlement.result { reason += "; a listener tries again at \(at)" }
            self.init(standing, reason: reason, code: settlement.code, delivery: delivery.id)
        case .unrecorded(let delivery, let settlement, let error):
            self.init(
                .failed,
                reason: "\(settlement.reason), which could not be recorded: \(error.diagnostic.message); "
                    + "a listener looks again when the lease is over",
                code: error.diagnostic.code, delivery: delivery.id)
        case .breakerMoved, .storeFailed: return nil
        }
    }
}

/// The steps of an attempt so far.
private final class StepLog: Sendable {
    private let state = Mutex<[AttemptStep]>([])

    var steps: [AttemptStep] { state.withLock { $0 } }
    func append(_ step: AttemptStep) { state.withLock { $0.append(step) } }
}

/// Account links for a dry run: asks the brake without taking a place.
private struct ReadOnlyLinks: AccountLinks {
    let records: any ProvisioningRecords

    func owner(of remote: RemoteAccountID, connector: String) async throws(StoreError) -> Subject? {
        try await records.owner(of: remote, at: connector)
    }

    func admitRemoval(
        by delivery: DeliveryID, connector: String, brake: OutboundConnector.RemovalBrake, at now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict {
        try await records.removalVerdict(at: connector, brake: brake, now)
    }
}

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
    private let mode: RemoteSession.Mode
    private let memory: TargetMemory
    private let watch: (@Sendable (AttemptStep) -> Void)?

    /// - Parameters:
    ///   - pace: Bounds the requests to each connector; shared by everything that sends for it in this process.
    ///   - memory: Access tokens and facts, shared by everything in this process that asks the same targets.
    ///   - mode: A dry run sends reads alone, and ends as stopped before the first request that changes something.
    ///   - watch: Called for each step of an attempt.
    package init(
        catalog: ConnectorCatalog, transport: any HTTPTransport, secrets: any SecretResolving,
        clock: any WallClock, pace: RequestPace, links: any AccountLinks,
        memory: TargetMemory = TargetMemory(), mode: RemoteSession.Mode = .live,
        watch: (@Sendable (AttemptStep) -> Void)? = nil
    ) {
        prepared = PreparedConnectors(catalog: catalog)
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.pace = pace
        self.links = links
        self.mode = mode
        self.memory = memory
        self.watch = watch
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
        let log = AttemptLog()
        let session = RemoteSession(
            transport: transport, secrets: secrets, clock: clock, timeout: connector.delivery.timeout,
            mode: mode, connector: delivery.connector, memory: memory,
            turn: { [pace] () async throws(CancellationError) in
                try await pace.turn(of: delivery.connector, perSecond: connector.delivery.requestsPerSecond)
                log.turnCame()
            },
            record: { [watch] exchange in
                log.append(exchange)
                watch?(.exchange(exchange))
            }, watch: noteWatch)
        let attempt = await target.attempt(delivery, in: session, links: links)
        if Task.isCancelled, attempt.link == nil, !log.hadTurn {
            return AttemptEnd(.stopped, reason: "stopped before anything was sent")
        }
        if case .throttled = attempt.outcome { pace.slowDown(delivery.connector) }
        return AttemptEnd(
            Self.result(of: attempt.outcome, link: attempt.link), reason: attempt.outcome.reason,
            code: attempt.outcome.code, sign: log.hadTurn ? attempt.outcome.sign : attempt.outcome.signUnsent,
            trace: log.trace)
    }

    private var noteWatch: (@Sendable (AttemptNote) -> Void)? {
        guard let watch else { return nil }
        return { watch(.note($0)) }
    }

    private static func result(of outcome: DeliveryOutcome, link: AccountLink?) -> AttemptEnd.Result {
        switch outcome {
        case .created, .adopted, .updated, .deactivated, .deleted: done(.succeeded, link)
        case .unchanged: done(.unchanged, link)
        case .outOfScope: .skipped(.outOfScope)
        case .stale: .skipped(.stale)
        case .removalHeld: .held
        // Only a dry run holds a request back.
        case .held: .stopped
        case .conflict, .rejected: .permanent
        case .unauthorised: .failed(retryAt: nil, isDoubtful: false)
        case .throttled(_, let retryAt), .transient(_, _, let retryAt): .failed(retryAt: retryAt, isDoubtful: false)
        case .ambiguous(_, _, let retryAt): .failed(retryAt: retryAt, isDoubtful: true)
        }
    }

    /// A success that brought no link proves nothing: the next attempt looks.
    private static func done(_ status: DeliveryStatus, _ link: AccountLink?) -> AttemptEnd.Result {
        link.map { .done(status, link: $0) } ?? .failed(retryAt: nil, isDoubtful: true)
    }
}

extension DeliveryOutcome {
    /// What it says about the target's health when something was sent.
    var sign: TargetSign {
        switch self {
        case .created, .adopted, .updated, .unchanged, .deactivated, .deleted, .conflict, .rejected: .healthy
        case .unauthorised: .refusing
        case .transient(.remoteRejected, _, _), .ambiguous(.remoteRejected, _, _): .healthy
        case .transient(.connectorSecretUnavailable, _, _): .refusing
        case .transient(.remoteUnreachable, _, _), .transient(.remoteAnswerUnusable, _, _),
            .transient(.remoteUnauthorised, _, _), .ambiguous:
            .failing
        case .transient, .throttled, .outOfScope, .stale, .removalHeld, .held: .none
        }
    }

    /// The same when nothing was sent: only missing credentials tell something.
    var signUnsent: TargetSign {
        switch self {
        case .transient(.connectorSecretUnavailable, _, _), .unauthorised: .refusing
        default: .none
        }
    }
}

/// What an attempt did so far.
private final class AttemptLog: Sendable {
    private struct State {
        var hadTurn = false
        var trace: [TracedExchange] = []
    }

    /// Requests kept; a look-up over many pages is told by its first ones.
    private static let most = 16
    private let state = Mutex(State())

    /// Whether it had a turn to send.
    var hadTurn: Bool { state.withLock { $0.hadTurn } }
    var trace: [TracedExchange] { state.withLock { $0.trace } }

    func turnCame() { state.withLock { $0.hadTurn = true } }

    func append(_ exchange: RecordedExchange) {
        state.withLock { state in
            if state.trace.count < Self.most { state.trace.append(TracedExchange(exchange)) }
        }
    }
}

extension TracedExchange {
    init(_ exchange: RecordedExchange) {
        let end: End =
            switch exchange.end {
            case .answered(let status): .status(status)
            case .failed(let error): .failure(error.reason)
            case .held: .failure("not sent: a dry run")
            }
        self.init(
            method: exchange.request.method.rawValue, url: exchange.request.url, end: end, took: exchange.took)
    }
}

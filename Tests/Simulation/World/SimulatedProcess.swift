import Model
import Provisioning
import SQLStore

/// One run of the program: the real dispatcher, performer and store code on simulated ports.
///
/// The only place that puts them together.
final class SimulatedProcess: Sendable {
    let number: Int
    let life: ProcessLife
    let disk: SimulatedDisk
    private let world: World
    private let clock: UniverseClock
    private let signal = DispatchSignal()
    private let intake: SQLLoginIntake
    private let dispatcher: Dispatcher
    private let routing: ProcessRouting

    init(number: Int, world: World) {
        let life = ProcessLife(time: world.time)
        let dice = Dice(seed: world.scenario.seed, stream: 300 + UInt64(number))
        let disk = SimulatedDisk(world: world, life: life, process: number)
        let clock = UniverseClock(time: world.time, life: life)
        let wallClock = UniverseWallClock(time: world.time)
        self.number = number
        self.life = life
        self.disk = disk
        self.world = world
        self.clock = clock
        routing = ProcessRouting(routing: world.routing, disk: disk)
        intake = SQLLoginIntake(disk, identifiers: IdentifierSource(random: { dice.next() }))
        let performer = ConnectorPerformer(
            catalog: .builtIn, transport: SimulatedNetwork(world: world, life: life, process: number),
            secrets: SimulatedSecrets(plans: world.scenario.connectors), clock: wallClock,
            pace: RequestPace(clock: clock), links: SQLAccountLinks(disk))
        dispatcher = Dispatcher(
            queue: SQLDeliveryQueue(disk),
            performer: ObservedPerformer(inner: performer, history: world.history, life: life, process: number),
            routing: routing, signal: signal, pace: world.scenario.pace, clock: clock, wallClock: wallClock,
            random: { dice.next() },
            report: { event in
                if life.isAlive { Self.note(event, process: number, in: world.history) }
            })
    }

    /// Runs until it is drained or dies.
    func start(onEnd: @escaping @Sendable () -> Void) {
        world.history.note(.processBegan(number))
        let (dispatcher, life) = (dispatcher, life)
        life.own(
            Task(executorPreference: world.executor) {
                await dispatcher.run()
                if life.isAlive { onEnd() }
            })
    }

    func drain() { signal.drain() }

    /// Routes and stores a login as the listener does, and wakes the dispatcher.
    func accept(_ reported: ReportedLogin) async throws -> LoginReceipt {
        let table = try await routing.current()
        guard let trigger = table.triggers[Scenario.trigger] else { throw StoreError.unavailable("no trigger") }
        let login = try LoginRouting(table).route(reported, from: trigger, at: world.time.wall)
        let receipt = try await intake.store(login)
        if !receipt.isDuplicate { signal.loginStored() }
        return receipt
    }

    private static func note(_ event: DispatchEvent, process: Int, in history: History) {
        switch event {
        case .settled(let delivery, let settlement):
            history.note(
                .settled(
                    AttemptMark(delivery, process: process), how: HistoryEvent.SettledHow(settlement.result),
                    code: settlement.code?.id, reason: settlement.reason))
        case .unrecorded(let delivery, _, let error):
            history.note(
                .storeFailed(process: process, why: "outcome of \(delivery.id) not recorded: \(error)"))
        case .breakerMoved(let connector, let health):
            history.note(
                .breakerMoved(process: process, connector: connector, to: health?.state.rawValue ?? "closed"))
        case .storeFailed(let error): history.note(.storeFailed(process: process, why: "\(error)"))
        }
    }
}

extension AttemptMark {
    init(_ delivery: Delivery, process: Int) {
        self.init(
            process: process, delivery: delivery.id, connector: delivery.connector, subject: delivery.subject.text,
            number: delivery.attempt)
    }
}

/// The tokens of the targets.
private struct SimulatedSecrets: SecretResolving {
    let plans: [ConnectorPlan]

    func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted {
        guard case .environment(let name) = reference, let plan = plans.first(where: { $0.tokenVariable == name })
        else { throw .missing(reference) }
        return Redacted(plan.token)
    }
}

/// Notes each attempt, and marks its requests.
private struct ObservedPerformer: DeliveryPerforming {
    let inner: ConnectorPerformer
    let history: History
    let life: ProcessLife
    let process: Int

    func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd {
        let mark = AttemptMark(delivery, process: process)
        if life.isAlive {
            history.note(
                .attemptBegan(mark, isDoubtful: delivery.isDoubtful, linked: delivery.link?.account.id?.text))
        }
        let end = await AttemptMark.$current.withValue(mark) {
            await inner.perform(delivery, through: connector)
        }
        if life.isAlive {
            history.note(.attemptEnded(mark, how: end.result.word, code: end.code?.id, reason: end.reason))
        }
        return end
    }
}

extension AttemptEnd.Result {
    fileprivate var word: String {
        switch self {
        case .done(let status, let link): "\(status.rawValue) \(link.map { "\($0.account)" } ?? "")"
        case .skipped(let skip): "skipped \(skip)"
        case .held: "held"
        case .failed(let retryAt, let isDoubtful):
            "failed\(isDoubtful ? " doubtful" : "")\(retryAt.map { " until \($0)" } ?? "")"
        case .permanent: "permanent"
        case .stopped: "stopped"
        }
    }
}

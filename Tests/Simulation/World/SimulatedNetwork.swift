import Model
import Provisioning
import Synchronization

/// The way of one process to the targets: each request may be lost, late, refused or answered wrongly.
///
/// A request that left is on the wire whatever becomes of its process: the target may still carry it out.
final class SimulatedNetwork: HTTPTransport {
    /// Microseconds after its process died by which a target notices that nobody waits any more. Well below a lease.
    private static let longestOnTheWire = 2 * Scenario.second
    private let world: World
    private let life: ProcessLife
    private let dice: Dice
    private let counter = Mutex(0)
    private let process: Int

    init(world: World, life: ProcessLife, process: Int) {
        self.world = world
        self.life = life
        self.process = process
        dice = Dice(seed: world.scenario.seed, stream: 200 + UInt64(process))
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard life.isAlive else { throw .cancelled }
        let host = request.url.dropFirst("https://".count).prefix { $0 != "." }
        guard let target = world.targets[String(host)] else { throw .unsent("no such host") }
        let number = takeNumber()
        let mark = AttemptMark.current
        world.history.note(
            .requestLeft(
                mark, number: number, connector: target.plan.name,
                line: "\(request.method.rawValue) \(request.url.dropFirst(target.plan.baseURL.count))"))
        let exchange = Exchange(life: life)
        let play = play(at: target)
        if let fault = play.fault { world.history.played(fault, at: "request \(number) to \(target.plan.name)") }
        world.time.schedule(after: request.timeout.wholeMicroseconds) {
            exchange.finish(.failure(.ambiguous("timed out after \(target.plan.timeoutSeconds)s")))
        }
        put(request, mark, on: exchange, to: target, play)
        let end = await exchange.wait()
        guard life.isAlive else { throw .cancelled }
        switch end {
        case .success(let response):
            world.history.note(
                .answered(
                    mark, number: number, connector: target.plan.name,
                    .init(
                        method: request.method.rawValue, status: response.status, ids: SCIMAnswer.ids(in: response),
                        pause: SCIMAnswer.pause(of: response, at: world.time.wall))))
            return response
        case .failure(let error):
            world.history.note(
                .unanswered(mark, number: number, connector: target.plan.name, why: error.reason))
            throw error
        }
    }

    private func takeNumber() -> Int {
        counter.withLock { count in
            count += 1
            return process * 10_000 + count
        }
    }

    /// Lets the request arrive, and its answer come back, as the play says.
    private func put(
        _ request: HTTPRequest, _ mark: AttemptMark?, on exchange: Exchange, to target: SimulatedTarget,
        _ play: RequestPlay
    ) {
        let (world, life, isLost) = (world, life, dice.chance(50))
        world.time.schedule(after: play.arrival) {
            // The connection of a dead process is reset; what was sent may have been read before.
            if let deadFor = life.deadFor, isLost || deadFor > Self.longestOnTheWire { return }
            let isLate = exchange.isAbandoned
            // A service where user names need not be unique stops at a closed connection.
            if isLate, !target.plan.target.enforcesUniqueness { return }
            let performed: HTTPResponse? =
                play.commits
                ? target.perform(.init(request: request, mark: mark, isLate: isLate)) : nil
            guard let end = play.end(after: performed, of: request, at: target, now: world.time.wall) else { return }
            world.time.schedule(after: play.wayBack) { exchange.finish(end) }
        }
    }

    private func play(at target: SimulatedTarget) -> RequestPlay {
        let plan = target.plan.target
        let moment = world.time.elapsed
        var fault: Fault?
        if let window = plan.windows.first(where: { $0.start <= moment && moment < $0.end }) {
            fault = window.fault
        } else if moment < world.scenario.faultsEnd, dice.chance(plan.faultPercent) {
            fault = dice.one(by: plan.faults)
        }
        return RequestPlay(fault, limit: Int64(target.plan.timeoutSeconds) * Scenario.second, dice: dice)
    }
}

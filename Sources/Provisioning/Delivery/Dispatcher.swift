package import Model

/// Performs deliveries: claims what is due, runs it, records how it ended.
///
/// Each connector has a lane with its own concurrency, pauses and breaker; the loop below only decides and never waits
/// for a target, so that a connector that fails or hangs slows no other. Order and exclusivity live in the queue, so
/// any number of processes may dispatch.
package struct Dispatcher: Sendable {
    private let queue: any DeliveryQueue
    private let routing: any RoutingSource
    private let signal: DispatchSignal
    private let pace: DispatchPace
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    private let random: @Sendable () -> UInt64
    private let report: @Sendable (DispatchEvent) -> Void
    private let run: DeliveryRun

    /// - Parameters:
    ///   - clock: Sleeps; it and the wall clock tell the same time.
    ///   - random: Evenly spread bits, for the jitter.
    ///   - report: Called for every outcome; must return soon.
    package init(
        queue: any DeliveryQueue, performer: any DeliveryPerforming, routing: any RoutingSource,
        signal: DispatchSignal, pace: DispatchPace = DispatchPace(), clock: any Clock<Duration>,
        wallClock: any WallClock, random: @escaping @Sendable () -> UInt64,
        report: @escaping @Sendable (DispatchEvent) -> Void = { _ in }
    ) {
        self.queue = queue
        self.routing = routing
        self.signal = signal
        self.pace = pace
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.report = report
        run = DeliveryRun(
            queue: queue, performer: performer, signal: signal, pace: pace, clock: clock, wallClock: wallClock,
            random: random, report: report)
    }

    /// Dispatches until the signal drains it or the task is cancelled.
    ///
    /// Returns only after every claimed delivery was recorded: ended, or released for the next process.
    ///
    /// A round: 1 note what ended, 2 record breakers that moved, 3 extend leases, 4 follow what other processes and
    /// operators changed, 5 claim and start what is due.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await poll() }
            var lanes: [String: Lane] = [:]
            var isDraining = false
            for await _ in signal.bell {
                let news = signal.take()
                note(news.ended, &lanes)
                if news.isDraining, !isDraining {
                    isDraining = true
                    group.addTask {
                        try? await clock.sleep(for: pace.drain)
                        signal.drainIsOver()
                    }
                }
                await keep(&lanes)
                if !isDraining { await look(news, &lanes, &group) }
                if isDraining, lanes.values.allSatisfy({ $0.running == 0 }) { break }
            }
            group.cancelAll()
        }
    }

    private func poll() async {
        while !Task.isCancelled {
            signal.loginStored()
            try? await clock.sleep(for: pace.poll)
        }
    }

    private func note(_ ended: [(connector: String, end: LaneEnd)], _ lanes: inout [String: Lane]) {
        let now = wallClock.now
        var source = RandomSource(draw: random)
        for (connector, end) in ended { lanes[connector]?.finished(end, at: now, random: &source) }
    }

    /// Tells the store what only this process knows: breakers that moved, and that its claims are alive.
    private func keep(_ lanes: inout [String: Lane]) async {
        let now = wallClock.now
        let leaseEnd = now + pace.lease
        for connector in lanes.keys.sorted() {
            guard var lane = lanes[connector] else { continue }
            do throws(StoreError) {
                let ending = lane.claims(endingBefore: now + pace.lease / 2)
                if !ending.isEmpty {
                    try await queue.extend(ending, until: leaseEnd)
                    lane.extended(ending, until: leaseEnd)
                }
                if !lane.isRecorded {
                    try await queue.record(lane.breaker.health, of: connector)
                    lane.recorded()
                    report(.breakerMoved(connector: connector, lane.breaker.health))
                }
            } catch {
                report(.storeFailed(error))
            }
            lanes[connector] = lane
        }
    }

    /// Starts what is due: at every connector when there may be new deliveries, else where room came back.
    private func look(
        _ news: DispatchSignal.News, _ lanes: inout [String: Lane], _ group: inout DiscardingTaskGroup
    ) async {
        var connectors = news.roomy.union(news.ended.map(\.connector))
        do throws(StoreError) {
            if news.mayBeDue {
                let glance = try await queue.glance()
                let now = wallClock.now
                for (connector, due) in glance.due where due <= now { connectors.insert(connector) }
                for connector in Set(lanes.keys).union(connectors).sorted() {
                    let moved = lanes[connector, default: Lane(for: nil)].follow(glance.health[connector])
                    if moved { report(.breakerMoved(connector: connector, glance.health[connector])) }
                }
                lanes = lanes.filter { glance.due[$0.key] != nil || !$0.value.isForgettable(at: now) }
            }
            guard !connectors.isEmpty else { return }
            let table = try await routing.current()
            for connector in connectors.sorted() { try await start(connector, table, &lanes, &group) }
        } catch {
            report(.storeFailed(error))
        }
    }

    private func start(
        _ name: String, _ table: RoutingTable, _ lanes: inout [String: Lane], _ group: inout DiscardingTaskGroup
    ) async throws(StoreError) {
        let now = wallClock.now
        let connector = table.connectors[name]
        var lane = lanes[name] ?? Lane(for: connector)
        lane.follow(connector)
        let room = lane.room(at: now)
        var claimed: [Delivery] = []
        // A lease of ours that could not be extended would be claimed a second time.
        if room > 0, lane.claims(endingBefore: now).isEmpty {
            claimed = try await queue.claim(connector: name, limit: room, lease: pace.lease, at: now)
            lane.started(claimed.map(\.claim), until: now + pace.lease)
        }
        // The end of a pause looks again; without one, the end of a delivery does.
        if let wait = lane.roomReturns(at: now), wait > .zero, wait < pace.poll {
            group.addTask {
                try? await clock.sleep(for: wait)
                signal.hasRoom(name)
            }
        }
        lanes[name] = lane
        for delivery in claimed {
            group.addTask { await run.deliver(delivery, through: connector) }
        }
    }
}

extension Delivery {
    var claim: Claim { Claim(delivery: id, attempt: attempt) }
}

/// A generator over bits that were passed in.
struct RandomSource: RandomNumberGenerator {
    let draw: @Sendable () -> UInt64

    mutating func next() -> UInt64 { draw() }
}

package import Model

/// Performs deliveries: claims what is due, runs it, records how it ended.
///
/// Each connector has a lane with its own concurrency and pauses; the loop below only decides and never waits for a
/// target, so that a connector that fails or hangs slows no other. Order and exclusivity live in the queue, so any
/// number of processes may dispatch.
package struct Dispatcher: Sendable {
    private let queue: any DeliveryQueue
    private let performer: any DeliveryPerforming
    private let routing: any RoutingSource
    private let signal: DispatchSignal
    private let pace: DispatchPace
    private let clock: any Clock<Duration>
    private let wallClock: any WallClock
    private let random: @Sendable () -> UInt64
    private let report: @Sendable (DispatchEvent) -> Void

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
        self.performer = performer
        self.routing = routing
        self.signal = signal
        self.pace = pace
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.report = report
    }

    /// Dispatches until the signal drains it or the task is cancelled.
    ///
    /// Returns only after every claimed delivery was recorded: ended, or released for the next process.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await poll() }
            var lanes: [String: Lane] = [:]
            var isDraining = false
            events: for await event in signal.events {
                switch event {
                case .look:
                    signal.beginLook()
                    if !isDraining { await look(&lanes, &group) }
                case .room(let connector):
                    if !isDraining { await look(at: connector, &lanes, &group) }
                case .finished(let connector, let rest):
                    lanes[connector]?.finished(pauseUntil: rest)
                    if !isDraining { await look(at: connector, &lanes, &group) }
                case .drain:
                    guard !isDraining else { continue }
                    isDraining = true
                    group.addTask {
                        try? await clock.sleep(for: pace.drain)
                        signal.send(.drainIsOver)
                    }
                case .drainIsOver: break events
                }
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

    /// Starts what is due, connector by connector.
    private func look(_ lanes: inout [String: Lane], _ group: inout DiscardingTaskGroup) async {
        do throws(StoreError) {
            let open = try await queue.openConnectors()
            let table = try await routing.current()
            let now = wallClock.now
            for connector in open.filter({ $0.value <= now }).keys.sorted() {
                try await start(connector, table, &lanes, &group)
            }
            lanes = lanes.filter { $0.value.running > 0 || open[$0.key] != nil }
        } catch {
            report(.storeFailed(error))
        }
    }

    private func look(
        at connector: String, _ lanes: inout [String: Lane], _ group: inout DiscardingTaskGroup
    ) async {
        do throws(StoreError) {
            try await start(connector, try await routing.current(), &lanes, &group)
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
        if room > 0 {
            claimed = try await queue.claim(connector: name, limit: room, lease: pace.lease, at: now)
            lane.started(claimed.count)
        }
        // The end of a pause looks again; without one, the end of a delivery does.
        if let wait = lane.roomReturns(at: now), wait > .zero, wait < pace.poll {
            group.addTask {
                try? await clock.sleep(for: wait)
                signal.send(.room(connector: name))
            }
        }
        lanes[name] = lane
        for delivery in claimed {
            group.addTask { await deliver(delivery, through: connector) }
        }
    }

    private func deliver(_ delivery: Delivery, through connector: OutboundConnector?) async {
        let end = await attempt(delivery, through: connector)
        let now = wallClock.now
        let rules = AttemptRules(backoff: pace.backoff)
        var source = RandomSource(draw: random)
        let settlement = rules.settlement(
            of: delivery, end, mostAttempts: connector?.delivery.maxAttempts ?? 1, at: now, random: &source)
        // Recording a remote effect must not be undone by cancellation; the new task does not inherit it.
        await record(settlement, of: delivery)
        signal.send(.finished(connector: delivery.connector, restUntil: rules.rest(after: settlement, at: now)))
    }

    private func attempt(_ delivery: Delivery, through connector: OutboundConnector?) async -> AttemptEnd {
        guard let connector, connector.isEnabled else {
            let state = connector == nil ? "deleted" : "disabled"
            return AttemptEnd(
                .skipped, reason: "connector `\(delivery.connector)` is \(state)", code: .connectorGone)
        }
        guard delivery.attempt <= connector.delivery.maxAttempts else {
            return AttemptEnd(
                .permanent, reason: "\(delivery.attempt - 1) attempts ended without an outcome",
                code: .attemptsExhausted)
        }
        guard !Task.isCancelled else { return AttemptEnd(.stopped, reason: "stopped before anything was sent") }
        return await withTaskGroup(of: AttemptEnd?.self) { group in
            group.addTask { await performer.perform(delivery, through: connector) }
            group.addTask {
                try? await clock.sleep(for: pace.longestAttempt)
                return nil
            }
            // Whoever is first cancels the other; the performer's own end counts, since only it knows what was sent.
            var performed: AttemptEnd?
            for await end in group {
                if let end { performed = end }
                group.cancelAll()
            }
            return performed ?? AttemptEnd(.stopped, reason: "stopped before anything was sent")
        }
    }

    private static let mostRecordings = 10

    private func record(_ settlement: Settlement, of delivery: Delivery) async {
        var failure = StoreError.busy
        for attempt in 1...Self.mostRecordings {
            do throws(StoreError) {
                try await queue.settle(settlement)
                report(.settled(delivery, settlement))
                return
            } catch {
                failure = error
                try? await clock.sleep(for: min(.milliseconds(50 << attempt), .seconds(5)))
            }
        }
        report(.unrecorded(delivery, settlement, failure))
    }
}

/// A generator over bits that were passed in.
private struct RandomSource: RandomNumberGenerator {
    let draw: @Sendable () -> UInt64

    mutating func next() -> UInt64 { draw() }
}

import Model

/// One claimed delivery from its start to the record of its end.
struct DeliveryRun: Sendable {
    let queue: any DeliveryQueue
    let performer: any DeliveryPerforming
    let signal: DispatchSignal
    let pace: DispatchPace
    let clock: any Clock<Duration>
    let wallClock: any WallClock
    let random: @Sendable () -> UInt64
    let report: @Sendable (DispatchEvent) -> Void

    /// Performs the delivery, records how it ended, and tells the dispatcher.
    func deliver(_ delivery: Delivery, through connector: OutboundConnector?) async {
        let end = await attempt(delivery, through: connector)
        let now = wallClock.now
        let rules = AttemptRules(backoff: pace.backoff)
        var source = RandomSource(draw: random)
        let settlement = rules.settlement(
            of: delivery, end, mostAttempts: connector?.delivery.maxAttempts ?? 1, at: now, random: &source)
        await record(settlement, of: delivery)
        signal.ended(
            delivery.connector,
            LaneEnd(
                claim: delivery.claim, subject: delivery.subject, sign: end.sign, reason: end.reason, code: end.code,
                restUntil: rules.rest(after: end, at: now)))
    }

    private func attempt(_ delivery: Delivery, through connector: OutboundConnector?) async -> AttemptEnd {
        guard let connector, connector.isEnabled else {
            let state = connector == nil ? "deleted" : "disabled"
            return AttemptEnd(
                .skipped(.connectorGone), reason: "connector `\(delivery.connector)` is \(state)",
                code: .connectorGone)
        }
        guard delivery.attempt <= connector.delivery.maxAttempts else {
            return AttemptEnd(
                .permanent, reason: "\(delivery.attempt - 1) attempts ended without an outcome",
                code: .attemptsExhausted)
        }
        let stopped = AttemptEnd(.stopped, reason: "stopped before anything was sent")
        guard !Task.isCancelled, !signal.drainOver.isOpen else { return stopped }
        return await withTaskGroup(of: AttemptEnd?.self) { group in
            group.addTask { await performer.perform(delivery, through: connector) }
            group.addTask {
                try? await clock.sleep(for: pace.longestAttempt)
                return nil
            }
            group.addTask {
                await signal.drainOver.wait()
                return nil
            }
            // Whoever is first cancels the others; the performer's own end counts, since only it knows what was sent.
            var performed: AttemptEnd?
            for await end in group {
                if let end { performed = end }
                group.cancelAll()
            }
            return performed ?? stopped
        }
    }

    private static let mostRecordings = 10

    /// Records a remote effect, stubbornly. Only the attempt is ever cancelled by a drain, never this.
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

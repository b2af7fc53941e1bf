package import Metrics
package import Model
package import Provisioning

/// What the listener counts and times.
package struct ListenerMetrics: Sendable {
    private let make: Instruments
    private let clock = ContinuousClock()
    // Made once, so that each is there with 0 before the first login, and a login costs no look-up.
    private let acceptedLogins: Counter
    private let duplicateLogins: Counter
    private let otherEvents: Counter
    private let acknowledgements: Timer
    private let openConnections: Meter

    package init(_ factory: any MetricsFactory) {
        make = Instruments(factory: factory)
        acceptedLogins = make.counter(.logins, "accepted", "")
        duplicateLogins = make.counter(.logins, "duplicate", "")
        otherEvents = make.counter(.logins, "ignored", "")
        acknowledgements = make.timer(.loginAck)
        openConnections = make.meter(.connections)
    }

    func accepted() { acceptedLogins.increment() }
    func ignored() { otherEvents.increment() }
    func duplicate() { duplicateLogins.increment() }
    func refused(_ code: DiagnosticCode) { make.counter(.logins, "refused", code.id).increment() }

    func cut(_ reason: ConnectionCut) { make.counter(.cuts, reason.rawValue).increment() }

    func connections(opened: Bool) {
        if opened { openConnections.increment() } else { openConnections.decrement() }
    }

    /// Tells when the certificate that is shown ends.
    package func certificate(ends: Timestamp) {
        make.gauge(.certificateEnd).record(Double(ends.milliseconds) / 1000)
    }

    func start() -> ContinuousClock.Instant { clock.now }

    func acknowledged(since start: ContinuousClock.Instant) {
        acknowledgements.record(clock.now - start)
    }

    /// Tells which version runs.
    package func running(version: String) {
        make.gauge(.build, version).record(1)
    }

    /// Notes an attempt that begins; the result notes its end.
    package func attemptBegan(at connector: String) -> @Sendable () -> Void {
        let running = make.meter(.running, connector)
        running.increment()
        return { running.decrement() }
    }

    /// Counts what a dispatcher reports.
    package func note(_ event: DispatchEvent) {
        switch event {
        case .settled(let delivery, let settlement):
            count(delivery, result: Self.word(for: settlement.result), code: settlement.code)
            note(settlement.trace, at: delivery.connector)
            if settlement.result.isSuccess {
                make.timer(.delivery, delivery.connector).record(settlement.at - delivery.receivedAt)
            }
        case .unrecorded(let delivery, let settlement, let error):
            count(delivery, result: "unrecorded", code: nil)
            note(settlement.trace, at: delivery.connector)
            failed(error)
        case .breakerMoved(let connector, let health):
            make.counter(.breakerMoves, connector, ConnectorHealth.State.word(for: health)).increment()
        case .storeFailed(let error): failed(error)
        }
    }

    func failed(_ error: StoreError) {
        make.counter(.storeFailures, error.diagnostic.code.id).increment()
    }

    private func note(_ requests: [TracedExchange], at connector: String) {
        for request in requests {
            make.timer(.requests, connector).record(request.took)
            if request.end == .status(429) { make.counter(.throttles, connector).increment() }
        }
    }

    private func count(_ delivery: Delivery, result: String, code: DiagnosticCode?) {
        make.counter(.attempts, delivery.connector, result, code?.id ?? "").increment()
    }

    private static func word(for result: Settlement.Result) -> String {
        switch result {
        case .done(let status, _): status.rawValue
        case .skipped: DeliveryStatus.skipped.rawValue
        case .dead: DeliveryStatus.dead.rawValue
        case .retry: "retry"
        case .held: DeliveryStatus.held.rawValue
        case .released: "released"
        }
    }
}

extension Settlement.Result {
    fileprivate var isSuccess: Bool {
        switch self {
        case .done: true
        case .skipped, .dead, .retry, .held, .released: false
        }
    }
}

/// Makes the instruments of our families.
private struct Instruments: Sendable {
    let factory: any MetricsFactory

    func counter(_ family: MetricFamily, _ values: String...) -> Counter {
        Counter(label: family.name, dimensions: Self.dimensions(family, values), factory: factory)
    }

    func gauge(_ family: MetricFamily, _ values: String...) -> Gauge {
        Gauge(label: family.name, dimensions: Self.dimensions(family, values), factory: factory)
    }

    func meter(_ family: MetricFamily, _ values: String...) -> Meter {
        Meter(label: family.name, dimensions: Self.dimensions(family, values), factory: factory)
    }

    func timer(_ family: MetricFamily, _ values: String...) -> Timer {
        Timer(label: family.name, dimensions: Self.dimensions(family, values), factory: factory)
    }

    private static func dimensions(_ family: MetricFamily, _ values: [String]) -> [(String, String)] {
        Array(zip(family.labels, values))
    }
}

extension Timer {
    /// A clock that was set back measures nothing below zero.
    fileprivate func record(_ length: Duration) {
        recordNanoseconds(max(0, Int64(length / .nanoseconds(1))))
    }
}

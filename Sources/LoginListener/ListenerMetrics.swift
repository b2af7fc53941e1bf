package import Metrics
import Model
package import Provisioning

/// What the listener counts.
package struct ListenerMetrics: Sendable {
    private let factory: any MetricsFactory
    private let clock = ContinuousClock()

    // Kept, so that a login looks nothing up.
    private let acceptedLogins: Counter
    private let duplicateLogins: Counter
    private let loginTimer: Timer

    package init(_ factory: any MetricsFactory) {
        self.factory = factory
        acceptedLogins = Self.logins("accepted", in: factory)
        duplicateLogins = Self.logins("duplicate", in: factory)
        loginTimer = Timer(label: "reconcile_login_seconds", dimensions: [], factory: factory)
    }

    private static func logins(_ result: String, in factory: any MetricsFactory) -> Counter {
        Counter(label: "reconcile_logins_total", dimensions: [("result", result), ("code", "")], factory: factory)
    }

    func accepted() { acceptedLogins.increment() }
    func duplicate() { duplicateLogins.increment() }

    func refused(_ code: DiagnosticCode) {
        count("reconcile_logins_total", [("result", "refused"), ("code", code.id)])
    }

    /// Measures how long a login takes from its headers to its answer, held answers included.
    func timed<Answer: Sendable>(_ body: () async throws -> Answer) async rethrows -> Answer {
        let start = clock.now
        defer {
            loginTimer.recordNanoseconds(Int64((clock.now - start) / .nanoseconds(1)))
        }
        return try await body()
    }

    /// Counts what a dispatcher reports.
    package func note(_ event: DispatchEvent) {
        switch event {
        case .settled(let delivery, let settlement):
            let labels = [
                ("connector", delivery.connector), ("result", Self.word(for: settlement.result)),
                ("code", settlement.code?.id ?? ""),
            ]
            count("reconcile_delivery_attempts_total", labels)
        case .unrecorded(let delivery, _, _):
            count(
                "reconcile_delivery_attempts_total",
                [("connector", delivery.connector), ("result", "unrecorded"), ("code", "")])
        case .breakerMoved(let connector, let health):
            count(
                "reconcile_breaker_moves_total",
                [("connector", connector), ("state", health?.state.rawValue ?? "closed")])
        case .storeFailed(let error):
            count("reconcile_store_failures_total", [("code", error.diagnostic.code.id)])
        }
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

    private func count(_ label: String, _ labels: [(String, String)]) {
        Counter(label: label, dimensions: labels, factory: factory).increment()
    }
}

import Logging
import Model
import Provisioning

/// Logs what a dispatcher reports: a line an outcome, with ids and never with data of the person.
///
/// The reason of a failure may quote the target, which may quote the person's attributes. So a line tells the code and
/// what the code means; the stored delivery has the whole reason.
struct DispatchLog: Sendable {
    let logger: Logger

    func note(_ event: DispatchEvent) {
        switch event {
        case .settled(let delivery, let settlement): note(settlement, of: delivery)
        case .unrecorded(let delivery, _, let error):
            logger.error(
                "delivery outcome could not be recorded",
                metadata: Self.metadata(of: delivery, ["error": "\(error.diagnostic.message)"]))
        case .breakerMoved(let connector, let health): note(health, of: connector)
        case .storeFailed(let error):
            logger.error("store failed", metadata: ["error": "\(error.diagnostic.message)"])
        }
    }

    private func note(_ settlement: Settlement, of delivery: Delivery) {
        var metadata = Self.metadata(of: delivery, Self.metadata(of: settlement.code))
        if !settlement.trace.isEmpty {
            metadata["requests"] = .array(settlement.trace.map { .string($0.inWords) })
        }
        switch settlement.result {
        case .done(let status, _):
            metadata["status"] = "\(status.rawValue)"
            // What a success did: a word, and the names of changed attributes.
            metadata["reason"] = "\(settlement.reason)"
            logger.info("delivery ended", metadata: metadata)
        case .skipped: logger.info("delivery skipped", metadata: metadata)
        case .dead: logger.error("delivery given up", metadata: metadata)
        case .retry(let at, _):
            metadata["retryAt"] = "\(at)"
            logger.warning("delivery will be tried again", metadata: metadata)
        case .held: logger.warning("delivery held for approval", metadata: metadata)
        case .released: logger.debug("delivery released", metadata: metadata)
        }
    }

    private func note(_ health: ConnectorHealth?, of connector: String) {
        guard let health else {
            logger.notice("breaker closed", metadata: ["connector": "\(connector)"])
            return
        }
        var metadata = Self.metadata(of: health.code)
        metadata["connector"] = "\(connector)"
        metadata["probeAt"] = "\(health.probeAt)"
        switch health.state {
        case .open: logger.warning("breaker open", metadata: metadata)
        case .halfOpen: logger.notice("breaker sends a probe", metadata: metadata)
        }
    }

    private static func metadata(of code: DiagnosticCode?) -> Logger.Metadata {
        code.map { ["code": "\($0.id)", "reason": "\($0.summary)"] } ?? [:]
    }

    private static func metadata(of delivery: Delivery, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging([
            "delivery": "\(delivery.id)", "login": "\(delivery.login)", "connector": "\(delivery.connector)",
            "attempt": .stringConvertible(delivery.attempt),
        ]) { $1 }
    }
}

extension TracedExchange {
    /// `GET 200`, or why there was no answer. Never the address, whose filter names the person.
    fileprivate var inWords: String {
        switch end {
        case .status(let status): "\(method) \(status)"
        case .failure(let reason): "\(method) \(reason)"
        }
    }
}

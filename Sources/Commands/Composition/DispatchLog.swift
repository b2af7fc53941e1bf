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
        case .storeFailed(let error):
            logger.error("store failed", metadata: ["error": "\(error.diagnostic.message)"])
        }
    }

    private func note(_ settlement: Settlement, of delivery: Delivery) {
        var metadata = Self.metadata(of: delivery)
        if let code = settlement.code {
            metadata["code"] = "\(code.id)"
            metadata["reason"] = "\(code.summary)"
        }
        switch settlement.result {
        case .done(let status, _), .unlinked(let status):
            metadata["status"] = "\(status.rawValue)"
            // What a success did: a word, and the names of changed attributes.
            metadata["reason"] = "\(settlement.reason)"
            logger.info("delivery ended", metadata: metadata)
        case .skipped: logger.info("delivery skipped", metadata: metadata)
        case .dead: logger.error("delivery given up", metadata: metadata)
        case .retry(let at, _):
            metadata["retryAt"] = "\(at)"
            logger.warning("delivery will be tried again", metadata: metadata)
        case .released: logger.debug("delivery released", metadata: metadata)
        }
    }

    private static func metadata(of delivery: Delivery, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging([
            "delivery": "\(delivery.id)", "login": "\(delivery.login)", "connector": "\(delivery.connector)",
            "attempt": .stringConvertible(delivery.attempt),
        ]) { $1 }
    }
}

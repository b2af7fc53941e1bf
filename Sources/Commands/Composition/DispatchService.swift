import Logging
import Model
import Provisioning
import ServiceLifecycle

/// Runs the dispatcher within the program's service group.
struct DispatchService: Service {
    let dispatcher: Dispatcher
    let signal: DispatchSignal

    func run() async throws {
        await withGracefulShutdownHandler {
            await dispatcher.run()
        } onGracefulShutdown: {
            signal.drain()
        }
    }
}

/// Logs what a dispatcher reports: a line for each final outcome, with ids and never with data of the person.
struct DispatchLog: Sendable {
    let logger: Logger

    func note(_ event: DispatchEvent) {
        switch event {
        case .settled(let delivery, let settlement):
            var metadata = Self.metadata(of: delivery)
            metadata["reason"] = "\(settlement.reason)"
            if let code = settlement.code { metadata["code"] = "\(code.id)" }
            switch settlement.result {
            case .done(let status, _):
                metadata["status"] = "\(status.rawValue)"
                logger.info("delivery ended", metadata: metadata)
            case .skipped: logger.info("delivery skipped", metadata: metadata)
            case .dead: logger.error("delivery given up", metadata: metadata)
            case .retry(let at, _):
                metadata["retryAt"] = "\(at)"
                logger.warning("delivery will be tried again", metadata: metadata)
            case .held: logger.warning("delivery held for approval", metadata: metadata)
            case .released: logger.debug("delivery released", metadata: metadata)
            }
        case .unrecorded(let delivery, _, let error):
            var metadata = Self.metadata(of: delivery)
            metadata["error"] = "\(error.diagnostic.message)"
            logger.error("delivery outcome could not be recorded", metadata: metadata)
        case .breakerMoved(let connector, let health):
            var metadata: Logger.Metadata = ["connector": "\(connector)"]
            guard let health else {
                logger.notice("breaker closed", metadata: metadata)
                return
            }
            metadata["reason"] = "\(health.reason)"
            metadata["probeAt"] = "\(health.probeAt)"
            if let code = health.code { metadata["code"] = "\(code.id)" }
            switch health.state {
            case .open: logger.warning("breaker open", metadata: metadata)
            case .halfOpen: logger.notice("breaker sends a probe", metadata: metadata)
            }
        case .storeFailed(let error):
            logger.error("store failed", metadata: ["error": "\(error.diagnostic.message)"])
        }
    }

    private static func metadata(of delivery: Delivery) -> Logger.Metadata {
        [
            "delivery": "\(delivery.id)", "login": "\(delivery.login)", "connector": "\(delivery.connector)",
            "attempt": "\(delivery.attempt)",
        ]
    }
}

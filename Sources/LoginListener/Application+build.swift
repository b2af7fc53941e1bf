package import Hummingbird
package import Logging
import Model

extension Application where Responder == RouterResponder<ListenerContext> {
    /// Builds the listener. It is a service: run it in a service group, whose graceful shutdown drains it.
    ///
    /// - Parameters:
    ///   - metrics: Shown at `/metrics`; the composition may also make it the program's metrics backend.
    ///   - isListening: Called once with the address that was bound.
    package static func listener(
        _ ports: ListenerPorts, options: ListenerOptions = ListenerOptions(), metrics: PrometheusMetrics,
        logger: Logger, isListening: @escaping @Sendable (_ host: String, _ port: Int) -> Void = { _, _ in }
    ) -> Application {
        let counters = ListenerMetrics(metrics)
        let router = Router(context: ListenerContext.self)
        router.add(middleware: ProblemMiddleware(metrics: counters))
        TriggerRoutes(ports: ports, options: options, metrics: counters).add(to: router)
        HealthRoutes(ports: ports).add(to: router)
        MetricsRoutes(ports: ports, metrics: metrics).add(to: router)
        if let console = ports.console { ConsoleRoutes(console, ports: ports, options: options).add(to: router) }
        return Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .milliseconds(Int64(options.idleLimit.inMilliseconds)))),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), serverName: "reconcile"),
            onServerRunning: { channel in
                if let address = channel.localAddress {
                    isListening(address.ipAddress ?? options.host, address.port ?? options.port)
                }
            },
            logger: logger)
    }
}

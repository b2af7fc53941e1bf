package import Hummingbird
import HummingbirdCore
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
        let router = Router(context: ListenerContext.self, options: .autoGenerateHeadEndpoints)
        let routes = KnownRoutes()
        let headers = SecurityHeaders(isEncrypted: ports.certificate != nil)
        router.add(middleware: RequestFrame(headers: headers, accessLog: ports.accessLog))
        router.add(middleware: ProblemMiddleware(metrics: counters, routes: routes))
        TriggerRoutes(ports: ports, options: options, metrics: counters).add(to: router)
        HealthRoutes(ports: ports).add(to: router)
        MetricsRoutes(ports: ports, metrics: metrics).add(to: router)
        if let console = ports.console { ConsoleRoutes(console, ports: ports, options: options).add(to: router) }
        if let means = ports.loginPage {
            LoginPage(ports: ports, options: options, means: means, metrics: counters).add(to: router)
        }
        // Behind all routes.
        routes.learn(router)
        let connections = OpenConnections(most: options.limits.connections, metrics: counters)
        return Application(
            router: router,
            server: HTTPServerBuilder { responder in
                ListenerChannel(
                    limits: options.limits, headers: headers, connections: connections,
                    certificate: ports.certificate, responder: responder)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), backlog: 1024),
            onServerRunning: { channel in
                if let address = channel.localAddress {
                    isListening(address.ipAddress ?? options.host, address.port ?? options.port)
                }
            },
            logger: logger)
    }
}

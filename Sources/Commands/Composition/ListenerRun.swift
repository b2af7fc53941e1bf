import CurlTransport
import Hummingbird
import Logging
import LoginListener
import Metrics
import Model
import Provisioning
import SQLStore
import ServiceLifecycle
import UnixSignals

/// The listener with everything it works with, from start to drain.
struct ListenerRun {
    let state: StateOptions
    let address: ListenerAddress
    let output: OutputOptions

    /// Returns after SIGTERM or SIGINT, when what was under way ended.
    ///
    /// - Throws: `Diagnostics` when the store can't be opened or the address can't be bound.
    func run() async throws {
        let console = output.console
        let store = try Composition.store(state, .readWrite)
        defer { store.close() }
        let transport = try Composition.transport(caFile: address.caFile)
        let logger = makeLogger(console)
        let metrics = PrometheusMetrics()
        let routing = StoredRouting(store.state)
        let signal = DispatchSignal()
        let counters = ListenerMetrics(metrics)
        let log = DispatchLog(logger: logger)
        let dispatcher = Dispatcher(
            queue: store.deliveries,
            performer: ConnectorPerformer(
                catalog: .builtIn, transport: transport, secrets: ProcessSecrets(), clock: SystemClock(),
                pace: RequestPace(clock: ContinuousClock()), links: store.links),
            routing: routing, signal: signal, clock: ContinuousClock(), wallClock: SystemClock(),
            random: { UInt64.random(in: .min ... .max) },
            report: { event in
                counters.note(event)
                log.note(event)
            })
        let ports = ListenerPorts(
            routing: routing, intake: store.logins, deliveries: store.deliveries, secrets: ProcessSecrets(),
            wallClock: SystemClock(), clock: ContinuousClock(), loginStored: { signal.loginStored() })
        let listener = Application.listener(
            ports, options: ListenerOptions(host: address.host, port: address.port), metrics: metrics, logger: logger,
            isListening: { host, port in
                Console.write("listening on http://\(host.contains(":") ? "[\(host)]" : host):\(port)\n", to: 2)
            })
        // Shutdown goes backwards: the listener stops taking logins, then the dispatcher drains.
        var services: [any Service] = [DispatchService(dispatcher: dispatcher, signal: signal), listener]
        if let keep = address.keep {
            services.insert(
                RetentionService(retention: Retention(store.upkeep), keep: keep.duration, logger: logger), at: 0)
        }
        let group = ServiceGroup(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        do {
            try await group.run()
        } catch {
            throw Diagnostics([
                Diagnostic(
                    .listenFailed, "the listener can't run on \(address.host):\(address.port): \(error)",
                    hint: "check that the address is this machine's and the port is free; --port 0 takes a free one")
            ])
        }
        await transport.shutdown()
    }

    private func makeLogger(_ console: Console) -> Logger {
        var logger = Logger(label: "reconcile") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = console.volume == .quiet ? .error : address.logLevel
        return logger
    }
}

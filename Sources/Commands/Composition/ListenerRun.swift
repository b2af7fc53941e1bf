import CurlTransport
import FoundationEssentials
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
    let consolePage: ConsoleOptions
    let sessionKey: SessionKeyOption
    let output: OutputOptions
    /// What `apply` reads beside the listener.
    var manifests = KnownManifests()

    /// Returns after SIGTERM or SIGINT, when what was under way ended.
    ///
    /// - Throws: `Diagnostics` when the store can't be opened or the address can't be bound; with a JSON log they are
    ///   logged, and only their exit status is thrown.
    func run() async throws {
        Interruption.leaveToListener()
        let console = output.console
        let log = ListenerLog(
            address.logFormat, level: console.volume == .quiet ? .error : address.logLevel,
            live: LiveLine(environment: ProcessInfo.processInfo.environment))
        do {
            try await run(log, console)
        } catch let findings as Diagnostics where log.format == .json {
            log.report(findings)
            throw ExitStatus(for: findings)
        }
    }

    private func run(_ log: ListenerLog, _ console: Console) async throws {
        try consolePage.check()
        let sessionKeys = try sessionKey.keys(ProcessSecrets(), random: { UInt64.random(in: .min ... .max) })
        let server = try ServerSetup(address.server, log)
        let store = try Composition.store(state, .readWrite)
        defer { store.close() }
        // A connection of its own: counting a long queue must not hold up the look-ups of a login.
        let observed = try Composition.store(state, .readOnly)
        defer { observed.close() }
        let transport = try Composition.transport(caFile: address.caFile)
        let routing = StoredRouting(store.state)
        let signal = DispatchSignal()
        let metrics = PrometheusMetrics()
        let counters = ListenerMetrics(metrics)
        counters.running(version: Program.version)
        let tally = ListenerTally()
        let settlements = SettlementBell()
        let queue = QueueSnapshot(observed.deliveries)
        let outcomes = DispatchLog(logger: log.logger)
        let performer = ConnectorPerformer(
            catalog: .builtIn, transport: transport, secrets: ProcessSecrets(), clock: SystemClock(),
            pace: RequestPace(clock: ContinuousClock()), links: store.links)
        let dispatcher = Dispatcher(
            queue: store.deliveries, performer: CountedPerformer(performer: performer, metrics: counters),
            routing: routing, signal: signal, clock: ContinuousClock(), wallClock: SystemClock(),
            random: { UInt64.random(in: .min ... .max) },
            report: { event in
                if case .settled(let delivery, _) = event { settlements.ring(for: delivery.login) }
                counters.note(event)
                tally.note(event)
                outcomes.note(event)
            })
        let keys = KeyCache(
            over: transport, clock: SystemClock(), random: { UInt64.random(in: .min ... .max) })
        var ports = ListenerPorts(
            routing: routing, intake: store.logins, queue: queue, settlements: settlements,
            proofs: ProofMeans(secrets: ProcessSecrets(), keys: keys), wallClock: SystemClock(),
            clock: ContinuousClock(),
            loginStored: {
                tally.loginStored()
                signal.loginStored()
            })
        ports.console = StoredConsole(
            records: observed.records, readable: observed.state, queue: queue, state: store.state,
            upkeep: store.upkeep, actor: "\(state.actorName) (console)", manifests: manifests,
            wake: { signal.loginStored() }
        ).ports(token: consolePage.consoleToken?.reference, mayWrite: consolePage.consoleWrite)
        ports.loginPage = LoginPageMeans(
            signingIn: RelyingParty(
                transport: transport, keys: keys, secrets: ProcessSecrets(), clock: SystemClock(),
                random: { UInt64.random(in: .min ... .max) }),
            keys: sessionKeys, endedSessions: store.endedSessions, random: { UInt64.random(in: .min ... .max) })
        ports.certificate = server.certificate
        ports.accessLog = server.accessLog
        let scheme = server.certificate == nil ? "http" : "https"
        let listener = Application.listener(
            ports, options: ListenerOptions(host: address.host, port: address.port, limits: server.limits),
            metrics: metrics, logger: log.logger,
            isListening: { host, port in
                let url = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
                log.say("listening on \(url)", "listening", ["url": "\(url)"])
            })
        var services: [any Service] = [DispatchService(dispatcher: dispatcher, signal: signal), listener]
        if let certificate = server.certificate {
            services.insert(
                CertificateService(certificate: certificate, metrics: counters, logger: log.logger), at: 0)
        }
        if address.status, console.volume != .quiet {
            services.insert(
                StatusService(tally: tally, queue: queue, log: log, style: console.errorStyle), at: 0)
        }
        if let keep = address.keep {
            services.insert(
                RetentionService(
                    retention: Retention(store.upkeep, clock: ContinuousClock()), keep: keep.duration,
                    logger: log.logger), at: 0)
        }
        // Shutdown goes backwards: the listener stops taking logins, then the dispatcher drains, watched to the end.
        let group = ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log.logger)
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
}

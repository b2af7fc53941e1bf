import ArgumentParser
import CurlTransport
import Model
import Provisioning
import Reports

struct Provision: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provision",
        abstract: "Provision one person now, and show each step: scope, mapping, match, difference, request, outcome.",
        discussion: """
            CLAIMS is a JSON or YAML map: the claims as the identity provider gives them. With --dry-run it sends reads \
            alone and stores nothing; without it, exactly the requests that the dry run printed, as a login of its own. \
            A listener on the same state and this command never send for the same delivery.
            Exits 0 when every connector is as wanted, 5 when some are not, 1 when none is.
            """)

    @Option(help: "The connection that the person signs in through.")
    var connection: String

    @Option(help: "The application that they sign in to: the login flow's name, or an identifier of it.")
    var application: String

    @Option(help: "The file with the claims, or - for standard input.")
    var claims: String

    @Option(help: "The person's subject at the identity provider; default is the claim `sub`.")
    var subject: String?

    @Option(help: "Only this connector.")
    var connector: String?

    @Flag(help: "Send reads alone, store nothing, and show what would be sent.")
    var dryRun = false

    @Option(help: "PEM file of certificate authorities to trust besides the system's.")
    var caFile: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var form: OutputForm = .table

    /// Attempts are stopped after 90 s; a lease outlives them.
    private static let lease = Duration.seconds(120)

    func run() async throws {
        let console = output.console
        let store = try OpenState(state, dryRun ? .reading : .writing)
        defer { store.close() }
        let table = try await Composition.asking { () throws(StoreError) in
            try await StoredRouting(store.state).current()
        }
        let login = try login(table, at: SystemClock().now)
        let off = table.connectors.filter { $0.value.connection.name == login.connection && !$0.value.isEnabled }
            .keys.sorted()
        let open = try await openDeliveries(of: login, store.records)
        let transport = try Composition.transport(caFile: caFile)
        let run = DirectRun(
            catalog: .builtIn, transport: transport, secrets: ProcessSecrets(), clock: ContinuousClock(),
            wallClock: SystemClock(), pace: RequestPace(clock: ContinuousClock()),
            random: { UInt64.random(in: .min ... .max) })
        let (stored, steps): (LoginID?, [DirectSteps]) =
            try await Heartbeat.during("provisioning", console) {
                dryRun
                    ? (nil, try await dry(login, table, run, store.records)) : try await live(login, table, run, store)
            }
        await transport.shutdown()
        Rendering(form: form, console: console)
            .write(DirectDocument.value(of: login, stored: stored, off: off, steps)) {
                ConnectText.lines(login, off: off, blockedBy: dryRun ? open : [], style: console.style)
                    + steps.flatMap { [""] + DirectText.lines($0, style: console.style) }
            }
        let wanted = steps.count { $0.end.standing == .asWanted }
        guard wanted == steps.count else { throw wanted == 0 ? ExitStatus.failed : .partlyDone }
    }

    /// The login as routing sees it, for the connectors that are meant.
    private func login(_ table: RoutingTable, at now: Timestamp) throws(Diagnostics) -> Login {
        let claims = try ClaimsFile.read(claims)
        let reported = ReportedLogin(
            eventID: "provision-" + String(UInt64.random(in: .min ... .max), radix: 36), occurredAt: nil,
            application: application, connection: connection,
            subject: try ClaimsFile.subject(subject, claims, of: self.claims), claims: claims)
        let login: Login
        do throws(TriggerRefusal) {
            login = try LoginRouting(table).route(reported, as: "provision", at: now)
        } catch {
            throw Diagnostics([Diagnostic(error.code, error.message, hint: error.hint)])
        }
        guard let connector else { return login }
        guard login.connectors.contains(connector) else {
            throw Diagnostics([
                Diagnostic(
                    .connectorNotOwed, refusal(of: connector, table, login.connection),
                    hint: Suggestion.hint(for: connector, among: login.connectors)
                        ?? "`reconcile get connector` lists the connectors")
            ])
        }
        return Login(
            trigger: login.trigger, eventID: login.eventID, occurredAt: login.occurredAt,
            receivedAt: login.receivedAt, application: login.application, connection: login.connection,
            subject: login.subject, attributes: login.attributes, connectors: [connector])
    }

    /// The person's open deliveries to the connectors that are meant.
    private func openDeliveries(
        of login: Login, _ records: any ProvisioningRecords
    ) async throws(Diagnostics) -> [DeliveryID] {
        let open = Set(DeliveryStatus.allCases.filter { !$0.isFinal })
        let query = DeliveryQuery(statuses: open, subjects: [login.subject], limit: .max)
        let deliveries = try await Composition.asking { () throws(StoreError) in try await records.deliveries(query) }
        return deliveries.filter { login.connectors.contains($0.connector) }.map(\.id)
    }

    private func refusal(of connector: String, _ table: RoutingTable, _ connection: String) -> String {
        guard let spec = table.connectors[connector] else { return "there is no connector `\(connector)`" }
        return spec.connection.name == connection
            ? "connector `\(connector)` is off"
            : "connector `\(connector)` belongs to connection `\(spec.connection.name)`, not to `\(connection)`"
    }

    private func dry(
        _ login: Login, _ table: RoutingTable, _ run: DirectRun, _ records: any ProvisioningRecords
    ) async throws(Diagnostics) -> [DirectSteps] {
        var steps: [DirectSteps] = []
        for name in login.connectors {
            guard let spec = table.connectors[name] else { continue }
            steps.append(
                try await Composition.asking { () throws(StoreError) in
                    try await run.dryRun(login, to: name, spec, from: records)
                })
        }
        return steps
    }

    private func live(
        _ login: Login, _ table: RoutingTable, _ run: DirectRun, _ store: OpenState
    ) async throws(Diagnostics) -> (LoginID?, [DirectSteps]) {
        let start = try await Composition.asking { () throws(StoreError) in
            try await store.upkeep.begin(login, lease: Self.lease, at: SystemClock().now)
        }
        switch start {
        case .blocked(let open):
            throw Diagnostics(
                open.map { delivery in
                    Diagnostic(
                        .deliveryOpen,
                        "delivery `\(delivery.id)` of this person to `\(delivery.connector)` is \(delivery.status.rawValue)",
                        hint: delivery.status == .held
                            ? "`reconcile deliveries approve \(delivery.id)` lets it go on"
                            : "let a listener end it: `reconcile why \(login.subject) \(delivery.connector)` tells more"
                    )
                })
        case .claimed(let id, let deliveries):
            let steps = await withTaskGroup(of: DirectSteps.self) { group in
                for delivery in deliveries {
                    guard let spec = table.connectors[delivery.connector] else { continue }
                    group.addTask {
                        await run.perform(delivery, through: spec, queue: store.deliveries, links: store.links)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            return (id, steps.sorted { $0.connector < $1.connector })
        }
    }
}

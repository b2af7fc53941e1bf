import LoginListener
import Model
import Provisioning
import Reconciling
import Reports

/// What the console shows of the stored state, and how it changes that.
struct StoredConsole: Sendable {
    /// How many deliveries are shown, of each kind.
    private static let most = 50

    /// Opened so that nothing can be written, with a connection of its own: watching holds up no login.
    let records: any ProvisioningRecords
    let readable: any StateStore
    let queue: QueueSnapshot
    /// What is written goes through these.
    let state: any StateStore
    let upkeep: any ProvisioningUpkeep
    let actor: String
    /// Says that there is something to deliver.
    let wake: @Sendable () -> Void
    private let house: StoredHouse

    init(
        records: any ProvisioningRecords, readable: any StateStore, queue: QueueSnapshot, state: any StateStore,
        upkeep: any ProvisioningUpkeep, actor: String, manifests: KnownManifests, wake: @escaping @Sendable () -> Void
    ) {
        self.records = records
        self.readable = readable
        self.queue = queue
        self.state = state
        self.upkeep = upkeep
        self.actor = actor
        self.wake = wake
        house = StoredHouse(state: readable, manifests: manifests)
    }

    /// - Parameter mayWrite: Whether what it shows can be acted on.
    func ports(token: SecretReference?, mayWrite: Bool) -> ConsolePorts {
        ConsolePorts(
            glance: { () throws(StoreError) in try await glance() },
            person: { text throws(StoreError) in try await person(text) },
            writes: mayWrite ? writes : nil, token: token, secrets: ProcessSecrets())
    }

    private func glance() async throws(StoreError) -> ConsoleGlance {
        let now = SystemClock().now
        let standing = try await queue.standing()
        let needing = standing.counts.filter { $0.status == .dead || $0.status == .held }
        var attention: [DeliveryRecord] = []
        // Connector by connector, on the index of what waits: those that ended well may be millions.
        for count in needing.prefix(Self.most) {
            attention += try await records.deliveries(
                DeliveryQuery(connector: count.connector, statuses: [count.status], limit: Self.most))
        }
        attention.sort { ($0.changedAt, $0.id.text) > ($1.changedAt, $1.id.text) }
        return ConsoleGlance(
            house: try await house.current(standing, at: now),
            deliveries: try await records.deliveries(DeliveryQuery(limit: Self.most)),
            attention: Array(attention.prefix(Self.most)),
            attentionCount: max(attention.count, needing.reduce(0) { $0 + $1.count }), at: now)
    }

    private func person(_ text: String) async throws(StoreError) -> ConsolePerson.Found {
        let people = try await records.people(matching: text)
        guard let person = people.first else { return .nobody }
        guard people.count == 1 else { return .several(people) }
        let now = SystemClock().now
        let why = try await Why.gather(
            about: person, only: nil, table: try await StoredRouting(readable).current(),
            origins: try await StoredOrigins.read(readable), from: records)
        return .person(
            ConsolePerson(
                record: person,
                parts: WhyText.parts(why, at: now).map {
                    ConsolePerson.Part(connector: $0.connector, verdict: $0.verdict, fields: $0.fields)
                },
                logins: try await records.logins(LoginQuery(subjects: [person.subject], limit: Self.most)),
                deliveries: try await records.deliveries(
                    DeliveryQuery(subjects: [person.subject], limit: Self.most))))
    }

    private var writes: ConsolePorts.Writes {
        ConsolePorts.Writes(
            retry: { id throws(StoreError) in
                defer { wake() }
                return try await upkeep.retry(.named([id]), at: SystemClock().now)
            },
            approve: { id throws(StoreError) in
                defer { wake() }
                return try await upkeep.approve(.named([id]), at: SystemClock().now)
            },
            toggle: { name, isEnabled throws(StoreError) in
                do throws(Diagnostics) {
                    let toggle = isEnabled ? Toggle.enable : .disable
                    switch try await toggle.set(name, in: state, by: actor, clock: SystemClock()) {
                    case .changed: return .changed
                    case .alreadySo: return .alreadySo
                    }
                } catch {
                    guard error.findings.contains(where: { $0.code == .notFound }) else {
                        throw .unavailable(error.findings.first?.message ?? "the toggle could not be stored")
                    }
                    return .missing
                }
            })
    }
}

import LoginListener
import Model
import Provisioning
import Synchronization
import TestSupport

/// A house with something of everything, and what was done to it.
final class SampleHouse: Sendable {
    static let now = LoginFixture.now
    static let token = "a long random console token"

    /// What the console asked to be done, in order.
    let acts = Mutex<[String]>([])
    private let shown: Mutex<ConsoleGlance>
    private let looked = Mutex(0)

    init(_ glance: ConsoleGlance = SampleHouse.glance()) {
        shown = Mutex(glance)
    }

    /// How often the store was looked at.
    var looks: Int { looked.withLock { $0 } }

    func show(_ glance: ConsoleGlance) { shown.withLock { $0 = glance } }

    func ports(token: Bool = false, writes: Bool = false) -> ConsolePorts {
        ConsolePorts(
            glance: { () throws(StoreError) in
                self.looked.withLock { $0 += 1 }
                return self.shown.withLock { $0 }
            },
            person: { text throws(StoreError) in Self.found(text) },
            writes: writes ? self.writes : nil, token: token ? .environment("CONSOLE_TOKEN") : nil,
            secrets: FixedSecrets(["CONSOLE_TOKEN": Self.token]))
    }

    private var writes: ConsolePorts.Writes {
        ConsolePorts.Writes(
            retry: { id throws(StoreError) in self.request("retry", id) },
            approve: { id throws(StoreError) in self.request("approve", id) },
            toggle: { name, isEnabled throws(StoreError) in
                self.acts.withLock { $0.append("\(isEnabled ? "enable" : "disable") \(name)") }
                return name == "gone" ? .missing : .changed
            })
    }

    private func request(_ word: String, _ id: DeliveryID) -> DeliveryRequest {
        acts.withLock { $0.append("\(word) \(id)") }
        var request = DeliveryRequest()
        if id.text.hasPrefix("dlv_") {
            request.taken = [id]
        } else {
            request.refused = [.init(id, .unknown)]
        }
        return request
    }

    private static func person(_ text: String) -> Subject {
        guard let subject = Subject(text) else { return person("nobody") }
        return subject
    }

    static func delivery(
        _ id: String, to connector: String = "wiki", _ status: DeliveryStatus = .succeeded, attempt: Int = 1,
        subject: String = "00u1", user: String = "ada@example.com", reason: String? = nil, code: String? = nil,
        before: Duration = .zero
    ) -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID(id), login: LoginID("lgn_1"), connector: connector, subject: person(subject),
            userName: user, status: status, attempt: attempt, isDoubtful: false, isApproved: false, asOf: now - before,
            dueAt: now, changedAt: now - before, reason: reason, code: code, trace: [], supersededBy: nil)
    }

    static let connectors = [
        ConsoleHouse.Connector(
            name: "chat", type: "plain", connection: "corp-okta", isEnabled: true,
            standing: ConnectorStanding(
                breaker: ConnectorHealth(
                    state: .open, reason: "the target refused our credentials", code: .remoteUnauthorised,
                    since: now - .seconds(300), probeAt: now + .seconds(60), openings: 3),
                counts: [.queued: 12, .dead: 1], waitingSince: now - .seconds(290))),
        ConsoleHouse.Connector(
            name: "mail", type: "plain", connection: "corp-entra", isEnabled: false,
            difference: ConsoleHouse.Difference(
                drift: "spec.enabled; changed by ada@laptop through `connector disable`", pending: "update")),
        ConsoleHouse.Connector(
            name: "wiki", type: "plain", connection: "corp-okta", isEnabled: true,
            standing: ConnectorStanding(counts: [.held: 2])),
    ]

    static func house(
        connectors: [ConsoleHouse.Connector] = connectors, manifests: ConsoleHouse.Manifests = .known
    ) -> ConsoleHouse {
        ConsoleHouse(
            connections: [
                ConsoleHouse.Connection(name: "corp-entra", displayName: nil, isEnabled: true),
                ConsoleHouse.Connection(name: "corp-okta", displayName: "Corporate Okta", isEnabled: true),
                ConsoleHouse.Connection(name: "old-idp", displayName: nil, isEnabled: false),
            ],
            flows: [
                ConsoleHouse.Flow(name: "crm", displayName: "CRM", connections: ["corp-okta"]),
                ConsoleHouse.Flow(name: "shop", displayName: nil, connections: ["corp-entra", "corp-okta"]),
            ],
            connectors: connectors,
            others: [
                ConsoleHouse.Other(key: ResourceKey(.loginTrigger, "app-backend"), isStored: true),
                ConsoleHouse.Other(
                    key: ResourceKey(.loginFlow, "desk"), isStored: false,
                    difference: ConsoleHouse.Difference(pending: "create")),
            ],
            manifests: manifests)
    }

    static func glance(
        house: ConsoleHouse = house(), deliveries: [DeliveryRecord] = deliveries,
        attention: [DeliveryRecord] = attention, count: Int? = nil, at moment: Timestamp = now
    ) -> ConsoleGlance {
        ConsoleGlance(
            house: house, deliveries: deliveries, attention: attention, attentionCount: count ?? attention.count,
            at: moment)
    }

    static let deliveries = [
        delivery("dlv_4", .queued, attempt: 2, reason: "the target answered 503", code: "R6002"),
        delivery("dlv_3", before: .seconds(20)),
        delivery("dlv_2", to: "chat", .dead, attempt: 8, reason: "told to refuse", code: "R6003", before: .seconds(40)),
        delivery(
            "dlv_1", .skipped, subject: "00u2", user: "eve", reason: "in none of the groups", before: .seconds(60)),
    ]

    static let attention = [
        deliveries[2], delivery("dlv_0", .held, subject: "00u3", user: "bob", reason: "over the brake"),
    ]

    private static func found(_ text: String) -> ConsolePerson.Found {
        let record = PersonRecord(subject: person("00u1"), latest: nil, connections: ["corp-okta"])
        switch text {
        case "ada@example.com":
            return .person(
                ConsolePerson(
                    record: record,
                    parts: [
                        ConsolePerson.Part(
                            connector: "wiki", verdict: WhyVerdict("given up after 8 attempts", "mend the target"),
                            fields: [("manifest", "manifests/all.yaml:12, revision 3"), ("", "and so on")])
                    ], logins: [], deliveries: deliveries))
        case "smith": return .several([record, PersonRecord(subject: person("00u9"), latest: nil, connections: [])])
        default: return .nobody
        }
    }
}

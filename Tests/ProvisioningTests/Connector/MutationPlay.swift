import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// One target whose answers go wrong while people are delivered to it.
final class MutationPlay {
    let transport: MutatingTransport
    private(set) var linked = 0
    private let target: ConnectorCase
    private let simulator: any AccountSystemSimulator

    init(_ subject: ConnectorLawTests.Subject, seed: UInt64) throws {
        let (made, simulator) = try subject.make("adopt", .live)
        transport = MutatingTransport(to: simulator, seed: seed)
        target = made.reached(through: transport)
        self.simulator = simulator
    }

    /// What an attempt is about when its answers go wrong.
    private enum Plot: CaseIterable {
        case newcomer
        case knownByName
        case changed
        case doubtful
        case deactivated
        case deleted
    }

    /// Plays one person; returns what must not have been.
    func act(_ number: Int, _ random: inout SeededRandom) async throws -> [String] {
        let name = "p\(number)"
        let person = ConnectorCase.person("subject-\(name)", userName: name)
        let plot = Plot.allCases.randomElement(using: &random) ?? .newcomer
        let before = simulator.accountIDs.count
        if plot == .knownByName { simulator.addAccount(userName: name, externalID: nil) }
        if ![.newcomer, .knownByName].contains(plot) { try await target.deliver(person) }
        let old = try link(of: person)

        let told = target.trace.exchanges.count
        transport.arm()
        let outcome: DeliveryOutcome =
            switch (plot, old?.account.id) {
            case (.deactivated, .some(let id)):
                await target.connector.type.remove(id, by: .deactivate, in: target.session)
            case (.deleted, .some(let id)): await target.connector.type.remove(id, by: .delete, in: target.session)
            case (.changed, _): try await target.deliver(Self.moved(person))
            case (.doubtful, _): try await target.deliver(person, isDoubtful: true)
            default: try await target.deliver(person)
            }
        transport.disarm()

        if outcome.account != nil { linked += 1 }
        var problems = try leaks(outcome, person, since: told)
        if let id = outcome.account?.id, id != old?.account.id, !AnsweredIDs(transport.given).contains(id) {
            problems.append("\(plot): \(outcome), and no answer named `\(id)`: \(shown(transport.given))")
        }
        if outcome.account == nil, ![.deactivated, .deleted].contains(plot) {
            // What comes after: the next attempt, with nothing in the way.
            let isDoubtful = if case .ambiguous = outcome { true } else { false }
            let next = try await target.deliver(person, isDoubtful: isDoubtful)
            if next.account == nil { problems.append("\(plot): \(outcome), then \(next): \(shown(transport.given))") }
        }
        if simulator.accountIDs.count > before + 1 { problems.append("\(plot): \(outcome), and a second account") }
        return problems
    }

    private static func moved(_ person: UserAttributes) -> UserAttributes {
        var map = ValueMap(person.values.entries)
        map["familyName"] = .string("Byron")
        return UserAttributes(map)
    }

    private func link(of person: UserAttributes) throws -> AccountLink? {
        let subject = try #require(person["subject"]?.string.flatMap { Subject($0) })
        return target.links.link(of: subject, connector: "target")
    }

    /// Everything that is shown or kept, and holds a secret.
    private func leaks(_ outcome: DeliveryOutcome, _ person: UserAttributes, since told: Int) throws -> [String] {
        // A wrong answer may give out `..` for a token, which any text may hold: one below four characters stays.
        let secrets = transport.echoed.union([ConnectorCase.secret] + simulator.issuedSecrets)
            .filter { $0.count >= 4 }
        let kept = try link(of: person)
        let exchanges = target.trace.exchanges.suffix(from: told)
        let places = [
            ("outcome", "\(outcome)"), ("reason", outcome.reason), ("link", kept.map { "\($0)" } ?? ""),
            ("trace", "\(exchanges)"),
        ]
        return places.filter { place in secrets.contains { place.1.contains($0) } }
            .map { "a secret in the \($0.0) of \(outcome)" }
    }

    private func shown(_ answers: [HTTPResponse]) -> String {
        answers.map { "\($0.status) \(String(decoding: $0.body.prefix(400), as: UTF8.self))" }.joined(separator: " | ")
    }
}

/// The ids that answers of success name: those of accounts, and those inside them.
struct AnsweredIDs {
    private var ids: Set<String> = []

    init(_ answers: [HTTPResponse]) {
        for answer in answers where (200..<300).contains(answer.status) {
            guard let value = try? JSONReader.read(answer.body), value["success"] != .bool(false) else { continue }
            collect(value)
        }
    }

    func contains(_ id: RemoteAccountID) -> Bool { ids.contains(id.text) }

    private mutating func collect(_ value: Value) {
        switch value {
        case .list(let items): for item in items { collect(item) }
        case .map(let map):
            for entry in map.entries {
                if entry.key.lowercased() == "id", let id = entry.value.string ?? entry.value.int.map(String.init) {
                    ids.insert(id)
                }
                collect(entry.value)
            }
        case .null, .bool, .int, .number, .string, .secret: break
        }
    }
}

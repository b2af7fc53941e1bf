import Foundation
import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// A dry run shows the very request that the live run sends first. `RECONCILE_DIFFERENTIAL_USERS` and
/// `RECONCILE_DIFFERENTIAL_SEED` raise the number and repeat a run.
@Suite struct DryRunDifferentialTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let users = environment["RECONCILE_DIFFERENTIAL_USERS"].flatMap(Int.init) ?? 10_000
    private static let seed = environment["RECONCILE_DIFFERENTIAL_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

    @Test(arguments: ConnectorLawTests.subjects)
    func `the request that a dry run holds is byte for byte the one that is sent`(
        subject: ConnectorLawTests.Subject
    ) async throws {
        var people = RandomPerson(seed: Self.seed)
        var held = 0
        var (live, simulator) = try subject.make("adopt", .live)
        for number in 0..<Self.users {
            // A target with few people answers quicker.
            if number.isMultiple(of: 50) { (live, simulator) = try subject.make("adopt", .live) }
            var person = people.next()
            if people.isLucky(3) {
                try await live.deliver(person)
                person = people.changed(person)
            } else if people.isLucky(3), let name = person["userName"]?.string {
                simulator.addAccount(userName: name, externalID: nil)
            }
            let difference = try await difference(for: person, live, simulator)
            switch difference {
            case .none: held += 1
            case .nothingHeld: continue
            case .found(let what):
                Issue.record("\(subject.type), seed \(Self.seed), person \(number) \(person): \(what)")
                return
            }
        }
        print(
            "dry run and live run, \(subject.type): \(Self.users) users, seed \(Self.seed), \(held) requests compared")
        #expect(held > Self.users / 3, "too few requests were compared to mean anything")
    }

    private enum Difference {
        case none
        /// Nothing was to be changed, in the dry run and in the live one.
        case nothingHeld
        case found(String)
    }

    private func difference(
        for person: UserAttributes, _ live: ConnectorCase, _ simulator: any AccountSystemSimulator
    ) async throws -> Difference {
        let dry = live.asDryRun
        let before = simulator.changes.count
        let shown = try await dry.deliver(person)
        guard simulator.changes.count == before else { return .found("the dry run changed something") }
        let outcome = try await live.deliver(person)
        let sent = simulator.changes.dropFirst(before).first
        guard case .held(let request) = shown else {
            return sent == nil && shown == outcome
                ? .nothingHeld : .found("the dry run ended with \(shown), the live run with \(outcome)")
        }
        guard let sent, let recorded = dry.trace.exchanges.last, recorded.end == .held else {
            return .found("the dry run holds \(request), the live run sent nothing: \(outcome)")
        }
        guard request == HeldRequest(sent), recorded.request.method == sent.method, recorded.request.url == sent.url,
            recorded.request.body == sent.body, Self.headers(recorded.request) == Self.headers(sent)
        else { return .found("held \(Self.text(recorded.request))\nsent \(Self.text(sent))") }
        return .none
    }

    /// Without the values that prove who we are: a dry run never has them.
    private static func headers(_ request: HTTPRequest) -> [String] { request.headers.map(\.description) }

    private static func text(_ request: HTTPRequest) -> String {
        "\(request.method) \(request.url) \(headers(request)) \(String(decoding: request.body ?? [], as: UTF8.self))"
    }
}

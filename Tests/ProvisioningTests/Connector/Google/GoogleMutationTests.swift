import Foundation
import Model
import Provisioning
import Synchronization
import TargetSimulators
import TestSupport
import Testing

/// Passes requests on to a target and spoils one of its answers.
final class SpoilingTransport: HTTPTransport {
    private struct State {
        var random: SeededRandom
        /// Answers to go until one is spoiled; `nil` spoils none.
        var countdown: Int?
        var answers: [HTTPResponse] = []
        var proofs: [String] = []
    }

    private let target: any HTTPTransport
    private let state: Mutex<State>

    init(_ target: any HTTPTransport, seed: UInt64) {
        self.target = target
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    /// The answers since the last call of `spoil`, as they were given.
    var answers: [HTTPResponse] { state.withLock { $0.answers } }
    /// What the requests proved themselves with.
    var proofs: [String] { state.withLock { $0.proofs } }

    func spoil(_ number: Int?) {
        state.withLock {
            $0.countdown = number
            $0.answers = []
            $0.proofs = []
        }
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = try await target.send(request)
        return state.withLock { state in
            let proof = request.headers.first { $0.name == "Authorization" }?.value.dropFirst(7).description
            let form = String(decoding: request.body ?? [], as: UTF8.self)
            state.proofs.append(proof ?? form.split(separator: "=").last.map(String.init) ?? "")
            var given = answer
            if let countdown = state.countdown {
                state.countdown = countdown > 0 ? countdown - 1 : nil
                if countdown == 0 {
                    given = AnswerMutation.spoiled(answer, echoing: state.proofs.last ?? "", random: &state.random)
                }
            }
            state.answers.append(given)
            return given
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct GoogleMutationTests {
    static let count = ProcessInfo.processInfo.environment["RECONCILE_SPOILED"].flatMap(Int.init) ?? 10_000

    @Test func `ten thousand spoiled answers: no made-up link, no second account, no crash, no leak`() async throws {
        let seed = UInt64.random(in: 1...1_000_000)
        var random = SeededRandom(seed: seed)
        let key = try GoogleServiceKey.first.get()
        let clock = ManualClock(at: ConnectorCase.now)
        let simulator = try GoogleSimulator([.searchLags], key: key, now: { clock.now })
        simulator.addGroup("staff@example.com")
        let transport = SpoilingTransport(simulator, seed: seed)
        let settings = GoogleConnectorTests.settings(("groups", .object(("staff", .string("staff@example.com")))))
        var outcomes: [String: Int] = [:]
        for number in 0..<Self.count {
            let target = try ConnectorCase(
                "google", settings: settings, transport: transport, mapping: ["organizations.title": "{{title}}"],
                secrets: ["WORKSPACE_KEY": key.file], clock: clock, memory: memory)
            if Int.random(in: 0..<10, using: &random) == 0 { simulator.revokeTokens() }
            let context = Comment("seed \(seed), case \(number)")
            // Half of the people have an account of ours that is to be changed.
            let groups = ["staff"]
            transport.spoil(nil)
            if number % 2 == 0 { try await target.deliver(ConnectorCase.person(groups: [])) }
            let person = ConnectorCase.person(title: "Countess", groups: groups)
            transport.spoil(Int.random(in: 0..<5, using: &random))
            let outcome = try await target.deliver(person)
            outcomes[outcome.code?.id ?? "ok", default: 0] += 1
            if let account = outcome.account {
                let texts = transport.answers.map { String(decoding: $0.body, as: UTF8.self) }
                // One that was there before is known by its link.
                let isKnown = simulator.accountIDs.contains(account.id.text)
                #expect(isKnown || texts.contains { $0.contains("\"\(account.id.text)\"") }, context)
            }
            let shown = "\(outcome) \(outcome.reason) \(target.trace.exchanges)"
            #expect(!transport.proofs.contains { !$0.isEmpty && shown.contains($0) }, context)
            #expect(!key.secretLines.contains { shown.contains($0) }, context)

            // What the target claims of itself may come back to it; from here on it tells the truth.
            let before = simulator.violations.count
            transport.spoil(nil)
            clock.advance(by: .seconds(660))
            let repeated = try await target.deliver(person, isDoubtful: true)
            try #require(repeated.account != nil, "seed \(seed), case \(number): \(outcome) then \(repeated)")
            try #require(simulator.accountIDs == [repeated.account?.id.text ?? ""], context)
            try #require(simulator.members(of: "staff@example.com") == simulator.accountIDs, context)
            let violations = simulator.violations.dropFirst(before)
            try #require(violations.isEmpty, "seed \(seed), case \(number): \(violations)")
            _ = simulator.takeLastRequest()
            simulator.removeUser(repeated.account?.id.text ?? "")
        }
        print("spoiled answers: \(Self.count), seed \(seed), outcomes \(outcomes.sorted { $0.key < $1.key })")
        #expect(outcomes.count > 4)
    }

    private let memory = TargetMemory()
}

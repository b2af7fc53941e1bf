import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// Beside what `MutatedAnswerTests` asks of every type: accounts with groups, while no search shows a fresh account.
@Suite(.timeLimit(.minutes(5))) struct GoogleMutationTests {
    static let count = 1000

    @Test func `whatever an answer said, the next attempt ends with one account in its group`() async throws {
        let seed = UInt64.random(in: 1...1_000_000)
        var random = SeededRandom(seed: seed)
        let key = try GoogleServiceKey.first.get()
        let clock = ManualClock(at: ConnectorCase.now)
        let memory = TargetMemory()
        let simulator = try GoogleSimulator([.searchLags], key: key, now: { clock.now })
        simulator.addGroup("staff@example.com")
        let transport = MutatingTransport(to: simulator, seed: seed)
        let settings = GoogleConnectorTests.settings(("groups", .object(("staff", .string("staff@example.com")))))
        for number in 0..<Self.count {
            let target = try ConnectorCase(
                "google", settings: settings, transport: transport, mapping: ["organizations.title": "{{title}}"],
                secrets: ["WORKSPACE_KEY": key.file], clock: clock, memory: memory)
            if Int.random(in: 0..<10, using: &random) == 0 { simulator.revokeTokens() }
            // Half of the people have an account of ours that is to be changed.
            if number.isMultiple(of: 2) { try await target.deliver() }
            let person = ConnectorCase.person(title: "Countess", groups: ["staff"])
            transport.arm()
            let outcome = try await target.deliver(person)
            transport.disarm()

            // What the target claims of itself may come back to it; from here on it tells the truth.
            let before = simulator.violations.count
            clock.advance(by: .seconds(660))
            let repeated = try await target.deliver(person, isDoubtful: true)
            let place = "seed \(seed), case \(number): \(outcome) then \(repeated)"
            let id = try #require(repeated.account?.id.text, "\(place)")
            try #require(simulator.accountIDs == [id], "\(place)")
            try #require(simulator.members(of: "staff@example.com") == [id], "\(place)")
            try #require(simulator.violations.count == before, "\(place): \(simulator.violations.last ?? "")")
            simulator.removeUser(id)
            simulator.forgetRequests()
        }
        #expect(transport.mutated > Self.count / 2)
    }
}

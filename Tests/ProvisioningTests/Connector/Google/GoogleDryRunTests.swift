import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// A dry run shows the request that a live run sends.
@Suite struct GoogleDryRunTests {
    static let count = 10_000
    static let words = ["Ada", "Örn", "李", "O'Hara", "d\"Arc", "Smith-Jones", "x\\y", "Ngũgĩ", "&=#%", "🙂"]

    static func person(_ number: Int, _ random: inout SeededRandom) -> UserAttributes {
        func word() -> String { words.randomElement(using: &random) ?? "" }
        var map = ValueMap([
            .init(key: "subject", value: .string("\(word())|\(number)")),
            .init(key: "email", value: .string("u\(number).\(Int.random(in: 0..<9, using: &random))@Example.com")),
            .init(key: "givenName", value: .string(word())), .init(key: "familyName", value: .string(word())),
        ])
        if Bool.random(using: &random) { map["title"] = .string("\(word()) \(word())") }
        if Bool.random(using: &random) { map["phone"] = .string("+1 650 666 \(1000 + number % 9000)") }
        return UserAttributes(map)
    }

    @Test func `ten thousand random people: the request that is shown is the one that is sent, byte for byte`() async throws {
        let seed = UInt64.random(in: 1...1_000_000)
        var random = SeededRandom(seed: seed)
        let mapping = ["organizations.title": "{{title}}", "phones.work": "{{phone}}", "recoveryPhone": "{{phone}}"]
        let key = try GoogleServiceKey.first.get()
        let simulator = try GoogleSimulator(key: key, now: { ConnectorCase.now })
        func run(_ mode: RemoteSession.Mode) throws -> ConnectorCase {
            try ConnectorCase(
                "google", settings: GoogleConnectorTests.settings(), transport: simulator, mapping: mapping,
                mode: mode, secrets: ["WORKSPACE_KEY": key.file])
        }
        let (dry, live) = (try run(.dryRun), try run(.live))
        for number in 0..<Self.count {
            let person = Self.person(number, &random)
            let shown = try await dry.deliver(person)
            let outcome = try await live.deliver(person)
            guard case .held(let request) = shown, case .created(let account) = outcome,
                let sent = simulator.takeLastRequest()
            else {
                Issue.record("seed \(seed), person \(number): \(shown) \(outcome)")
                return
            }
            let isSame = request.method == sent.method && request.url == sent.url && Array(request.body.utf8) == sent.body
            try #require(isSame, "seed \(seed), person \(number): \(request.body)")
            simulator.removeUser(account.id.text)
        }
        #expect(simulator.violations.isEmpty, "seed \(seed)")
    }
}

import Model
import Synchronization

/// What the deliveries of one process share about targets: access tokens, and facts that a connector type learned.
package final class TargetMemory: Sendable {
    private struct Fact {
        let value: Value
        let until: Timestamp
    }

    let tokens = TokenCache()
    private let facts = Mutex<[String: Fact]>([:])

    /// Facts kept; beyond it all are forgotten, since most of them are of connectors that are gone.
    private static let most = 10_000

    package init() {}

    func recall(_ key: String, at now: Timestamp) -> Value? {
        facts.withLock { facts in facts[key].flatMap { now < $0.until ? $0.value : nil } }
    }

    func remember(_ value: Value, as key: String, until: Timestamp) {
        facts.withLock { facts in
            if facts.count >= Self.most { facts = [:] }
            facts[key] = Fact(value: value, until: until)
        }
    }
}

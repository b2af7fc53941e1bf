package import Model
package import Provisioning
import Synchronization

/// The queue's numbers, read anew, but never for more than a fiftieth of the time.
///
/// A short queue is counted at each call. Counting a queue of a million takes long enough that scrapes and status lines
/// must not do it as often as they like: they get numbers that are some fifty countings old.
package final class QueueSnapshot: Sendable {
    /// How the queue of all processes stands.
    package struct Standing: Sendable {
        package let counts: [DeliveryCount]
        /// The connectors whose breaker is not closed.
        package let health: [String: ConnectorHealth]

        /// When the oldest delivery arrived that waits for no person; `nil` when there is none.
        package static func oldest(of counts: some Sequence<DeliveryCount>) -> Timestamp? {
            counts.lazy.filter { !$0.status.isFinal && $0.status != .held }.map(\.oldest).min()
        }
    }

    private struct Kept {
        let standing: Standing
        let goodUntil: ContinuousClock.Instant
    }

    private let queue: any DeliveryQueue
    private let pause: Int
    private let clock = ContinuousClock()
    private let kept = Mutex<Kept?>(nil)

    /// - Parameters:
    ///   - queue: Best one with a connection of its own, so that counting holds nobody up.
    ///   - pause: For how many times the time that counting took its numbers are good.
    package init(_ queue: any DeliveryQueue, pause: Int = 50) {
        self.queue = queue
        self.pause = pause
    }

    package func standing() async throws(StoreError) -> Standing {
        let start = clock.now
        if let kept = kept.withLock({ $0 }), start < kept.goodUntil { return kept.standing }
        let standing = Standing(counts: try await queue.counts(), health: try await queue.glance().health)
        let end = clock.now
        kept.withLock { $0 = Kept(standing: standing, goodUntil: end + (end - start) * pause) }
        return standing
    }
}

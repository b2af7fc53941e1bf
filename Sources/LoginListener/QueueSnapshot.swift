package import Model
package import Provisioning
import Synchronization

/// The queue's numbers, read anew when they are older than a second, and never for more than a fiftieth of the time.
///
/// Counting a queue of a million takes long enough that scrapes and status lines must not do it as often as they like.
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
    private let freshness: Duration
    private let clock = ContinuousClock()
    private let kept = Mutex<Kept?>(nil)
    private static let costFactor = 50

    /// - Parameters:
    ///   - queue: Best one with a connection of its own, so that counting holds nobody up.
    ///   - freshness: How old the numbers may be; none reads them at each call.
    package init(_ queue: any DeliveryQueue, freshness: Duration = .seconds(1)) {
        self.queue = queue
        self.freshness = freshness
    }

    package func standing() async throws(StoreError) -> Standing {
        let start = clock.now
        if let kept = kept.withLock({ $0 }), start < kept.goodUntil { return kept.standing }
        let standing = Standing(counts: try await queue.counts(), health: try await queue.glance().health)
        let end = clock.now
        if freshness > .zero {
            kept.withLock {
                $0 = Kept(standing: standing, goodUntil: end + max(freshness, (end - start) * Self.costFactor))
            }
        }
        return standing
    }
}

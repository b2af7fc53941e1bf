package import Model
import Synchronization

/// What wakes a dispatcher. Any thread may call it; a dispatcher listens to one of its own.
package final class DispatchSignal: Sendable {
    enum Event: Sendable {
        /// There may be deliveries to claim.
        case look
        /// One connector has room again.
        case room(connector: String)
        case finished(connector: String, restUntil: Timestamp?)
        case drain
        case drainIsOver
    }

    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    /// Many logins between two looks are one look.
    private let isLookDue = Mutex(false)

    package init() {
        (events, continuation) = AsyncStream.makeStream()
    }

    /// Says that deliveries were stored, so that they start now and not at the next poll.
    package func loginStored() {
        let isFirst = isLookDue.withLock { isDue in
            defer { isDue = true }
            return !isDue
        }
        if isFirst { continuation.yield(.look) }
    }

    /// Makes the dispatcher stop claiming, end what is under way, and return.
    package func drain() { continuation.yield(.drain) }

    func send(_ event: Event) { continuation.yield(event) }
    func beginLook() { isLookDue.withLock { $0 = false } }
}

/// What a dispatcher did, for logs and metrics.
package enum DispatchEvent: Sendable {
    case settled(Delivery, Settlement)
    /// The outcome could not be recorded; the delivery is claimed again, doubtful, when its lease ran out.
    case unrecorded(Delivery, Settlement, StoreError)
    case storeFailed(StoreError)
}

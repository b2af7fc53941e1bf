import Synchronization

/// What wakes a dispatcher. Any thread may call it; a dispatcher listens to one of its own.
///
/// What is told between two looks of the dispatcher is one look: a burst costs it no more than a single login.
package final class DispatchSignal: Sendable {
    /// What was told since the dispatcher last looked.
    struct News: Sendable {
        /// There may be deliveries to claim at any connector.
        var mayBeDue = false
        /// Connectors that have room again.
        var roomy: Set<String> = []
        /// Deliveries that ended, by connector, in the order they ended.
        var ended: [(connector: String, end: LaneEnd)] = []
        var isDraining = false
        var isDrainOver = false
    }

    /// Rings when there is news; one ring may stand for many.
    let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let news = Mutex(News())
    let drainOver = Latch()

    package init() {
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that deliveries were stored, so that they start now and not at the next poll.
    package func loginStored() { tell { $0.mayBeDue = true } }

    /// Makes the dispatcher stop claiming, end what is under way, and return.
    package func drain() { tell { $0.isDraining = true } }

    func hasRoom(_ connector: String) { tell { $0.roomy.insert(connector) } }
    func ended(_ connector: String, _ end: LaneEnd) { tell { $0.ended.append((connector, end)) } }

    /// The drain took long enough: what still runs is stopped.
    func drainIsOver() {
        drainOver.open()
        tell { $0.isDrainOver = true }
    }

    func take() -> News {
        news.withLock { news in
            defer { news = News() }
            return news
        }
    }

    private func tell(_ change: (inout News) -> Void) {
        news.withLock { change(&$0) }
        ring.yield()
    }
}

/// A door that opens once.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var next = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Waits that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.sorted { $0.key < $1.key }.map(\.value)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when it is open or the task is cancelled.
    func wait() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThrough = state.withLock { state in
                    if state.isOpen || state.cancelled.remove(number) != nil { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isThrough { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: number)
                if waiting == nil, !state.isOpen { state.cancelled.insert(number) }
                return waiting
            }
            waiting?.resume()
        }
    }
}

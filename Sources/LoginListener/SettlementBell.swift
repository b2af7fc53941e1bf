package import Model
import Synchronization

/// Rings for the answers that are held for a login when this process settled one of its deliveries.
///
/// It keeps an entry a held answer and nothing else: a settlement that nobody waits for leaves no trace. Any thread may
/// call it.
package final class SettlementBell: Sendable {
    /// One held answer's place; give it back with `leave`.
    struct Seat: Sendable {
        let login: LoginID
        fileprivate let number: Int
    }

    private struct State {
        var next = 0
        var waiting: [LoginID: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Wakes whoever waits for the login; many rings between two looks may count as one.
    package func ring(for login: LoginID) {
        let waiting = state.withLock { $0.waiting[login]?.map(\.value) ?? [] }
        for continuation in waiting { continuation.yield() }
    }

    /// How many answers are held now.
    package var held: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    func join(_ login: LoginID, _ continuation: AsyncStream<Void>.Continuation) -> Seat {
        state.withLock { state in
            state.next += 1
            state.waiting[login, default: [:]][state.next] = continuation
            return Seat(login: login, number: state.next)
        }
    }

    func leave(_ seat: Seat) {
        state.withLock { state in
            state.waiting[seat.login]?[seat.number] = nil
            if state.waiting[seat.login]?.isEmpty == true { state.waiting[seat.login] = nil }
        }
    }
}

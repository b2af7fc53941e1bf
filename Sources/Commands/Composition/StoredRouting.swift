import Model
import Provisioning
import Reconciling
import Synchronization

/// The routing table of the stored state, read anew when the serial moved.
///
/// Asking the serial at each login is what makes a new state live at once, also one that another process applied.
/// Logins that wait at the same time share the question: an answer counts for everybody who came before it was asked.
final class StoredRouting: RoutingSource {
    private typealias Answer = Result<RoutingTable, StoreError>

    private enum Turn {
        case ask
        case answered(Answer)
    }

    private struct Line {
        var isAsking = false
        var waiting: [CheckedContinuation<Turn, Never>] = []
    }

    private let state: any StateStore
    private let line = Mutex(Line())
    private let cached = Mutex<(serial: Int, table: RoutingTable)?>(nil)

    init(_ state: any StateStore) {
        self.state = state
    }

    func current() async throws(StoreError) -> RoutingTable {
        let turn: Turn = await withCheckedContinuation { continuation in
            let mayAsk = line.withLock { line in
                if line.isAsking { line.waiting.append(continuation) }
                defer { line.isAsking = true }
                return !line.isAsking
            }
            if mayAsk { continuation.resume(returning: .ask) }
        }
        switch turn {
        case .answered(let answer): return try answer.get()
        case .ask: return try await ask().get()
        }
    }

    /// Asks for oneself and those who wait already; who comes later needs a later answer.
    private func ask() async -> Answer {
        let others = line.withLock { line in
            defer { line.waiting = [] }
            return line.waiting
        }
        let answer: Answer
        do throws(StoreError) {
            answer = .success(try await read())
        } catch {
            answer = .failure(error)
        }
        for other in others { other.resume(returning: .answered(answer)) }
        let next = line.withLock { line in
            line.isAsking = !line.waiting.isEmpty
            return line.waiting.isEmpty ? nil : line.waiting.removeFirst()
        }
        next?.resume(returning: .ask)
        return answer
    }

    private func read() async throws(StoreError) -> RoutingTable {
        let serial = try await state.serial()
        if let cached = cached.withLock({ $0 }), cached.serial == serial { return cached.table }
        let stored = try await state.readResources()
        var specs: [(ResourceKey, Value)] = []
        for record in stored.resources.values {
            if let resource = try record.resource() { specs.append((record.key, resource.spec)) }
        }
        let table = try RoutingTable(specs, schemas: Composition.catalogue, triggerTypes: .builtIn)
        cached.withLock { $0 = (stored.serial, table) }
        return table
    }
}

import Model
import Provisioning
import Reconciling
import Synchronization

/// The routing table of the stored state, read anew when the serial moved.
///
/// Asking the serial at each login is what makes a new state live at once, also one that another process applied.
final class StoredRouting: RoutingSource {
    private let state: any StateStore
    private let cached = Mutex<(serial: Int, table: RoutingTable)?>(nil)

    init(_ state: any StateStore) {
        self.state = state
    }

    func current() async throws(StoreError) -> RoutingTable {
        let serial = try await state.serial()
        if let cached = cached.withLock({ $0 }), cached.serial == serial { return cached.table }
        let stored = try await state.read()
        var specs: [(ResourceKey, Value)] = []
        for record in stored.resources.values {
            if let resource = try record.resource() { specs.append((record.key, resource.spec)) }
        }
        let table = try RoutingTable(specs, schemas: Composition.catalogue, triggerTypes: .builtIn)
        cached.withLock { present in
            // A slower reader must not bring an older state back.
            if present.map({ $0.serial < stored.serial }) ?? true { present = (stored.serial, table) }
        }
        return table
    }
}

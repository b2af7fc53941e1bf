package import Model

/// The connector toggle, by hand.
package enum Toggle: String, Hashable, Sendable {
    case enable
    case disable

    package enum Outcome: Hashable, Sendable {
        case changed
        case alreadySo
    }

    /// Sets `spec.enabled` of a stored connector. It is drift until the manifests agree.
    ///
    /// - Throws: `Diagnostics` with `.notFound`, or what the store said.
    package func set(
        _ name: String, in store: any StateStore, by actor: String, clock: any WallClock
    ) async throws(Diagnostics) -> Outcome {
        let key = ResourceKey(.outboundConnector, name)
        while true {
            let stored = try await Applier.reading(store)
            guard let record = stored.resources[key], record.body != nil else { throw missing(key, stored) }
            do throws(StoreError) {
                guard let resource = try record.resource() else { continue }
                let body = switched(resource.body)
                guard body != resource.body else { return .alreadySo }
                let change = ChangeRecord(at: clock.now, by: actor, through: "connector \(rawValue)")
                try await store.edit(
                    HandEdit(
                        expectedSerial: stored.serial, key: key, body: CanonicalJSON.encode(body), change: change))
                return .changed
            } catch .stale {
                continue
            } catch {
                throw Diagnostics([error.diagnostic])
            }
        }
    }

    private func switched(_ body: Value) -> Value {
        guard var members = body.map, var spec = body["spec"]?.map else { return body }
        spec["enabled"] = .bool(self == .enable)
        members["spec"] = .map(spec)
        return .map(members)
    }

    private func missing(_ key: ResourceKey, _ stored: StoredState) -> Diagnostics {
        let names = stored.resources.values.filter { $0.key.kind == key.kind && $0.body != nil }.map(\.key.name)
        return Diagnostics([
            Diagnostic(
                .notFound, "there is no connector `\(key.name)` in the stored state",
                hint: Suggestion.hint(for: key.name, among: names) ?? "apply its manifest first")
        ])
    }
}

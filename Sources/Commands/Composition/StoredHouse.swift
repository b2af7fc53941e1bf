import LoginListener
import Model
import Provisioning
import Reconciling
import Synchronization

/// The console's house, made anew when the stored state or the manifests changed, or somebody may have acknowledged
/// drift.
final class StoredHouse: Sendable {
    private struct Made {
        let serial: Int
        let at: Timestamp
        let table: RoutingTable
        let differences: [ResourceKey: ConsoleHouse.Difference]
        let stored: Set<ResourceKey>
        let manifests: ConsoleHouse.Manifests
    }

    /// Acknowledging moves no serial, and acknowledgements expire.
    private static let life = Duration.seconds(5)

    private let state: any StateStore
    private let routing: StoredRouting
    private let manifests: KnownManifests
    private let kept = Mutex<Made?>(nil)

    init(state: any StateStore, manifests: KnownManifests) {
        self.state = state
        routing = StoredRouting(state)
        self.manifests = manifests
    }

    func current(_ standing: QueueSnapshot.Standing, at now: Timestamp) async throws(StoreError) -> ConsoleHouse {
        let made = try await made(at: now)
        let table = made.table
        func difference(_ kind: ResourceKind, _ name: String) -> ConsoleHouse.Difference {
            made.differences[ResourceKey(kind, name)] ?? .none
        }
        let shown: Set<ResourceKind> = [.connection, .loginFlow, .outboundConnector]
        let others = made.stored.union(made.differences.keys)
            .filter { !shown.contains($0.kind) || !made.stored.contains($0) }
        return ConsoleHouse(
            connections: table.connections.sorted { $0.key < $1.key }.map { name, spec in
                ConsoleHouse.Connection(
                    name: name, displayName: spec.displayName, isEnabled: spec.isEnabled,
                    difference: difference(.connection, name))
            },
            flows: table.flows.sorted { $0.key < $1.key }.map { name, spec in
                ConsoleHouse.Flow(
                    name: name, displayName: spec.application.displayName, connections: Set(spec.connections).sorted(),
                    difference: difference(.loginFlow, name))
            },
            connectors: table.connectors.sorted { $0.key < $1.key }.map { name, spec in
                ConsoleHouse.Connector(
                    name: name, type: spec.type, connection: spec.connection.name, isEnabled: spec.isEnabled,
                    standing: standing.standing(of: name), difference: difference(.outboundConnector, name))
            },
            others: others.sorted().map { key in
                ConsoleHouse.Other(
                    key: key, isStored: made.stored.contains(key), difference: made.differences[key] ?? .none)
            },
            manifests: made.manifests)
    }

    private func made(at now: Timestamp) async throws(StoreError) -> Made {
        let serial = try await state.serial()
        if let kept = kept.withLock({ $0 }), kept.serial == serial, now < kept.at + Self.life { return kept }
        let stored = try await state.readResources()
        let known = manifests.current
        var standing = known == nil ? ConsoleHouse.Manifests.unknown : .known
        var differences: [ResourceKey: ConsoleHouse.Difference] = [:]
        for owner in Set(stored.resources.values.map(\.owner)).union(known.map { [$0.request.owner] } ?? []) {
            let given = known?.request.owner == owner ? known : nil
            let request = given?.request ?? PlanRequest(owner: owner)
            var drift = try? Drift.between(given?.manifests, stored: stored, request, at: now)
            if drift == nil {
                standing = .unusable
                drift = try? Drift.between(nil, stored: stored, PlanRequest(owner: owner), at: now)
            }
            for finding in drift?.findings ?? [] {
                differences[finding.key, default: .none].drift = finding.inWords
                differences[finding.key, default: .none].isAcknowledged = finding.isAcknowledged
            }
            for change in drift?.pending?.changes ?? [] {
                differences[change.storedKey ?? change.key, default: .none].pending = change.action.rawValue
            }
        }
        let made = Made(
            serial: serial, at: now, table: try await routing.current(), differences: differences,
            stored: Set(stored.resources.values.filter { $0.body != nil }.map(\.key)), manifests: standing)
        kept.withLock { $0 = made }
        return made
    }
}

extension Drift.Finding {
    /// What differs and who changed it; names fields, and no values.
    fileprivate var inWords: String {
        let what =
            switch nature {
            case .created: "stored, though no apply made it"
            case .deleted: "applied, but no longer stored"
            case .changed(let fields): fields.map(\.path.description).joined(separator: ", ")
            }
        return "\(what); changed by \(change.by) at \(change.at) through `\(change.through)`"
    }
}

extension QueueSnapshot.Standing {
    /// How a connector stands; its accounts are not counted.
    fileprivate func standing(of connector: String) -> ConnectorStanding {
        let own = counts.filter { $0.connector == connector }
        return ConnectorStanding(
            breaker: health[connector],
            counts: Dictionary(own.map { ($0.status, $0.count) }) { first, _ in first },
            waitingSince: Self.oldest(of: own))
    }
}

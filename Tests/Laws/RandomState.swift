import Model
import Reconciling
import SQLStore
import TestSupport

/// A stored state that random hands change: applies with creates, updates, deletes and renames by two owners, and hand
/// edits. The owners have names of their own. The store is the real one, in memory.
struct RandomState {
    let transactions: MemoryTransactions
    let store: any StateStore
    private var random: SeededRandom
    private let clock = ManualClock()

    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        transactions = try MemoryTransactions()
        store = SQLStateStore(transactions)
    }

    /// The random numbers, for an order.
    var shuffling: SeededRandom {
        get { random }
        set { random = newValue }
    }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    static let owners = ["default", "other"]

    /// Everything about the resources of an owner, byte for byte.
    static func image(of state: StoredState, owner: String) -> [String] {
        state.resources.values.filter { $0.owner == owner }.sorted { $0.key < $1.key }
            .map { "\($0.key)|\($0.body ?? "-")|\($0.applied ?? "-")" }
    }

    /// A plan that changes an owner's resources at random, against the present state.
    mutating func plan(owner: String) async throws -> Plan {
        let stored = try await store.read()
        var manifests: [Manifest] = []
        var names = Set(stored.resources.keys.filter { $0.kind == .connection }.map(\.name))
        for record in stored.resources.values.sorted(by: { $0.key < $1.key }) where record.owner == owner {
            switch below(6) {
            case 0: continue
            case 1:
                let name = "\(owner)-\(below(40))"
                guard names.insert(name).inserted else { fallthrough }
                manifests.append(Manifest(resource: connection(name), renamedFrom: record.key.name))
            case 2: manifests.append(Manifest(resource: connection(record.key.name)))
            default:
                guard let resource = try record.resource() else { continue }
                manifests.append(Manifest(resource: resource))
            }
        }
        for _ in 0..<below(3) {
            let name = "\(owner)-\(below(40))"
            guard names.insert(name).inserted else { continue }
            manifests.append(Manifest(resource: connection(name)))
        }
        return try Applier.plan(manifests, against: stored, PlanRequest(owner: owner, pruning: .deleteMissing))
    }

    /// Commits a plan with every brake confirmed.
    ///
    /// - Returns: The revision's number, or `nil` when there was nothing to do.
    func apply(_ plan: Plan) async throws -> Int? {
        let outcome = try await Applier(store: store, clock: clock).apply(
            by: Authorship(actor: "law", through: "apply"), confirmed: plan.digest, onStale: .refuse,
            planning: { _ in plan })
        switch outcome {
        case .applied(_, let revision): return revision.number
        case .nothingToDo: return nil
        case .refused(_, let findings): throw LawBroken("\(findings.findings)")
        case nil: throw LawBroken("nothing was decided")
        }
    }

    /// Changes one resource by hand, if there is one.
    mutating func edit() async throws {
        let stored = try await store.read()
        guard let record = stored.resources.values.sorted(by: { $0.key < $1.key }).randomElement(using: &random)
        else { return }
        try await store.edit(
            HandEdit(
                expectedSerial: stored.serial, key: record.key,
                body: CanonicalJSON.encode(connection(record.key.name).body),
                change: ChangeRecord(at: clock.now, by: "hand", through: "edit")))
    }

    private mutating func connection(_ name: String) -> Resource {
        Resource(
            key: ResourceKey(.connection, name),
            body: .object(
                ("metadata", .object(("protect", .bool(below(4) == 0)))),
                ("spec", .object(("displayName", .string("d\(below(5))"))))))
    }
}

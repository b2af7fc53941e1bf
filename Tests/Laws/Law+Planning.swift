import Model
import Reconciling
import Reports
import TestSupport
import YAMLReader

extension Law {
    private static let request = PlanRequest(owner: "default", pruning: .deleteMissing)
    private static let setsPerTry = 20

    /// A plan is empty exactly when nothing differs; after an apply it is, however the manifests are written.
    package static let planning = Law(name: "planning", casesPerTry: setsPerTry) { seed in
        var made = RandomManifests(seed: seed)
        var style = RandomStyle(seed: seed ^ 1)
        let store = MemoryStateStore()
        for number in 0..<setsPerTry {
            let set = made.next()
            let wanted = try await load(style.files(of: set))
            guard wanted.count == set.count else { throw LawBroken("set \(number): some manifests were not read") }

            let stored = await store.read()
            let before = stored.resources.compactMapValues(\.body)
            let bodies = Dictionary(wanted.map { ($0.resource.key, CanonicalJSON.encode($0.resource.body)) }) { $1 }
            let plan = try Applier.plan(wanted, against: stored, request)
            guard plan.isEmpty == (before == bodies) else { throw LawBroken("set \(number): a wrong plan") }
            let outcome = try await Applier(store: store, clock: ManualClock()).apply(
                wanted, request, by: Authorship(actor: "law", through: "apply"), confirmed: plan.digest)
            if case .refused(_, let findings) = outcome { throw LawBroken("set \(number): \(findings.findings)") }
            let after = await store.read()
            guard after.resources.compactMapValues(\.body) == bodies else {
                throw LawBroken("set \(number): the state is not what was asked for")
            }
            let drift = try Drift.between(wanted, stored: after, request, at: Timestamp(seconds: 0))
            guard drift.status == .none else { throw LawBroken("set \(number): drift after an apply") }

            // Another hand, every default spelled out, and the export change nothing.
            let full = wanted.map { StateDocument.manifest(of: $0.resource) }
            for texts in [style.files(of: set), style.files(of: full), full.map { YAMLWriter.write($0) }] {
                let again = try Applier.plan(try await load(texts), against: after, request)
                guard again.isEmpty, again.manifestDigest == plan.manifestDigest else {
                    throw LawBroken("set \(number): \(again.changes) from \(texts)")
                }
            }
        }
    }

    private static func load(_ texts: [String]) async throws -> [Manifest] {
        let files = texts.enumerated().map { ManifestFile(path: "m\($0.offset).yaml", bytes: Array($0.element.utf8)) }
        let loaded = await ManifestLoader(
            reader: YAMLNodeReader(pieceBytes: 300), variables: VariableSubstitution([:]),
            catalogue: ToyCatalogue.value, parallelism: 2
        ).load(files)
        guard loaded.findings.findings.isEmpty else { throw LawBroken("\(loaded.findings.findings) in \(texts)") }
        return loaded.manifests
    }
}

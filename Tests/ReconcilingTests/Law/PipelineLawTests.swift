import Foundation
import Model
import Reconciling
import Reports
import TestSupport
import Testing
import YAMLReader

/// What holds for every set of manifests. `RECONCILE_PROPERTY_CASES` and `RECONCILE_PROPERTY_SEED` repeat a run.
struct PipelineLawTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["RECONCILE_PROPERTY_CASES"].flatMap(Int.init) ?? 700
    private static let seed = environment["RECONCILE_PROPERTY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

    private let request = PlanRequest(owner: "default", pruning: .deleteMissing)
    private let clock = ManualClock()

    private func load(_ texts: [String]) async throws -> [Manifest] {
        let files = texts.enumerated().map { ManifestFile(path: "m\($0.offset).yaml", bytes: Array($0.element.utf8)) }
        let loaded = await ManifestLoader(
            reader: YAMLNodeReader(pieceBytes: 300), variables: VariableSubstitution([:]),
            catalogue: ToyCatalogue.value, parallelism: 2
        ).load(files)
        try #require(loaded.findings.findings.isEmpty, "\(loaded.findings.findings) in \(texts)")
        return loaded.manifests
    }

    private func bodies(_ manifests: [Manifest]) -> [ResourceKey: String] {
        Dictionary(manifests.map { ($0.resource.key, CanonicalJSON.encode($0.resource.body)) }) { $1 }
    }

    /// Applies with every brake confirmed and returns what is stored.
    private func apply(_ manifests: [Manifest], to store: MemoryStateStore) async throws -> StoredState {
        let plan = try Applier.plan(manifests, against: await store.read(), request)
        let outcome = try await Applier(store: store, clock: clock).apply(
            manifests, request, by: Authorship(actor: "law", through: "apply"), confirmed: plan.digest)
        if case .refused(_, let findings) = outcome { Issue.record("refused: \(findings.findings)") }
        return await store.read()
    }

    @Test func `any way of writing a set is the same set, and any set becomes any other`() async throws {
        var made = RandomManifests(seed: Self.seed)
        var style = RandomStyle(seed: Self.seed ^ 1)
        let store = MemoryStateStore()
        print("laws: \(Self.cases) cases, seed \(Self.seed)")
        for number in 0..<Self.cases {
            let note = Comment(rawValue: "seed \(Self.seed), case \(number)")
            let set = made.next()
            let wanted = try await load(style.files(of: set))
            try #require(wanted.count == set.count, note)

            // A plan is empty exactly when nothing differs, and afterwards the state is what was asked for.
            let before = await store.read().resources.compactMapValues(\.body)
            let plan = try Applier.plan(wanted, against: await store.read(), request)
            try #require(plan.isEmpty == (before == bodies(wanted)), note)
            let stored = try await apply(wanted, to: store)
            try #require(stored.resources.compactMapValues(\.body) == bodies(wanted), note)
            try #require(
                try Drift.between(wanted, stored: stored, request, at: Timestamp(seconds: 100)).status == .none, note)

            // Another hand, every default spelled out, and the export change nothing.
            let full = wanted.map { StateDocument.manifest(of: $0.resource) }
            for texts in [style.files(of: set), style.files(of: full), full.map { YAMLWriter.write($0) }] {
                let again = try Applier.plan(try await load(texts), against: stored, request)
                try #require(again.isEmpty, "seed \(Self.seed), case \(number): \(again.changes) from \(texts)")
            }
        }
    }
}

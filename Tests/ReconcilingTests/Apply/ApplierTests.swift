import Model
import Reconciling
import TestSupport
import Testing

struct ApplierTests {
    private let clock = ManualClock()
    private let request = PlanRequest(owner: "default")

    private func manifests(_ resources: Resource...) -> [Manifest] { resources.map { Manifest(resource: $0) } }

    private func apply(_ manifests: [Manifest], to store: MemoryStateStore) async throws -> ApplyOutcome? {
        try await Applier(store: store, clock: clock).apply(
            manifests, request, by: Authorship(actor: "ada", through: "apply"))
    }

    @Test func `a second apply has nothing to do`() async throws {
        let store = MemoryStateStore()
        let wanted = manifests(Sample.connection("a"), Sample.connection("b"))
        guard case .applied(let plan, let revision) = try await apply(wanted, to: store) else {
            Issue.record("the first apply changed nothing")
            return
        }
        #expect(plan.summary.create == 2)
        #expect(revision.number == 1)
        guard case .nothingToDo = try await apply(wanted, to: store) else {
            Issue.record("the second apply changed something")
            return
        }
        #expect(await store.revisions(limit: 10).count == 1)
    }

    @Test func `a plan that met an interleaved writer is made anew`() async throws {
        let store = MemoryStateStore()
        await store.interleave { store in
            store.replace([Sample.stored(Sample.connection("a")), Sample.stored(Sample.connection("theirs"))])
        }
        guard
            case .applied(let plan, _) = try await apply(
                manifests(Sample.connection("a"), Sample.connection("b")), to: store)
        else {
            Issue.record("nothing was applied")
            return
        }
        #expect(plan.changes.map(\.key.name) == ["b"])
        #expect(await store.read().resources.keys.map(\.name).sorted() == ["a", "b", "theirs"])
    }

    @Test func `a refusal writes nothing`() async throws {
        let store = MemoryStateStore(Sample.state(Sample.stored(Sample.connection("only"))))
        let outcome = try await Applier(store: store, clock: clock).apply(
            [], PlanRequest(owner: "default", pruning: .deleteMissing), by: Authorship(actor: "ada", through: "apply"))
        guard case .refused(_, let findings) = outcome else {
            Issue.record("the brake did not hold")
            return
        }
        #expect(findings.findings.map(\.code) == [.deletesEverything])
        #expect(await store.read().resources.count == 1)
        #expect(await store.serial() == 7)
    }

    @Test func `saying no writes nothing`() async throws {
        let store = MemoryStateStore()
        let outcome = try await Applier(store: store, clock: clock).apply(
            manifests(Sample.connection("a")), request, by: Authorship(actor: "ada", through: "apply"),
            approve: { _ in false })
        #expect(outcome == nil)
        #expect(await store.serial() == 0)
    }
}

struct DriftTests {
    private let request = PlanRequest(owner: "default")
    private let wanted = Sample.connector("wiki", of: "okta", enabled: true)
    private let edited = Sample.connector("wiki", of: "okta", enabled: false)

    private func manifests(_ resource: Resource) -> [Manifest] { [Manifest(resource: resource)] }

    @Test func `an equal state has no drift`() throws {
        let stored = Sample.state(Sample.stored(wanted))
        #expect(
            try Drift.between(manifests(wanted), stored: stored, request, at: Timestamp(seconds: 100)).status == .none)
        #expect(try Drift.between(nil, stored: stored, request, at: Timestamp(seconds: 100)).status == .none)
    }

    @Test func `a hand change is drift and names who, when, through what and the field`() throws {
        let stored = Sample.state(Sample.stored(edited, applied: wanted, through: "connector disable"))
        let drift = try Drift.between(manifests(wanted), stored: stored, request, at: Timestamp(seconds: 100))
        #expect(drift.status == .drifted)
        let finding = try #require(drift.findings.first)
        #expect(finding.change.by == "eve" && finding.change.through == "connector disable")
        guard case .changed(let fields) = finding.nature else {
            Issue.record("not a change of fields")
            return
        }
        #expect(fields.map(\.path.description) == ["spec.enabled"])
        #expect(drift.pending?.isEmpty == true)
    }

    @Test func `a manifest change is pending and no drift`() throws {
        let drift = try Drift.between(
            manifests(edited), stored: Sample.state(Sample.stored(wanted)), request, at: Timestamp(seconds: 100))
        #expect(drift.status == .pending)
    }

    @Test func `a hand change that the manifests ask for is pending until applied`() throws {
        let stored = Sample.state(Sample.stored(edited, applied: wanted))
        #expect(
            try Drift.between(manifests(edited), stored: stored, request, at: Timestamp(seconds: 100)).status
                == .pending)
    }

    @Test func `another owner's drift is not ours`() throws {
        let stored = Sample.state(Sample.stored(edited, owner: "other", applied: wanted))
        #expect(try Drift.between(nil, stored: stored, request, at: Timestamp(seconds: 100)).status == .none)
    }
}

struct ToggleTests {
    @Test func `the toggle changes the body and not the applied form`() async throws {
        let wanted = Sample.connector("wiki", of: "okta", enabled: true)
        let store = MemoryStateStore(Sample.state(Sample.stored(wanted)))
        #expect(try await Toggle.disable.set("wiki", in: store, by: "eve", clock: ManualClock()) == .changed)
        #expect(try await Toggle.disable.set("wiki", in: store, by: "eve", clock: ManualClock()) == .alreadySo)
        let record = try #require(await store.read().resources[wanted.key])
        #expect(try record.resource()?.spec["enabled"] == .bool(false))
        #expect(try record.appliedResource()?.spec["enabled"] == .bool(true))
        #expect(record.changed.through == "connector disable")
    }

    @Test func `an unknown connector is named with the nearest one`() async throws {
        let store = MemoryStateStore(Sample.state(Sample.stored(Sample.connector("wiki", of: "okta"))))
        let thrown = await #expect(throws: Diagnostics.self) {
            try await Toggle.enable.set("wiky", in: store, by: "eve", clock: ManualClock())
        }
        #expect(thrown?.findings.first?.hint == "did you mean `wiki`?")
    }
}

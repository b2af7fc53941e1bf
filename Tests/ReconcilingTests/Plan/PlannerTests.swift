import Model
import Reconciling
import TestSupport
import Testing

/// Builds states out of short words.
enum Sample {
    static let record = ChangeRecord(at: Timestamp(seconds: 1), by: "ada", through: "apply")

    static func connection(_ name: String, display: String = "d", protect: Bool = false) -> Resource {
        Resource(
            key: ResourceKey(.connection, name),
            body: .object(
                ("metadata", .object(("protect", .bool(protect)))),
                ("spec", .object(("displayName", .string(display))))),
            source: SourceLocation(file: "m.yaml", line: 1, column: 1))
    }

    static func connector(_ name: String, of connection: String, enabled: Bool = true) -> Resource {
        Resource(
            key: ResourceKey(.outboundConnector, name),
            body: .object(
                ("metadata", .object(("protect", .bool(false)))),
                ("spec", .object(("connection", .string(connection)), ("enabled", .bool(enabled))))))
    }

    static func stored(
        _ resource: Resource, owner: String = "default", applied: Resource? = nil, through: String = "apply"
    ) -> StoredResource {
        StoredResource(
            key: resource.key, owner: owner, body: CanonicalJSON.encode(resource.body),
            applied: CanonicalJSON.encode((applied ?? resource).body), revision: 1,
            changed: ChangeRecord(at: Timestamp(seconds: 2), by: "eve", through: through))
    }

    static func state(_ records: StoredResource..., linked: [String: Int] = [:]) -> StoredState {
        StoredState(serial: 7, resources: records, linkedAccounts: linked)
    }

    static func desired(_ resources: Resource...) -> DesiredState {
        DesiredState(manifests: resources.map { Manifest(resource: $0) })
    }
}

struct PlannerTests {
    private let request = PlanRequest(owner: "default")

    @Test func `a missing resource is created, a differing one updated, an equal one left`() throws {
        let stored = Sample.state(
            Sample.stored(Sample.connection("same")), Sample.stored(Sample.connection("differs", display: "old")))
        let plan = try Planner.plan(
            Sample.desired(
                Sample.connection("differs"), Sample.connection("new"), Sample.connection("same")),
            against: stored, request)
        #expect(plan.changes.map { "\($0.action) \($0.key.name)" } == ["update differs", "create new"])
        #expect(plan.changes[0].fields.map(\.path.description) == ["spec.displayName"])
        #expect(plan.summary == PlanSummary(create: 1, update: 1, unchanged: 1))
    }

    @Test func `without pruning a resource in no manifest is reported and stays`() throws {
        let stored = Sample.state(Sample.stored(Sample.connection("old")), Sample.stored(Sample.connection("kept")))
        let plan = try Planner.plan(Sample.desired(Sample.connection("kept")), against: stored, request)
        #expect(plan.isEmpty)
        #expect(plan.warnings.map(\.message) == ["Connection/old is stored but in no manifest; it stays"])
    }

    @Test func `with pruning it is deleted, and another owner's never`() throws {
        let stored = Sample.state(
            Sample.stored(Sample.connection("old")), Sample.stored(Sample.connection("theirs"), owner: "other"))
        let plan = try Planner.plan(
            Sample.desired(), against: stored, PlanRequest(owner: "default", pruning: .deleteMissing))
        #expect(plan.changes.map(\.key.name) == ["old"])
        #expect(plan.changes.first?.action == .delete)
    }

    @Test func `another owner's resource is refused, and taken over when asked`() throws {
        let stored = Sample.state(Sample.stored(Sample.connection("theirs"), owner: "other"))
        let desired = Sample.desired(Sample.connection("theirs"))
        let refused = #expect(throws: Diagnostics.self) { try Planner.plan(desired, against: stored, request) }
        #expect(refused?.findings.map(\.code) == [.ownedByAnother])
        let taken = try Planner.plan(desired, against: stored, PlanRequest(owner: "default", ownership: .take))
        #expect(taken.changes.map(\.action) == [.update])
        #expect(taken.changes[0].remarks == ["taken over from the owner `other`"])
    }

    @Test func `changes come in the order of kinds, and deletes in the reverse`() throws {
        let stored = Sample.state(
            Sample.stored(Sample.connection("a-old")), Sample.stored(Sample.connector("z-old", of: "a-old")))
        let plan = try Planner.plan(
            Sample.desired(Sample.connector("a-new", of: "z-new"), Sample.connection("z-new")), against: stored,
            PlanRequest(owner: "default", pruning: .deleteMissing))
        #expect(plan.changes.map(\.key.name) == ["z-new", "a-new", "z-old", "a-old"])
    }

    @Test func `a hand change is named where the plan undoes it`() throws {
        let wanted = Sample.connector("wiki", of: "okta", enabled: true)
        let edited = Sample.connector("wiki", of: "okta", enabled: false)
        let stored = Sample.state(Sample.stored(edited, applied: wanted, through: "connector disable"))
        let plan = try Planner.plan(Sample.desired(wanted), against: stored, request)
        #expect(plan.changes.map(\.action) == [.update])
        #expect(plan.changes[0].remarks[0].contains("changed by eve through `connector disable`"))
    }

    @Test func `a deleted or disabled connector says how many accounts stay behind`() throws {
        let stored = Sample.state(Sample.stored(Sample.connector("wiki", of: "okta")), linked: ["wiki": 3])
        let deleted = try Planner.plan(
            Sample.desired(), against: stored, PlanRequest(owner: "default", pruning: .deleteMissing))
        let disabled = try Planner.plan(
            Sample.desired(Sample.connector("wiki", of: "okta", enabled: false)), against: stored, request)
        #expect(deleted.changes[0].remarks == ["3 linked accounts stay at the target"])
        #expect(disabled.changes[0].remarks == ["3 linked accounts stay at the target"])
    }

    @Test func `the digest names exactly one plan`() throws {
        let stored = Sample.state(Sample.stored(Sample.connection("a", display: "old")))
        let one = try Planner.plan(Sample.desired(Sample.connection("a")), against: stored, request)
        let same = try Planner.plan(Sample.desired(Sample.connection("a")), against: stored, request)
        let other = try Planner.plan(Sample.desired(Sample.connection("a", display: "x")), against: stored, request)
        #expect(one.digest == same.digest)
        #expect(one.digest != other.digest)
        #expect(one.digest.hasPrefix("sha256:") && one.digest.count == 71)
    }

    @Test func `an unreadable stored body stops the plan`() {
        let record = StoredResource(
            key: ResourceKey(.connection, "a"), owner: "default", body: "{broken", applied: "{broken", revision: 1,
            changed: Sample.record)
        let thrown = #expect(throws: Diagnostics.self) {
            try Planner.plan(Sample.desired(Sample.connection("a")), against: Sample.state(record), request)
        }
        #expect(thrown?.findings.map(\.code) == [.stateCorrupt])
    }

    @Test func `a selector keeps changes and deletes inside the selection`() throws {
        func labelled(_ name: String, _ team: String) -> Resource {
            Resource(
                key: ResourceKey(.connection, name),
                body: .object(("metadata", .object(("labels", .object(("team", .string(team))))))))
        }
        let stored = Sample.state(Sample.stored(labelled("gone-a", "a")), Sample.stored(labelled("gone-b", "b")))
        let selector = try #require(Selector(written: "team=a"))
        let plan = try Planner.plan(
            Sample.desired(labelled("new-a", "a"), labelled("new-b", "b")), against: stored,
            PlanRequest(owner: "default", pruning: .deleteMissing, selection: Selection(selector: selector)))
        #expect(plan.changes.map(\.key.name) == ["new-a", "gone-a"])
    }

    @Test(arguments: [
        ("team=a", true), ("team==a", true), ("team!=a", false), ("team", true), ("stage", false),
        ("team=a,x!=1", true),
    ])
    func `selectors read as kubectl's`(text: String, selects: Bool) {
        #expect(Selector(written: text)?.selects(["team": "a"]) == selects)
    }
}

import Model
import Reconciling
import TestSupport
import Testing

struct RenameTests {
    private let request = PlanRequest(owner: "default", pruning: .deleteMissing)
    private let stored = Sample.state(
        Sample.stored(Sample.connection("okta")), Sample.stored(Sample.connector("wiki", of: "okta")),
        linked: ["wiki": 3])

    private func renamed(_ resource: Resource, from old: String) -> Manifest {
        Manifest(resource: resource, renamedFrom: old)
    }

    private func plan(_ manifests: Manifest..., stored other: StoredState? = nil) throws -> Plan {
        try Applier.plan(manifests, against: other ?? stored, request)
    }

    @Test func `a rename is one update that tells both names, and no delete`() throws {
        let plan = try plan(
            Manifest(resource: Sample.connection("okta")),
            renamed(Sample.connector("handbook", of: "okta", enabled: false), from: "wiki"))
        #expect(plan.changes.map { "\($0.action) \($0.key.name)" } == ["update handbook"])
        #expect(plan.changes[0].renamedFrom == "wiki")
        #expect(plan.changes[0].storedKey == ResourceKey(.outboundConnector, "wiki"))
        #expect(plan.changes[0].fields.map(\.path.description) == ["metadata.name", "spec.enabled"])
        #expect(plan.changes[0].remarks == ["3 linked accounts stay at the target"])
        #expect(Brake.refusals(of: plan, against: stored).isEmpty)
    }

    @Test func `a rename that was applied says nothing any more`() throws {
        let after = Sample.state(
            Sample.stored(Sample.connection("okta")), Sample.stored(Sample.connector("handbook", of: "okta")))
        #expect(
            try plan(
                Manifest(resource: Sample.connection("okta")),
                renamed(Sample.connector("handbook", of: "okta"), from: "wiki"), stored: after
            ).isEmpty)
    }

    @Test func `a rename of what was never stored is a create`() throws {
        let plan = try plan(
            Manifest(resource: Sample.connection("okta")), Manifest(resource: Sample.connector("wiki", of: "okta")),
            renamed(Sample.connection("new"), from: "gone"))
        #expect(plan.changes.map { "\($0.action) \($0.key.name)" } == ["create new"])
    }

    @Test func `a name whose links an earlier connector left is refused`() throws {
        let linked = Sample.state(
            Sample.stored(Sample.connection("okta")), Sample.stored(Sample.connector("wiki", of: "okta")),
            linked: ["handbook": 1])
        let error = #expect(throws: Diagnostics.self) {
            try plan(
                Manifest(resource: Sample.connection("okta")),
                renamed(Sample.connector("handbook", of: "okta"), from: "wiki"), stored: linked)
        }
        #expect(error?.findings.map(\.code) == [.nameStillLinked])
    }

    @Test func `a rename brakes when somebody still refers to the old name`() throws {
        let plan = try Planner.plan(
            DesiredState(manifests: [renamed(Sample.connection("corp"), from: "okta")]), against: stored,
            PlanRequest(owner: "default"))
        let refusals = Brake.refusals(of: plan, against: stored)
        #expect(refusals.map(\.code) == [.deletesReferenced])
        #expect(refusals[0].message.contains("would rename Connection/okta, to which OutboundConnector/wiki refers"))
    }

    @Test func `two resources can't come from one, and a declared one can't be renamed`() throws {
        for manifests in [
            [renamed(Sample.connection("a"), from: "okta"), renamed(Sample.connection("b"), from: "okta")],
            [renamed(Sample.connection("a"), from: "okta"), Manifest(resource: Sample.connection("okta"))],
            [renamed(Sample.connection("okta"), from: "okta")],
        ] {
            let findings = DesiredState.resolving(manifests, stored: stored).findings
            #expect(findings.findings.map(\.code) == [.contradictoryRename])
        }
    }
}

/// What is not selected stays as it is, whatever else was asked for.
struct SelectionTests {
    private let stored = Sample.state(
        Sample.stored(Sample.connection("okta")), Sample.stored(Sample.connector("wiki", of: "okta")),
        Sample.stored(Sample.connector("chat", of: "okta")))

    private func request(_ targets: ResourceKey...) -> PlanRequest {
        PlanRequest(owner: "default", pruning: .deleteMissing, selection: Selection(targets: Set(targets)))
    }

    @Test func `a target is changed alone, and nothing else is deleted`() throws {
        let plan = try Planner.plan(
            Sample.desired(Sample.connection("okta", display: "new"), Sample.connection("other")), against: stored,
            request(ResourceKey(.connection, "okta")))
        #expect(plan.changes.map { "\($0.action) \($0.key.name)" } == ["update okta"])
        #expect(plan.warnings.isEmpty)
    }

    @Test func `a target in no manifest is what pruning deletes, and nothing besides`() throws {
        let plan = try Planner.plan(
            Sample.desired(Sample.connection("okta")), against: stored, request(ResourceKey(.outboundConnector, "chat"))
        )
        #expect(plan.changes.map { "\($0.action) \($0.key.name)" } == ["delete chat"])
    }

    @Test func `a target that nobody knows is an error`() throws {
        let error = #expect(throws: Diagnostics.self) {
            try Planner.plan(
                Sample.desired(Sample.connection("okta")), against: stored,
                request(ResourceKey(.outboundConnector, "wikki")))
        }
        #expect(error?.findings.map(\.code) == [.notFound])
        #expect(error?.findings[0].hint?.contains("wiki") == true)
    }

    @Test func `a selected resource may not refer to one that the selection leaves out`() throws {
        let error = #expect(throws: Diagnostics.self) {
            try Planner.plan(
                Sample.desired(Sample.connection("new"), Sample.connector("mail", of: "new")), against: stored,
                request(ResourceKey(.outboundConnector, "mail")))
        }
        #expect(error?.findings.map(\.code) == [.danglingReference])
    }

    @Test func `a new resource that refers to one that pruning deletes is held by the brake`() throws {
        let plan = try Planner.plan(
            Sample.desired(Sample.connector("mail", of: "okta")), against: stored,
            PlanRequest(owner: "default", pruning: .deleteMissing))
        let messages = Brake.refusals(of: plan, against: stored).map(\.message)
        #expect(messages.contains { $0.contains("delete Connection/okta, to which OutboundConnector/mail refers") })
    }
}

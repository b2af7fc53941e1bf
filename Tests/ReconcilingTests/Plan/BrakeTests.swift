import Model
import Reconciling
import Testing

struct BrakeTests {
    private func refusals(deleting gone: [Resource], keeping kept: [Resource], protect: Bool = false) throws -> [String]
    {
        let stored = StoredState(serial: 1, resources: (gone + kept).map { Sample.stored($0) })
        let plan = try Planner.plan(
            DesiredState(manifests: kept.map { Manifest(resource: $0) }), against: stored,
            PlanRequest(owner: "default", pruning: .deleteMissing))
        return Brake.refusals(of: plan, against: stored).map(\.code.id)
    }

    private func connections(_ count: Int, _ prefix: String) -> [Resource] {
        (0..<count).map { Sample.connection("\(prefix)\($0)") }
    }

    @Test func `a protected resource is not deleted, even with its manifest gone`() throws {
        let gone = [Sample.connection("safe", protect: true)]
        #expect(try refusals(deleting: gone, keeping: connections(9, "k")) == ["R3001"])
    }

    @Test func `a resource that others refer to is not deleted`() throws {
        let codes = try refusals(
            deleting: [Sample.connection("okta")], keeping: [Sample.connector("wiki", of: "okta")])
        #expect(codes == ["R3002"])
    }

    @Test func `deleting it together with what refers to it is allowed`() throws {
        let codes = try refusals(
            deleting: [Sample.connection("okta"), Sample.connector("wiki", of: "okta")], keeping: connections(7, "k"))
        #expect(codes.isEmpty)
    }

    @Test func `everything is not deleted`() throws {
        #expect(try refusals(deleting: connections(2, "g"), keeping: []) == ["R3003"])
    }

    @Test func `all of an owner's resources are everything, whatever others have`() throws {
        let ours = connections(2, "g")
        let theirs = connections(30, "t").map { Sample.stored($0, owner: "other") }
        let stored = StoredState(serial: 1, resources: ours.map { Sample.stored($0) } + theirs)
        let plan = try Planner.plan(
            DesiredState(manifests: []), against: stored, PlanRequest(owner: "default", pruning: .deleteMissing))
        #expect(Brake.refusals(of: plan, against: stored).map(\.code) == [.deletesEverything])
    }

    @Test(arguments: [(3, 7, false), (4, 7, true), (3, 6, false), (5, 4, false), (31, 69, true), (30, 70, false)])
    func `more than 30 percent of ten or more is not deleted`(gone: Int, kept: Int, isRefused: Bool) throws {
        let codes = try refusals(deleting: connections(gone, "g"), keeping: connections(kept, "k"))
        #expect(codes == (isRefused ? ["R3004"] : []))
    }

    @Test func `only the plan's own digest lets it pass`() throws {
        let stored = Sample.state(Sample.stored(Sample.connection("only")))
        let plan = try Planner.plan(
            Sample.desired(), against: stored, PlanRequest(owner: "default", pruning: .deleteMissing))
        #expect(throws: Diagnostics.self) { try Brake.verdict(on: plan, against: stored, confirmed: nil) }
        #expect(throws: Never.self) { try Brake.verdict(on: plan, against: stored, confirmed: plan.digest) }
        let wrong = #expect(throws: Diagnostics.self) {
            try Brake.verdict(on: plan, against: stored, confirmed: "sha256:00")
        }
        #expect(wrong?.findings.map(\.code) == [.deletesEverything, .wrongConfirmation])
    }
}

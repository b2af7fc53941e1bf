import Model
import Reconciling
import TestSupport
import Testing

struct AcknowledgementTests {
    private let now = Timestamp(seconds: 100)
    private let applied = Sample.connector("wiki", of: "okta", enabled: true)
    private let edited = Sample.connector("wiki", of: "okta", enabled: false)

    private func drift(_ stored: Resource, _ known: [Acknowledgement], at moment: Timestamp? = nil) throws -> Drift {
        let state = StoredState(
            serial: 7, resources: [Sample.stored(stored, applied: applied)], acknowledgements: known)
        return try Drift.between(nil, stored: state, PlanRequest(owner: "default"), at: moment ?? now)
    }

    private func acknowledgement(at path: String, of stored: Resource, until: Int64 = 200) throws -> Acknowledgement {
        let nature = try #require(try drift(stored, []).findings.first).nature
        return Acknowledgement(
            key: stored.key, path: path, difference: try #require(nature.difference(at: path)), reason: "incident 7",
            until: Timestamp(seconds: until), by: "ada", at: now)
    }

    @Test(arguments: ["", "spec", "spec.enabled"]) func `acknowledged drift is listed and is no drift`(
        path: String
    ) throws {
        let drift = try drift(edited, [acknowledgement(at: path, of: edited)])
        #expect(drift.status == .none)
        #expect(drift.open.isEmpty)
        #expect(drift.findings.map(\.isAcknowledged) == [true])
        #expect(drift.findings[0].acknowledgements.map(\.by) == ["ada"])
    }

    @Test func `an acknowledgement that expired is listed, and the drift counts again`() throws {
        let known = try acknowledgement(at: "", of: edited)
        #expect(try drift(edited, [known], at: Timestamp(seconds: 199)).status == .none)
        let later = try drift(edited, [known], at: Timestamp(seconds: 200))
        #expect(later.status == .drifted)
        #expect(later.findings[0].acknowledgements == [known])
    }

    @Test func `another difference than the one that was seen is drift again`() throws {
        let known = try acknowledgement(at: "", of: edited)
        let other = Sample.connector("wiki", of: "elsewhere", enabled: false)
        #expect(try drift(other, [known]).status == .drifted)
        // The acknowledged field is as it was seen, and another one has drifted since.
        let field = try acknowledgement(at: "spec.enabled", of: edited)
        let both = try drift(other, [field])
        #expect(both.status == .drifted)
        #expect(both.findings[0].acknowledgements == [field])
    }

    @Test func `a path covers what is below it and not what begins alike`() {
        let field = FieldPath(keys: "spec", "enabled")
        #expect(Acknowledgement.covers(field, at: "spec"))
        #expect(!Acknowledgement.covers(field, at: "spec.en"))
        #expect(!Acknowledgement.covers(field, at: "spec.enabled.more"))
        #expect(Acknowledgement.covers(FieldPath([.key("spec"), .key("steps"), .index(0)]), at: "spec.steps"))
    }
}

import Foundation
import Model
import Reconciling
import Reports
import TestSupport
import Testing

/// A saved plan is applied as it was reviewed, or not at all.
struct SavedPlanTests {
    private let now = Timestamp(seconds: 1_795_460_400)
    private let stored = StoredState(
        serial: 7,
        resources: [
            Sample.stored(Sample.connection("a")), Sample.stored(Sample.connection("gone")),
            Sample.stored(Sample.connector("wiki", of: "a")),
        ], identity: "state-1")
    private let manifests = [
        Manifest(resource: Sample.connection("a", display: "new")), Manifest(resource: Sample.connection("b")),
        Manifest(resource: Sample.connector("handbook", of: "b"), renamedFrom: "wiki"),
    ]

    private func plan() throws -> Plan {
        try Applier.plan(manifests, against: stored, PlanRequest(owner: "default", pruning: .deleteMissing))
    }

    private func text(expiresAt: Timestamp? = nil) throws -> String {
        JSONText.write(SavedPlan.value(of: try plan(), createdAt: now, expiresAt: expiresAt))
    }

    private func bind(
        _ text: String, to state: StoredState? = nil, owner: String = "default", digest: String? = nil,
        at moment: Timestamp? = nil
    ) throws -> Plan {
        try SavedPlan(Array(text.utf8), file: "p.json").bound(
            to: state ?? stored, owner: owner, manifestDigest: digest, at: moment ?? now)
    }

    private func refusal(_ body: () throws -> Plan) -> DiagnosticCode? {
        let error = #expect(throws: Diagnostics.self) { try body() }
        return error?.findings.first?.code
    }

    @Test func `a plan comes back from its file as it was`() throws {
        let (made, again) = (try plan(), try bind(text()))
        #expect(again.changes == made.changes)
        #expect(again.digest == made.digest)
        #expect(again.summary == made.summary)
        #expect(
            made.changes.map { "\($0.action) \($0.key.name)" } == [
                "update a", "create b", "update handbook", "delete gone",
            ])
    }

    @Test func `a moved state, another state, another owner and other manifests are refused`() throws {
        let text = try text()
        let moved = StoredState(serial: 8, resources: Array(stored.resources.values), identity: "state-1")
        let other = StoredState(serial: 7, resources: Array(stored.resources.values), identity: "state-2")
        #expect(refusal { try bind(text, to: moved) } == .stalePlan)
        #expect(refusal { try bind(text, to: other) } == .foreignPlan)
        #expect(refusal { try bind(text, owner: "team-b") } == .foreignPlan)
        #expect(refusal { try bind(text, digest: "sha256:other") } == .foreignPlan)
        #expect(try bind(text, digest: ManifestDigest.of(manifests)).digest == plan().digest)
    }

    @Test func `a plan is good until it expires`() throws {
        let text = try text(expiresAt: now + .seconds(60))
        #expect(throws: Never.self) { try bind(text, at: now + .seconds(59)) }
        #expect(refusal { try bind(text, at: now + .seconds(60)) } == .expiredPlan)
    }

    @Test func `a change to any value of the file is found`() throws {
        let document = try JSONReader.read(Array(text(expiresAt: now + .seconds(60)).utf8))
        var count = 0
        for changed in Self.variants(of: document) {
            let code = refusal { try bind(JSONText.write(changed)) }
            #expect(code == .savedPlanUnreadable, "\(JSONText.write(changed))")
            count += 1
        }
        #expect(count > 60)
    }

    @Test func `what is shown must be what is done, whoever computed the seal`() throws {
        let document = try JSONReader.read(Array(text().utf8))
        // A clean-looking summary over the same writes, sealed anew.
        for (member, value) in [
            ("changes", Value.list([])), ("summary", .object(("create", .int(0)))), ("digest", .string("sha256:0")),
        ] {
            var members = document.map ?? ValueMap()
            members[member] = value
            members["seal"] = nil
            members["seal"] = .string(ContentDigest.of(.map(members)))
            #expect(refusal { try bind(JSONText.write(.map(members))) } == .savedPlanUnreadable, "\(member)")
        }
    }

    @Test func `a later minor format is read, another major one is refused`() throws {
        func sealed(_ version: String) throws -> String {
            var members = try JSONReader.read(Array(text().utf8)).map ?? ValueMap()
            members["formatVersion"] = .string(version)
            members["somethingNew"] = .list([.int(1)])
            members["seal"] = nil
            members["seal"] = .string(ContentDigest.of(.map(members)))
            return JSONText.write(.map(members))
        }
        #expect(try bind(sealed("1.99")).digest == plan().digest)
        #expect(refusal { try bind(sealed("2.0")) } == .savedPlanUnreadable)
        #expect(refusal { try bind("{}") } == .savedPlanUnreadable)
        #expect(refusal { try bind("no plan") } == .savedPlanUnreadable)
        #expect(refusal { try bind("") } == .savedPlanUnreadable)
    }

    /// The document with one scalar changed or one member or item taken out, for each of them.
    private static func variants(of value: Value) -> [Value] {
        switch value {
        case .map(let map):
            map.entries.flatMap { entry -> [Value] in
                var without = map
                without[entry.key] = nil
                return [.map(without)]
                    + variants(of: entry.value).map { changed in
                        var other = map
                        other[entry.key] = changed
                        return .map(other)
                    }
            }
        case .list(let items):
            items.indices.flatMap { index -> [Value] in
                var without = items
                without.remove(at: index)
                return [.list(without)]
                    + variants(of: items[index]).map { changed in
                        var other = items
                        other[index] = changed
                        return .list(other)
                    }
            }
        case .string(let text): [.string(text + "x")]
        case .int(let number): [.int(number + 1)]
        case .bool(let flag): [.bool(!flag)]
        case .null: [.string("x")]
        default: []
        }
    }
}

import Model
import Reconciling
import Reports
import TestSupport

extension Law {
    private static let plansPerTry = 20

    /// A saved plan does exactly what it says, or nothing, whoever writes between planning, reading and committing.
    package static let savedPlan = Law(name: "saved-plan", casesPerTry: plansPerTry) { seed in
        var state = try RandomState(seed: seed)
        for number in 0..<plansPerTry {
            let owner = RandomState.owners[state.below(2)]
            let plan = try await state.plan(owner: owner)
            let moment = Timestamp(seconds: 0)
            let text = JSONText.write(SavedPlan.value(of: plan, createdAt: moment, expiresAt: nil))
            let saved = try SavedPlan(Array(text.utf8), file: "p.json")
            let wanted = image(of: plan, over: try await state.store.read())

            // Nobody, somebody before the plan is read, or somebody between its brakes and its commit.
            let writer = state.below(3)
            if writer == 1 { try await state.edit() }
            let before = everything(try await state.store.read())
            var rival = state
            var rivalImage: [String]?
            let outcome = await Result {
                try await Applier(store: state.store, clock: ManualClock()).apply(
                    by: Authorship(actor: "law", through: "apply"), confirmed: plan.digest, onStale: .refuse,
                    planning: { (stored) throws(Diagnostics) in
                        try saved.bound(to: stored, owner: owner, manifestDigest: nil, at: moment)
                    },
                    approve: { _ in
                        guard writer == 2 else { return true }
                        try? await rival.edit()
                        rivalImage = (try? await rival.store.read()).map { everything($0) }
                        return true
                    })
            }
            let after = everything(try await state.store.read())
            switch outcome {
            case .success(.applied):
                guard after == wanted else { throw LawBroken("plan \(number): something else was done") }
            case .success: guard after == before else { throw LawBroken("plan \(number): it was not done, and wrote") }
            case .failure(let error):
                guard after == rivalImage ?? before else {
                    throw LawBroken("plan \(number): it was refused, and wrote")
                }
                let codes = (error as? Diagnostics)?.findings.map(\.code) ?? []
                guard codes == [.stalePlan] else { throw LawBroken("plan \(number): \(error)") }
                guard writer != 0 else { throw LawBroken("plan \(number): refused though nobody wrote") }
            }
        }
    }

    private static func everything(_ state: StoredState) -> [String] {
        state.resources.values.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.owner)|\($0.body ?? "-")" }
    }

    /// The state as the plan's changes say it will be.
    private static func image(of plan: Plan, over state: StoredState) -> [String] {
        var bodies = state.resources.mapValues { "\($0.owner)|\($0.body ?? "-")" }
        for change in plan.changes {
            if let old = change.storedKey { bodies[old] = nil }
            if let after = change.after { bodies[change.key] = "\(plan.owner)|\(CanonicalJSON.encode(after))" }
        }
        return bodies.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value)" }
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous body gives or throws.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

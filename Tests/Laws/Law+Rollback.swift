import Model
import Reconciling
import TestSupport

extension Law {
    private static let revisions = 50

    /// Going back to any of fifty revisions gives the state of then, byte for byte, from wherever the state is by now;
    /// another owner's resources stay as they are, and the history holds.
    package static let rollback = Law(name: "rollback", casesPerTry: revisions) { seed in
        var state = try RandomState(seed: seed)
        // What each owner's resources were after each of its revisions.
        var images: [Int: (owner: String, image: [String])] = [:]
        while images.count < revisions {
            let owner = RandomState.owners[state.below(2)]
            if let number = try await state.apply(state.plan(owner: owner)) {
                images[number] = (owner, RandomState.image(of: try await state.store.read(), owner: owner))
            }
            if state.below(4) == 0 { try await state.edit() }
        }
        for number in images.keys.sorted().shuffled(using: &state.shuffling) {
            guard let (owner, image) = images[number] else { continue }
            if state.below(3) == 0 { try await state.edit() }
            let other = RandomState.owners.first { $0 != owner } ?? owner
            let before = RandomState.image(of: try await state.store.read(), owner: other)
            let stored = try await state.store.read()
            let plan = try await Rollback(to: number, in: state.store).plan(against: stored, owner: owner)
            _ = try await state.apply(plan)
            let after = try await state.store.read()
            guard RandomState.image(of: after, owner: owner) == image else {
                throw LawBroken("revision \(number) of \(owner) did not come back")
            }
            guard RandomState.image(of: after, owner: other) == before else {
                throw LawBroken("going back to revision \(number) of \(owner) touched \(other)")
            }
        }
        if let problem = try await HistoryCheck.run(state.store).problem { throw LawBroken(problem.reason) }
    }
}

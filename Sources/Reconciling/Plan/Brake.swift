package import Model

/// Refuses plans that delete what nobody asked to lose.
package enum Brake {
    /// Most resources, in percent of those stored, that a plan may delete unconfirmed.
    package static let mostDeleted = 30
    /// The percentage counts from this many stored resources on.
    package static let smallestCounted = 10

    /// Why the plan must not be applied without `--confirm DIGEST`; empty when it may be.
    package static func refusals(of plan: Plan, against stored: StoredState) -> [Diagnostic] {
        let leaving = plan.changes.filter { $0.action == .delete || $0.renamedFrom != nil }
        guard !leaving.isEmpty else { return [] }
        let deletes = leaving.filter { $0.action == .delete }
        let owned = stored.resources.values.filter { $0.owner == plan.owner && $0.body != nil }.count
        return deletes.compactMap { protected($0) } + referenced(leaving, plan, stored)
            + (deletes.isEmpty ? [] : quantity(deletes.count, of: owned))
    }

    /// Refuses, unless the digest of exactly this plan was confirmed.
    ///
    /// - Parameter confirmed: What `--confirm` gave.
    package static func verdict(
        on plan: Plan, against stored: StoredState, confirmed: String?
    ) throws(Diagnostics) {
        let refusals = refusals(of: plan, against: stored)
        if let confirmed, confirmed != plan.digest {
            throw Diagnostics(
                refusals + [
                    Diagnostic(
                        .wrongConfirmation, "`--confirm` names another plan's digest",
                        hint: "read the plan again; its digest is \(plan.digest)")
                ])
        }
        guard confirmed == nil, !refusals.isEmpty else { return }
        throw Diagnostics(refusals)
    }

    private static func protected(_ change: Change) -> Diagnostic? {
        guard change.before?["metadata"]?["protect"] == .bool(true) else { return nil }
        return Diagnostic(
            .deletesProtected, "the plan would delete \(change.key), which is protected",
            hint: "apply `protect: false` first, or confirm this plan's digest")
    }

    private static func referenced(_ leaving: [Change], _ plan: Plan, _ stored: StoredState) -> [Diagnostic] {
        let after = Dictionary(plan.changes.compactMap { change in change.after.map { (change.key, $0) } }) { $1 }
        var words: [ResourceKey: String] = [:]
        for change in leaving {
            guard let key = change.storedKey, after[key] == nil else { continue }
            words[key] = change.action == .delete ? "delete" : "rename"
        }
        let replaced = Set(plan.changes.compactMap(\.storedKey))
        let staying = stored.resources.values.filter { $0.body != nil && !replaced.contains($0.key) }
        var referring = after
        for record in staying { referring[record.key] = (try? record.resource())?.body }
        return referring.sorted { $0.key < $1.key }.flatMap { key, body in
            ReferencedKeys.of(key.kind, spec: body["spec"]).compactMap { target in
                words[target].map { word in
                    Diagnostic(
                        .deletesReferenced, "the plan would \(word) \(target), to which \(key) refers",
                        hint: "change or delete \(key) too, or confirm this plan's digest")
                }
            }
        }
    }

    private static func quantity(_ deletes: Int, of owned: Int) -> [Diagnostic] {
        if deletes >= owned {
            return [
                Diagnostic(
                    .deletesEverything, "the plan would delete all \(owned) resources of this owner",
                    hint: "check that -f names the right folder, or confirm this plan's digest")
            ]
        }
        guard owned >= smallestCounted, deletes * 100 > owned * mostDeleted else { return [] }
        return [
            Diagnostic(
                .deletesTooMany,
                "the plan would delete \(deletes) of \(owned) resources (\(deletes * 100 / owned) %), more than \(mostDeleted) %",
                hint: "check that -f names the right folder, or confirm this plan's digest")
        ]
    }
}

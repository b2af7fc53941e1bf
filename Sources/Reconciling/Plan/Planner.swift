package import Model

/// Compares the desired with the stored state.
///
/// | desired | stored              | owner   | change                                   |
/// |---------|---------------------|---------|------------------------------------------|
/// | yes     | no                  |         | create                                   |
/// | yes     | under its old name  | ours    | update that renames it                   |
/// | yes     | differs             | ours    | update                                   |
/// | yes     | equal               | ours    | none                                     |
/// | yes     | any                 | another | refused, or an update that takes it over |
/// | no      | yes                 | ours    | delete with pruning, otherwise a warning |
/// | no      | yes                 | another | none                                     |
///
/// What the request does not select is neither changed nor deleted.
package enum Planner {
    /// Makes the plan.
    ///
    /// - Throws: `Diagnostics` when another owner's resources would be touched, a rename or a target makes no sense, or
    ///   a change refers to what will not be there; `StoreError.corrupt`, wrapped as a diagnostic, when a stored body
    ///   can't be read.
    package static func plan(
        _ desired: DesiredState, against stored: StoredState, _ request: PlanRequest,
        manifestDigest: @autoclosure @escaping @Sendable () -> String? = nil
    ) throws(Diagnostics) -> Plan {
        try plan(
            desired, Renames(desired, stored: stored, request), against: stored, request,
            manifestDigest: manifestDigest())
    }

    /// Makes the plan that goes back to what once was: names lead to what became of the resources.
    package static func plan(
        returningTo desired: DesiredState, from stored: StoredState, owner: String
    ) throws(Diagnostics) -> Plan {
        try plan(
            desired, Renames(returning: desired, stored: stored), against: stored,
            PlanRequest(owner: owner, pruning: .deleteMissing), manifestDigest: nil)
    }

    private static func plan(
        _ desired: DesiredState, _ renames: Renames, against stored: StoredState, _ request: PlanRequest,
        manifestDigest: @autoclosure @escaping @Sendable () -> String?
    ) throws(Diagnostics) -> Plan {
        let left = renames.left
        var changes: [Change] = []
        var problems = Diagnostics(renames.problems)
        var unchanged = 0
        var found = 0
        for manifest in desired.manifests {
            let resource = manifest.resource
            let record = stored.resources[resource.key]
            found += record == nil ? 0 : 1
            guard request.selection.selects(resource.key, resource.labels) else { continue }
            do throws(Diagnostic) {
                // A name that was given up stands for a new resource.
                let former = renames.former[resource.key]
                let record = former.map { stored.resources[$0] } ?? (left.contains(resource.key) ? nil : record)
                switch try change(for: resource, former: former, record, request, stored) {
                case .some(let change): changes.append(change)
                case .none: unchanged += 1
                }
            } catch {
                problems.findings.append(error)
            }
        }
        // Mostly each stored resource was met above, and then none is missing.
        let isNoneMissing = found == stored.resources.count
        let wanted =
            isNoneMissing && request.selection.targets.isEmpty
            ? [] : Set(desired.manifests.map(\.resource.key)).union(left)
        problems.findings += unknownTargets(request, wanted, stored)
        var warnings: [Diagnostic] = []
        let missing =
            isNoneMissing
            ? []
            : stored.resources.values
                .filter { $0.owner == request.owner && $0.body != nil && !wanted.contains($0.key) }
                .sorted { $0.key < $1.key }
        for record in missing {
            do throws(StoreError) {
                guard let resource = try record.resource(),
                    request.selection.selects(record.key, resource.labels)
                else { continue }
                switch request.pruning {
                case .deleteMissing:
                    changes.append(
                        Change(
                            action: .delete, key: record.key, source: nil, before: resource.body, after: nil,
                            remarks: LinkedAccountRemark.removing(resource, stored)))
                case .keepMissing: warnings.append(missingWarning(record.key))
                }
            } catch {
                problems.findings.append(error.diagnostic)
            }
        }
        problems.findings += absentReferences(changes, stored)
        guard !problems.hasErrors else { throw problems }
        return Plan(
            stateSerial: stored.serial, stateIdentity: stored.identity, owner: request.owner, changes: changes,
            unchanged: unchanged, manifestDigest: manifestDigest(), warnings: warnings)
    }

    private static func change(
        for resource: Resource, former: ResourceKey?, _ record: StoredResource?, _ request: PlanRequest,
        _ stored: StoredState
    ) throws(Diagnostic) -> Change? {
        guard let record, let body = record.body else {
            return Change(
                action: .create, key: resource.key, source: resource.source, before: nil, after: resource.body)
        }
        let isOurs = record.owner == request.owner
        guard isOurs || request.ownership == .take else {
            throw Diagnostic(
                .ownedByAnother, at: resource.source,
                "\(record.key) belongs to the owner `\(record.owner)`, not to `\(request.owner)`",
                hint: "apply with --owner \(record.owner), or take it over with --take-ownership")
        }
        // Canonical bytes decide: nothing is decoded for a resource that stays as it is.
        if isOurs, former == nil, body == resource.canonical, record.applied == body { return nil }
        do throws(StoreError) {
            let before = try record.resource()
            var remarks = isOurs ? [] : ["taken over from the owner `\(record.owner)`"]
            if body != record.applied {
                remarks.append(
                    "changed by \(record.changed.by) through `\(record.changed.through)` at \(record.changed.at)")
            }
            return Change(
                action: .update, key: resource.key, renamedFrom: former?.name, source: resource.source,
                before: before?.body, after: resource.body,
                remarks: remarks + LinkedAccountRemark.updating(before, to: resource, stored))
        } catch {
            throw error.diagnostic
        }
    }

    private static func missingWarning(_ key: ResourceKey) -> Diagnostic {
        Diagnostic(
            .notFound, severity: .warning, "\(key) is stored but in no manifest; it stays",
            hint: "delete it with --prune, or declare it")
    }

    private static func unknownTargets(
        _ request: PlanRequest, _ wanted: Set<ResourceKey>, _ stored: StoredState
    ) -> [Diagnostic] {
        request.selection.targets.sorted().filter { !wanted.contains($0) && stored.resources[$0]?.body == nil }
            .map { target in
                let names = wanted.union(stored.resources.keys).filter { $0.kind == target.kind }.map(\.name)
                return Diagnostic(
                    .notFound,
                    "--target names \(target), which no manifest declares and the stored state does not hold",
                    hint: Suggestion.hint(for: target.name, among: names) ?? "check its kind and name")
            }
    }

    /// Changes that begin to refer to what neither is stored nor comes with the plan: a selection may have left it out.
    private static func absentReferences(_ changes: [Change], _ stored: StoredState) -> [Diagnostic] {
        let made = Set(changes.compactMap { $0.after == nil ? nil : $0.key })
        return changes.flatMap { change in
            let before = ReferencedKeys.of(change.key.kind, spec: change.before?["spec"])
            return ReferencedKeys.of(change.key.kind, spec: change.after?["spec"])
                .filter { !made.contains($0) && stored.resources[$0]?.body == nil && !before.contains($0) }
                .map { target in
                    Diagnostic(
                        .danglingReference, at: change.source,
                        "\(change.key) refers to \(target), which is neither stored nor part of this plan",
                        hint: "select \(target) as well")
                }
        }
    }
}

package import Model

/// Compares the desired with the stored state.
///
/// | desired | stored     | owner   | change                                   |
/// |---------|------------|---------|------------------------------------------|
/// | yes     | no         |         | create                                   |
/// | yes     | differs    | ours    | update                                   |
/// | yes     | equal      | ours    | none                                     |
/// | yes     | any        | another | refused, or an update that takes it over |
/// | no      | yes        | ours    | delete with pruning, otherwise a warning |
/// | no      | yes        | another | none                                     |
package enum Planner {
    /// Makes the plan.
    ///
    /// - Throws: `Diagnostics` when another owner's resources would be touched; `StoreError.corrupt`, wrapped as a
    ///   diagnostic, when a stored body can't be read.
    package static func plan(
        _ desired: DesiredState, against stored: StoredState, _ request: PlanRequest
    ) throws(Diagnostics) -> Plan {
        var changes: [Change] = []
        var problems = Diagnostics()
        var unchanged = 0
        var found = 0
        for manifest in desired.manifests {
            let resource = manifest.resource
            let record = stored.resources[resource.key]
            found += record == nil ? 0 : 1
            guard request.selector.selects(resource.labels) else { continue }
            do throws(Diagnostic) {
                switch try change(for: resource, record, stored: stored, request) {
                case .some(let change): changes.append(change)
                case .none: unchanged += 1
                }
            } catch {
                problems.findings.append(error)
            }
        }
        var warnings: [Diagnostic] = []
        // Mostly each stored resource was met above, and none is left to look for.
        let missing = found == stored.resources.count ? [] : missing(from: desired, in: stored, of: request.owner)
        for record in missing {
            do throws(StoreError) {
                guard let resource = try record.resource(), request.selector.selects(resource.labels) else { continue }
                switch request.pruning {
                case .deleteMissing:
                    changes.append(
                        Change(
                            action: .delete, key: record.key, source: nil, before: resource.body, after: nil,
                            remarks: remarks(removing: resource, stored)))
                case .keepMissing: warnings.append(missingWarning(record.key))
                }
            } catch {
                problems.findings.append(error.diagnostic)
            }
        }
        guard !problems.hasErrors else { throw problems }
        return Plan(
            stateSerial: stored.serial, owner: request.owner, changes: changes, unchanged: unchanged,
            warnings: warnings)
    }

    private static func missing(
        from desired: DesiredState, in stored: StoredState, of owner: String
    ) -> [StoredResource] {
        let wanted = Set(desired.manifests.map(\.resource.key))
        return stored.resources.values
            .filter { $0.owner == owner && $0.body != nil && !wanted.contains($0.key) }
            .sorted { $0.key < $1.key }
    }

    private static func change(
        for resource: Resource, _ record: StoredResource?, stored: StoredState, _ request: PlanRequest
    ) throws(Diagnostic) -> Change? {
        guard let record, let body = record.body else {
            return Change(
                action: .create, key: resource.key, source: resource.source, before: nil, after: resource.body)
        }
        let isOurs = record.owner == request.owner
        guard isOurs || request.ownership == .take else {
            throw Diagnostic(
                .ownedByAnother, at: resource.source,
                "\(resource.key) belongs to the owner `\(record.owner)`, not to `\(request.owner)`",
                hint: "apply with --owner \(record.owner), or take it over with --take-ownership")
        }
        // Canonical bytes decide: nothing is decoded for a resource that stays as it is.
        if isOurs, body == resource.canonical, record.applied == body { return nil }
        do throws(StoreError) {
            let before = try record.resource()
            var remarks = isOurs ? [] : ["taken over from the owner `\(record.owner)`"]
            if body != record.applied {
                remarks.append(
                    "changed by \(record.changed.by) through `\(record.changed.through)` at \(record.changed.at)")
            }
            return Change(
                action: .update, key: resource.key, source: resource.source, before: before?.body,
                after: resource.body, remarks: remarks + self.remarks(updating: before, to: resource, stored))
        } catch {
            throw error.diagnostic
        }
    }

    private static func missingWarning(_ key: ResourceKey) -> Diagnostic {
        Diagnostic(
            .notFound, severity: .warning, "\(key) is stored but in no manifest; it stays",
            hint: "delete it with --prune, or declare it")
    }

    private static func remarks(removing resource: Resource, _ stored: StoredState) -> [String] {
        guard resource.key.kind == .outboundConnector else { return [] }
        return staying(resource.key.name, stored)
    }

    private static func remarks(updating before: Resource?, to after: Resource, _ stored: StoredState) -> [String] {
        guard after.key.kind == .outboundConnector, before?.spec["enabled"] == .bool(true),
            after.spec["enabled"] == .bool(false)
        else { return [] }
        return staying(after.key.name, stored)
    }

    /// A connector that goes or is switched off touches no remote account; the plan says how many stay behind.
    private static func staying(_ connector: String, _ stored: StoredState) -> [String] {
        let count = stored.linkedAccounts[connector] ?? 0
        return count == 0 ? [] : ["\(count) linked \(count == 1 ? "account stays" : "accounts stay") at the target"]
    }
}

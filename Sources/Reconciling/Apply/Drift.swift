package import Model

/// What differs between three states: the manifests, what was last applied, and what is stored.
///
/// | last applied | stored   | manifests        | finding |
/// |--------------|----------|------------------|---------|
/// | A            | B        | any              | drift   |
/// | A            | any      | not A            | pending |
/// | A            | A        | A, or not given  | none    |
///
/// A hand change that the manifests ask for too is no drift any more: it is pending until an apply accepts it.
package struct Drift: Sendable {
    /// Ascending by key.
    package let findings: [Finding]
    /// What the manifests ask for beyond what was last applied; `nil` when no manifests were given.
    package let pending: Plan?

    package enum Status: String, Hashable, Sendable {
        case none
        case pending
        case drifted
    }

    /// What nobody acknowledged.
    package var open: [Finding] { findings.filter { !$0.isAcknowledged } }

    /// Drift beats pending; acknowledged drift is none.
    package var status: Status {
        guard open.isEmpty else { return .drifted }
        return pending.map { $0.isEmpty } ?? true ? .none : .pending
    }

    /// Compares; reads only.
    ///
    /// - Parameters:
    ///   - manifests: As loaded, or `nil` to compare stored with last applied alone.
    ///   - now: Decides which acknowledgements have expired.
    package static func between(
        _ manifests: [Manifest]?, stored: StoredState, _ request: PlanRequest, at now: Timestamp
    ) throws(Diagnostics) -> Drift {
        var findings: [Finding] = []
        let wanted = Dictionary((manifests ?? []).map { ($0.resource.key, $0.resource) }) { $1 }
        for record in stored.resources.values.sorted(by: { $0.key < $1.key })
        where record.owner == request.owner && record.body != record.applied {
            guard try isSelected(record, by: request) else { continue }
            let manifest = wanted[record.key]
            if let manifest, record.body == manifest.canonical { continue }
            findings.append(
                Finding(
                    record, try nature(of: record), source: manifest?.source, stored.acknowledgements, at: now))
        }
        guard let manifests else { return Drift(findings: findings, pending: nil) }
        return Drift(findings: findings, pending: try Applier.plan(manifests, against: lastApplied(stored), request))
    }

    private static func isSelected(
        _ record: StoredResource, by request: PlanRequest
    ) throws(Diagnostics) -> Bool {
        do throws(StoreError) {
            var resource = try record.resource()
            if resource == nil { resource = try record.appliedResource() }
            return request.selection.selects(record.key, resource?.labels ?? [:])
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    private static func nature(of record: StoredResource) throws(Diagnostics) -> Nature {
        do throws(StoreError) {
            guard let stored = try record.resource() else { return .deleted }
            guard let applied = try record.appliedResource() else { return .created }
            return .changed(FieldDiff.between(applied.body, stored.body))
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    /// The state as the last apply left it.
    private static func lastApplied(_ stored: StoredState) -> StoredState {
        StoredState(
            serial: stored.serial,
            resources: stored.resources.values.map { record in
                StoredResource(
                    key: record.key, owner: record.owner, body: record.applied, applied: record.applied,
                    revision: record.revision, changed: record.changed)
            },
            linkedAccounts: stored.linkedAccounts, identity: stored.identity)
    }
}

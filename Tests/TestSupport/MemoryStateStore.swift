package import Model
package import Reconciling

/// A `StateStore` in memory with the promises of the real one.
package actor MemoryStateStore: StateStore {
    private var state: StoredState
    private var history: [RevisionEntry] = []
    private var holder: LockHolder?
    /// Runs before each commit is checked: the place for an interleaved writer.
    private var beforeCommit: (@Sendable (isolated MemoryStateStore) -> Void)?

    package init(_ state: StoredState = .empty) {
        self.state = state
    }

    package func interleave(_ body: @escaping @Sendable (isolated MemoryStateStore) -> Void) {
        beforeCommit = body
    }

    package func read() -> StoredState { state }
    package func readResources() -> StoredState {
        StoredState(serial: state.serial, resources: Array(state.resources.values))
    }
    package func serial() -> Int { state.serial }
    package func revision(_ number: Int) -> Revision? { history.map(\.revision).first { $0.number == number } }

    package func revisions(limit: Int) -> [Revision] { history.reversed().prefix(limit).map(\.revision) }

    package func replace(_ resources: [StoredResource]) {
        state = StoredState(
            serial: state.serial + 1, resources: resources, linkedAccounts: state.linkedAccounts,
            identity: state.identity, acknowledgements: state.acknowledgements)
    }

    package func commit(_ commit: StateCommit) throws(StoreError) -> Revision {
        if let writer = beforeCommit {
            beforeCommit = nil
            writer(self)
        }
        guard commit.expectedSerial == state.serial else {
            throw .stale(expected: commit.expectedSerial, found: state.serial)
        }
        if let holder, holder.token != commit.lock { throw .locked(by: holder.description) }
        let number = history.count + 1
        var resources = state.resources
        for rename in commit.renames { resources[ResourceKey(rename.key.kind, rename.old)] = nil }
        for write in commit.writes {
            resources[write.key] = write.body.map { body in
                StoredResource(
                    key: write.key, owner: commit.owner, body: body, applied: body, revision: number,
                    changed: commit.change)
            }
        }
        replace(Array(resources.values))
        let revision = Revision(
            number: number, owner: commit.owner, change: commit.change, digest: commit.digest, plan: commit.plan,
            summary: commit.summary, note: commit.note, source: commit.source)
        history.append(
            RevisionEntry(
                revision: revision, writes: commit.revisionWrites,
                hash: RevisionChain.hash(of: revision, commit.revisionWrites, after: history.last?.hash ?? "")))
        return revision
    }

    package func edit(_ edit: HandEdit) throws(StoreError) {
        guard edit.expectedSerial == state.serial else {
            throw .stale(expected: edit.expectedSerial, found: state.serial)
        }
        guard let old = state.resources[edit.key] else { return }
        var resources = state.resources
        resources[edit.key] = StoredResource(
            key: old.key, owner: old.owner, body: edit.body, applied: old.applied, revision: old.revision,
            changed: edit.change)
        replace(Array(resources.values))
    }

    package func entries(after number: Int, limit: Int) -> [RevisionEntry] {
        Array(history.filter { $0.revision.number > number }.prefix(limit))
    }

    package func revisionMark() -> RevisionMark {
        RevisionMark(keptFrom: 0, newest: history.count, head: history.last?.hash ?? "")
    }

    package func contents(at number: Int) -> RevisionContents {
        var resources: [ResourceKey: RevisionWrite] = [:]
        for entry in history where entry.revision.number <= number {
            for write in entry.writes { resources[write.key] = write }
        }
        let departures = history.filter { $0.revision.number > number }.map { entry in
            entry.writes.filter { $0.renamedFrom != nil || $0.body == nil }
        }
        return RevisionContents(
            mark: revisionMark(),
            resources: resources.values.filter { $0.body != nil }.sorted { $0.key < $1.key }, departures: departures)
    }

    package func acknowledge(_ acknowledgement: Acknowledgement) {
        keep(
            state.acknowledgements.filter { $0.key != acknowledgement.key || $0.path != acknowledgement.path }
                + [acknowledgement])
    }

    package func withdraw(_ key: ResourceKey, path: String) -> Acknowledgement? {
        let found = state.acknowledgements.first { $0.key == key && $0.path == path }
        keep(state.acknowledgements.filter { $0 != found })
        return found
    }

    private func keep(_ acknowledgements: [Acknowledgement]) {
        state = StoredState(
            serial: state.serial, resources: Array(state.resources.values), linkedAccounts: state.linkedAccounts,
            identity: state.identity, acknowledgements: acknowledgements)
    }

    package func acquire(_ holder: LockHolder) -> LockAttempt {
        if let other = self.holder, other.expiresAt > holder.renewedAt { return .held(other) }
        self.holder = holder
        return .acquired
    }

    package func renew(_ token: LockToken, at now: Timestamp, until end: Timestamp) -> LockRenewal {
        guard let held = holder, held.token == token else { return .lost }
        holder = LockHolder(
            token: token, by: held.by, host: held.host, process: held.process, purpose: held.purpose,
            acquiredAt: held.acquiredAt, renewedAt: now, expiresAt: end)
        return .renewed
    }

    package func release(_ token: LockToken) {
        if holder?.token == token { holder = nil }
    }

    package func lockHolder() -> LockHolder? { holder }

    package func breakLock(acquiredBefore moment: Timestamp) -> LockHolder? {
        guard let held = holder, held.acquiredAt <= moment else { return nil }
        holder = nil
        return held
    }
}

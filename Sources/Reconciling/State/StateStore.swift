package import Model

/// What one apply writes.
package struct StateCommit: Sendable {
    /// What a resource becomes.
    package struct Write: Sendable {
        package let key: ResourceKey
        /// Canonical JSON of the new body; `nil` deletes the resource.
        package let body: String?
        /// The name under which the resource is stored until now; its account links and deliveries follow it.
        package let renamedFrom: String?

        package init(key: ResourceKey, body: String?, renamedFrom: String? = nil) {
            self.key = key
            self.body = body
            self.renamedFrom = renamedFrom
        }
    }

    package let expectedSerial: Int
    package let owner: String
    package let writes: [Write]
    package let change: ChangeRecord
    package let digest: String
    /// The plan as canonical JSON, kept with the revision.
    package let plan: String
    package let summary: PlanSummary
    package let note: String?
    package let source: RevisionSource?
    /// Proves that the state's lock is held; without one nobody else may hold it.
    package let lock: LockToken?

    package init(
        expectedSerial: Int, owner: String, writes: [Write], change: ChangeRecord, digest: String, plan: String,
        summary: PlanSummary, note: String?, source: RevisionSource? = nil, lock: LockToken? = nil
    ) {
        self.expectedSerial = expectedSerial
        self.owner = owner
        self.writes = writes
        self.change = change
        self.digest = digest
        self.plan = plan
        self.summary = summary
        self.note = note
        self.source = source
        self.lock = lock
    }

    /// What the revision keeps of it: a name that was given up and not taken anew ends there.
    package var revisionWrites: [RevisionWrite] {
        let made = writes.map { write in
            RevisionWrite(key: write.key, owner: owner, body: write.body, renamedFrom: write.renamedFrom)
        }
        let taken = Set(writes.map(\.key))
        let left = renames.map { ResourceKey($0.key.kind, $0.old) }.filter { !taken.contains($0) }
        return made + left.map { RevisionWrite(key: $0, owner: owner, body: nil) }
    }

    /// The resources that get another name, with the old one. They change their names at once, so two may swap.
    package var renames: [(key: ResourceKey, old: String)] {
        writes.compactMap { write in write.renamedFrom.map { (write.key, $0) } }
    }
}

/// A change of one resource's body by hand: it is drift until the manifests agree.
package struct HandEdit: Sendable {
    package let expectedSerial: Int
    package let key: ResourceKey
    package let body: String
    package let change: ChangeRecord

    package init(expectedSerial: Int, key: ResourceKey, body: String, change: ChangeRecord) {
        self.expectedSerial = expectedSerial
        self.key = key
        self.body = body
        self.change = change
    }
}

/// Keeps the resources and the revisions. Any number of processes may share one store.
package protocol StateStore: Sendable {
    /// Reads everything as of one moment.
    func read() async throws(StoreError) -> StoredState

    /// Reads the serial, the resources and the acknowledged drift as of one moment, and nothing else: to count a
    /// million links takes seconds, and logins wait for this.
    func readResources() async throws(StoreError) -> StoredState

    /// The present serial; cheap enough to ask at every login.
    func serial() async throws(StoreError) -> Int

    /// Writes a whole plan and its revision, or nothing.
    ///
    /// Sets body and applied form of every written resource, and the applied form of nothing else.
    /// Acknowledged drift of the written resources is forgotten: an apply healed it.
    /// - Throws: `.stale` when the serial is not the expected one, `.locked` when somebody else holds the lock;
    ///   nothing is written then.
    /// - Atomicity: one transaction.
    func commit(_ commit: StateCommit) async throws(StoreError) -> Revision

    /// Changes one resource's body and not its applied form. Same promises as `commit`; makes no revision.
    func edit(_ edit: HandEdit) async throws(StoreError)

    /// The revision of that number, if there is one.
    func revision(_ number: Int) async throws(StoreError) -> Revision?

    /// The newest revisions, newest first.
    func revisions(limit: Int) async throws(StoreError) -> [Revision]

    /// Revisions with their content after the one of that number, in their order.
    func entries(after number: Int, limit: Int) async throws(StoreError) -> [RevisionEntry]

    /// Where the chain of revisions begins and ends.
    func revisionMark() async throws(StoreError) -> RevisionMark

    /// All resources as the revision of that number left them; 0 is the empty state.
    func contents(at number: Int) async throws(StoreError) -> RevisionContents

    /// Stores acknowledged drift in place of what was acknowledged for the same resource and path.
    func acknowledge(_ acknowledgement: Acknowledgement) async throws(StoreError)

    /// Forgets acknowledged drift.
    ///
    /// - Returns: What was forgotten; `nil` when there was nothing.
    func withdraw(_ key: ResourceKey, path: String) async throws(StoreError) -> Acknowledgement?

    /// Takes the lock when nobody holds it, or its lease is over at `holder.renewedAt`.
    ///
    /// The lock is a lease: its holder renews it, and it expires when nobody does. A commit checks it again in its
    /// transaction.
    func acquire(_ holder: LockHolder) async throws(StoreError) -> LockAttempt

    func renew(_ token: LockToken, at now: Timestamp, until end: Timestamp) async throws(StoreError) -> LockRenewal

    /// Gives the lock back; nothing happens when it is another's by now.
    func release(_ token: LockToken) async throws(StoreError)

    /// Who holds the lock, an expired one too.
    func lockHolder() async throws(StoreError) -> LockHolder?

    /// Takes the lock from a holder who got it before `moment`; its commit will be refused.
    ///
    /// - Returns: Whose lock was broken.
    func breakLock(acquiredBefore moment: Timestamp) async throws(StoreError) -> LockHolder?
}

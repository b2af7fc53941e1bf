package import Model

/// What one apply writes.
package struct StateCommit: Sendable {
    /// What a resource becomes.
    package struct Write: Sendable {
        package let key: ResourceKey
        /// Canonical JSON of the new body; `nil` deletes the resource.
        package let body: String?

        package init(key: ResourceKey, body: String?) {
            self.key = key
            self.body = body
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

    package init(
        expectedSerial: Int, owner: String, writes: [Write], change: ChangeRecord, digest: String, plan: String,
        summary: PlanSummary, note: String?
    ) {
        self.expectedSerial = expectedSerial
        self.owner = owner
        self.writes = writes
        self.change = change
        self.digest = digest
        self.plan = plan
        self.summary = summary
        self.note = note
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

    /// Reads the serial and the resources as of one moment, and leaves `linkedAccounts` empty: to count a million links
    /// takes seconds, and logins wait for this.
    func readResources() async throws(StoreError) -> StoredState

    /// The present serial; cheap enough to ask at every login.
    func serial() async throws(StoreError) -> Int

    /// Writes a whole plan and its revision, or nothing.
    ///
    /// Sets body and applied form of every written resource, and the applied form of nothing else.
    /// - Throws: `.stale` when the serial is not the expected one; nothing is written then.
    /// - Atomicity: one transaction.
    func commit(_ commit: StateCommit) async throws(StoreError) -> Revision

    /// Changes one resource's body and not its applied form. Same promises as `commit`; makes no revision.
    func edit(_ edit: HandEdit) async throws(StoreError)

    /// The revision of that number, if there is one.
    func revision(_ number: Int) async throws(StoreError) -> Revision?

    /// The newest revisions, newest first.
    func revisions(limit: Int) async throws(StoreError) -> [Revision]
}

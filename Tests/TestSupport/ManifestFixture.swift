package import Model
package import Reconciling

/// Reads manifests from text and applies plans to states in memory, for tests of the reconciling pipeline.
package struct ManifestFixture: Sendable {
    private let reader: any NodeReading
    private let variables: [String: String]

    package init(reader: any NodeReading, variables: [String: String] = [:]) {
        self.reader = reader
        self.variables = variables
    }

    package func load(_ texts: String...) async -> (manifests: [Manifest], findings: Diagnostics) {
        let files = texts.enumerated().map { ManifestFile(path: "m\($0.offset).yaml", bytes: Array($0.element.utf8)) }
        let loaded = await ManifestLoader(
            reader: reader, variables: VariableSubstitution(variables), catalogue: ToyCatalogue.value, parallelism: 2
        ).load(files)
        return (loaded.manifests, loaded.findings)
    }
}

/// A `StateStore` in memory with the promises of the real one.
package actor MemoryStateStore: StateStore {
    private var state: StoredState
    private var history: [Revision] = []
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
    package func revision(_ number: Int) -> Revision? { history.first { $0.number == number } }

    package func revisions(limit: Int) -> [Revision] { Array(history.reversed().prefix(limit)) }

    package func replace(_ resources: [StoredResource]) {
        state = StoredState(serial: state.serial + 1, resources: resources, linkedAccounts: state.linkedAccounts)
    }

    package func commit(_ commit: StateCommit) throws(StoreError) -> Revision {
        if let writer = beforeCommit {
            beforeCommit = nil
            writer(self)
        }
        guard commit.expectedSerial == state.serial else {
            throw .stale(expected: commit.expectedSerial, found: state.serial)
        }
        let number = history.count + 1
        var resources = state.resources
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
            summary: commit.summary, note: commit.note)
        history.append(revision)
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
}

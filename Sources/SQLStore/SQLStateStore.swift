package import Model
package import Reconciling

/// Keeps resources and revisions in an SQL store.
package struct SQLStateStore: StateStore {
    private let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    package func read() async throws(StoreError) -> StoredState {
        try await transactions.read { session in
            let resources = ResourceTable(session: session)
            return StoredState(
                serial: try resources.serial(), resources: try resources.all(),
                linkedAccounts: try AccountLinkTable(session: session).counts())
        }
    }

    package func readResources() async throws(StoreError) -> StoredState {
        try await transactions.read { session in
            let resources = ResourceTable(session: session)
            return StoredState(serial: try resources.serial(), resources: try resources.all())
        }
    }

    package func serial() async throws(StoreError) -> Int {
        try await transactions.read { session in try ResourceTable(session: session).serial() }
    }

    package func commit(_ commit: StateCommit) async throws(StoreError) -> Revision {
        try await transactions.write { session in
            let resources = ResourceTable(session: session)
            try resources.advance(from: commit.expectedSerial)
            let revision = try RevisionTable(session: session).append(commit)
            for write in commit.writes {
                if let body = write.body {
                    try resources.put(
                        write.key, body: body, owner: commit.owner, revision: revision.number, change: commit.change)
                } else {
                    try resources.delete(write.key)
                }
            }
            return revision
        }
    }

    package func edit(_ edit: HandEdit) async throws(StoreError) {
        try await transactions.write { session in
            let resources = ResourceTable(session: session)
            try resources.advance(from: edit.expectedSerial)
            try resources.edit(edit.key, body: edit.body, change: edit.change)
        }
    }

    package func revision(_ number: Int) async throws(StoreError) -> Revision? {
        try await transactions.read { session in try RevisionTable(session: session).find(number) }
    }

    package func revisions(limit: Int) async throws(StoreError) -> [Revision] {
        try await transactions.read { session in try RevisionTable(session: session).newest(limit) }
    }
}

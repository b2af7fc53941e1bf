package import Model
package import Reconciling

/// Keeps resources and revisions in an SQL store.
package struct SQLStateStore: StateStore {
    let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    package func read() async throws(StoreError) -> StoredState {
        try await transactions.read { session in
            let resources = ResourceTable(session: session)
            return StoredState(
                serial: try resources.serial(), resources: try resources.all(),
                linkedAccounts: try AccountLinkTable(session: session).counts(),
                identity: try resources.identity(), acknowledgements: try AcknowledgementTable(session: session).all())
        }
    }

    package func readResources() async throws(StoreError) -> StoredState {
        try await transactions.read { session in
            let resources = ResourceTable(session: session)
            return StoredState(
                serial: try resources.serial(), resources: try resources.all(),
                acknowledgements: try AcknowledgementTable(session: session).all())
        }
    }

    package func serial() async throws(StoreError) -> Int {
        try await transactions.read { session in try ResourceTable(session: session).serial() }
    }

    package func commit(_ commit: StateCommit) async throws(StoreError) -> Revision {
        try await transactions.write { session in
            let resources = ResourceTable(session: session)
            try LockTable(session: session).demand(commit.lock, at: commit.change.at)
            try resources.advance(from: commit.expectedSerial)
            let revision = try RevisionTable(session: session).append(commit)
            let acknowledgements = AcknowledgementTable(session: session)
            for rename in commit.renames { try resources.delete(ResourceKey(rename.key.kind, rename.old)) }
            try RenameTable(session: session).rename(commit.renames)
            for write in commit.writes {
                try acknowledgements.deleteAll(of: write.key)
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

    package func entries(after number: Int, limit: Int) async throws(StoreError) -> [RevisionEntry] {
        try await transactions.read { session in
            try RevisionTable(session: session).entries(after: number, limit: limit)
        }
    }

    package func revisionMark() async throws(StoreError) -> RevisionMark {
        try await transactions.read { session in try RevisionTable(session: session).mark() }
    }

    package func contents(at number: Int) async throws(StoreError) -> RevisionContents {
        try await transactions.read { session in try RevisionTable(session: session).contents(at: number) }
    }

    package func acknowledge(_ acknowledgement: Acknowledgement) async throws(StoreError) {
        try await transactions.write { session in try AcknowledgementTable(session: session).put(acknowledgement) }
    }

    package func withdraw(_ key: ResourceKey, path: String) async throws(StoreError) -> Acknowledgement? {
        try await transactions.write { session in
            try AcknowledgementTable(session: session).delete(key, path: path)
        }
    }
}

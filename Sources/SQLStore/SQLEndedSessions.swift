package import Model
package import Provisioning

/// Remembers ended sessions in an SQL store.
package struct SQLEndedSessions: EndedSessions {
    private let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    package func end(_ session: SessionID, until expiry: Timestamp, at now: Timestamp) async throws(StoreError) {
        try await transactions.write { sql in
            let table = EndedSessionTable(session: sql)
            try table.forget(before: now)
            try table.put(session, until: expiry)
        }
    }

    package func isEnded(_ session: SessionID) async throws(StoreError) -> Bool {
        try await transactions.read { sql in try EndedSessionTable(session: sql).contains(session) }
    }
}

package import Model
import Provisioning

/// Finds account links in an SQL store.
package struct SQLAccountLinks: AccountLinks {
    private let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    package func owner(of remote: RemoteAccountID, connector: String) async throws(StoreError) -> Subject? {
        try await transactions.read { session in
            try AccountLinkTable(session: session).owner(of: remote, connector: connector)
        }
    }
}

package import Model
package import Provisioning

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

    package func admitRemoval(
        by delivery: DeliveryID, connector: String, brake: OutboundConnector.RemovalBrake, at now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict {
        try await transactions.write { session in
            let removals = RemovalTable(session: session)
            guard let position = try DeliveryTable(session: session).standing(of: delivery)?.position else {
                throw StoreError.unavailable("the store has no delivery `\(delivery)`")
            }
            guard try !removals.contains(position) else { return .allowed }
            let verdict = try removals.verdict(connector: connector, brake: brake, at: now)
            if verdict == .allowed { try removals.put(delivery: position, connector: connector, at: now) }
            return verdict
        }
    }
}

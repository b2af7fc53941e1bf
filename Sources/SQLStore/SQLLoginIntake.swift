package import Model
package import Provisioning

/// Stores logins. Those that wait for the store at the same time share a commit, as all writes of a store may.
package struct SQLLoginIntake: LoginIntake {
    private let transactions: any SQLTransactions
    private let identifiers: IdentifierSource

    package init(_ transactions: any SQLTransactions, identifiers: IdentifierSource = IdentifierSource()) {
        self.transactions = transactions
        self.identifiers = identifiers
    }

    package func store(_ logins: [Login]) async throws(StoreError) -> [LoginReceipt] {
        // Here, and not where every writer waits for it.
        let prepared = logins.map { (login: $0, attributes: $0.storedAttributes) }
        return try await transactions.write { session in
            try prepared.map { try receipt(storing: $0.login, attributes: $0.attributes, in: session) }
        }
    }

    package func receipt(of login: LoginID, trigger: String) async throws(StoreError) -> LoginReceipt? {
        try await transactions.read { session in
            guard let found = try LoginTable(session: session).find(login, trigger: trigger) else { return nil }
            return LoginReceipt(
                login: found.id, isDuplicate: false,
                deliveries: try DeliveryTable(session: session).owed(login: found.position))
        }
    }

    private func receipt(
        storing login: Login, attributes: String, in session: any SQLSession
    ) throws -> LoginReceipt {
        let logins = LoginTable(session: session)
        let deliveries = DeliveryTable(session: session)
        let id = identifiers.login(at: login.receivedAt)
        guard let position = try logins.insert(login, attributes: attributes, as: id) else {
            guard let first = try logins.find(trigger: login.trigger, eventID: login.eventID) else {
                throw StoreError.corrupt("a login is stored and can't be found")
            }
            return LoginReceipt(
                login: first.id, isDuplicate: true, deliveries: try deliveries.owed(login: first.position))
        }
        let owed = try login.connectors.sorted().map { connector in
            let delivery = identifiers.delivery(at: login.receivedAt)
            let status = try deliveries.insert(
                delivery, login: position, connector: connector, subject: login.subject, asOf: login.asOf,
                at: login.receivedAt)
            return LoginReceipt.Owed(id: delivery, connector: connector, status: status)
        }
        return LoginReceipt(login: id, isDuplicate: false, deliveries: owed)
    }
}

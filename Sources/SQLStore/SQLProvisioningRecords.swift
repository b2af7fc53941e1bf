package import Model
package import Provisioning

/// Reads what happened from an SQL store.
package struct SQLProvisioningRecords: ProvisioningRecords {
    private let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    package func logins(_ query: LoginQuery) async throws(StoreError) -> [LoginRecord] {
        try await transactions.read { session in try LoginTable(session: session).records(query) }
    }

    package func latestLogin(
        of subject: Subject, through connection: String?
    ) async throws(StoreError) -> LoginRecord? {
        try await transactions.read { session in
            try LoginTable(session: session).latest(of: subject, through: connection)
        }
    }

    package func deliveries(_ query: DeliveryQuery) async throws(StoreError) -> [DeliveryRecord] {
        try await transactions.read { session in try DeliveryTable(session: session).records(query) }
    }

    package func accounts(_ query: AccountQuery) async throws(StoreError) -> [AccountRecord] {
        try await transactions.read { session in try AccountLinkTable(session: session).records(query) }
    }

    package func people(matching text: String) async throws(StoreError) -> [PersonRecord] {
        try await transactions.read { session in
            let logins = LoginTable(session: session)
            let subjects = try logins.subjects(matching: text)
                .union(try AccountLinkTable(session: session).subjects(matching: text))
            return try subjects.sorted { $0.text < $1.text }.map { subject in
                PersonRecord(
                    subject: subject, latest: try logins.latest(of: subject, through: nil),
                    connections: try logins.connections(of: subject))
            }
        }
    }

    package func standings() async throws(StoreError) -> [String: ConnectorStanding] {
        try await transactions.read { session in try StandingQuery(session: session).standings() }
    }

    package func link(of subject: Subject, at connector: String) async throws(StoreError) -> AccountLink? {
        try await transactions.read { session in
            try AccountLinkTable(session: session).link(of: subject, connector: connector)
        }
    }

    package func owner(of remote: RemoteAccountID, at connector: String) async throws(StoreError) -> Subject? {
        try await SQLAccountLinks(transactions).owner(of: remote, connector: connector)
    }

    package func removalVerdict(
        at connector: String, brake: OutboundConnector.RemovalBrake, _ now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict {
        try await transactions.read { session in
            try RemovalTable(session: session).verdict(connector: connector, brake: brake, at: now)
        }
    }

    package func facts() async throws(StoreError) -> StoreFacts {
        try await transactions.read { session in
            let schema = try session.query("SELECT MAX(version) FROM schema_migration").first?.int(0) ?? 0
            guard let size = try session.query(session.dialect.storeSize).first else {
                throw StoreError.unavailable("the store does not tell its size")
            }
            return StoreFacts(
                schema: schema, serial: try ResourceTable(session: session).serial(), bytes: try size.int(0),
                freeBytes: try size.int(1))
        }
    }
}

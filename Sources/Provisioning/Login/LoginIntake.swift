package import Model

/// What the sender of a login is told.
package struct LoginReceipt: Hashable, Sendable {
    package struct Owed: Hashable, Sendable {
        package let id: DeliveryID
        package let connector: String
        package let status: DeliveryStatus
        /// What the latest attempt ended with: `created`, `updated (displayName)`, or why not.
        package let reason: String?
        /// The code behind a failure.
        package let code: String?
        /// When it is tried again.
        package let retryAt: Timestamp?

        package init(
            id: DeliveryID, connector: String, status: DeliveryStatus, reason: String? = nil, code: String? = nil,
            retryAt: Timestamp? = nil
        ) {
            self.id = id
            self.connector = connector
            self.status = status
            self.reason = reason
            self.code = code
            self.retryAt = retryAt
        }
    }

    package let login: LoginID
    /// This trigger sent this event id before; nothing was stored now.
    package let isDuplicate: Bool
    /// By connector, ascending.
    package let deliveries: [Owed]

    package init(login: LoginID, isDuplicate: Bool, deliveries: [Owed]) {
        self.login = login
        self.isDuplicate = isDuplicate
        self.deliveries = deliveries
    }
}

/// Takes logins in. What it returned for is on disk.
package protocol LoginIntake: Sendable {
    /// Stores the logins and their deliveries, all or nothing, and supersedes each person's unsent earlier deliveries to
    /// the same connectors.
    ///
    /// - Returns: The receipts, in order; for an event id that this trigger sent before, the first one's, marked
    ///   duplicate.
    /// - Throws: `.busy` or `.unavailable`; nothing is stored then.
    /// - Atomicity: one transaction, which may hold logins of other calls too.
    func store(_ logins: [Login]) async throws(StoreError) -> [LoginReceipt]

    /// The receipt of an earlier login of this trigger with its deliveries as they stand now.
    func receipt(of login: LoginID, trigger: String) async throws(StoreError) -> LoginReceipt?
}

extension LoginIntake {
    /// Stores one login.
    package func store(_ login: Login) async throws(StoreError) -> LoginReceipt {
        try await store([login])[0]
    }
}

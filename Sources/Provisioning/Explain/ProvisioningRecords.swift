package import Model

/// Which stored logins are meant; what is `nil` restricts nothing.
package struct LoginQuery: Hashable, Sendable {
    package var connection: String?
    package var application: String?
    package var subjects: Set<Subject>?
    /// Received then or later.
    package var since: Timestamp?
    package var limit: Int

    package init(
        connection: String? = nil, application: String? = nil, subjects: Set<Subject>? = nil,
        since: Timestamp? = nil, limit: Int = 50
    ) {
        self.connection = connection
        self.application = application
        self.subjects = subjects
        self.since = since
        self.limit = limit
    }
}

/// Which stored deliveries are meant; what is `nil` restricts nothing.
package struct DeliveryQuery: Hashable, Sendable {
    package var connector: String?
    package var statuses: Set<DeliveryStatus>?
    package var subjects: Set<Subject>?
    /// Changed then or later.
    package var since: Timestamp?
    package var limit: Int

    package init(
        connector: String? = nil, statuses: Set<DeliveryStatus>? = nil, subjects: Set<Subject>? = nil,
        since: Timestamp? = nil, limit: Int = 50
    ) {
        self.connector = connector
        self.statuses = statuses
        self.subjects = subjects
        self.since = since
        self.limit = limit
    }
}

/// Which account links are meant; what is `nil` restricts nothing.
package struct AccountQuery: Hashable, Sendable {
    package var connector: String?
    package var subjects: Set<Subject>?
    package var state: AccountRecord.State?
    package var limit: Int

    package init(
        connector: String? = nil, subjects: Set<Subject>? = nil, state: AccountRecord.State? = nil, limit: Int = 50
    ) {
        self.connector = connector
        self.subjects = subjects
        self.state = state
        self.limit = limit
    }
}

/// Tells operators what happened, to whom and why. Reads only.
package protocol ProvisioningRecords: Sendable {
    /// Newest first.
    func logins(_ query: LoginQuery) async throws(StoreError) -> [LoginRecord]

    /// The person's login that happened last, through one connection or any.
    func latestLogin(of subject: Subject, through connection: String?) async throws(StoreError) -> LoginRecord?

    /// The newest logins' first.
    func deliveries(_ query: DeliveryQuery) async throws(StoreError) -> [DeliveryRecord]

    /// By connector and subject, ascending.
    func accounts(_ query: AccountQuery) async throws(StoreError) -> [AccountRecord]

    /// Everybody whose subject is the text, or whose user name or e-mail address it is in some login, whatever the
    /// letter case; ascending by subject.
    ///
    /// - Complexity: reads every stored login.
    func people(matching text: String) async throws(StoreError) -> [PersonRecord]

    /// How each connector that has deliveries, account links or a breaker stands, by name.
    func standings() async throws(StoreError) -> [String: ConnectorStanding]

    /// The person's account link or its tombstone.
    func link(of subject: Subject, at connector: String) async throws(StoreError) -> AccountLink?

    /// Who is linked to the remote account, if anybody.
    func owner(of remote: RemoteAccountID, at connector: String) async throws(StoreError) -> Subject?

    /// What the brake on deprovisioning would say now; takes no place.
    func removalVerdict(
        at connector: String, brake: OutboundConnector.RemovalBrake, _ now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict

    /// What the store itself is.
    func facts() async throws(StoreError) -> StoreFacts
}

/// The store as such.
package struct StoreFacts: Hashable, Sendable {
    package let schema: Int
    package let serial: Int
    /// With pages that are free.
    package let bytes: Int
    package let freeBytes: Int

    package init(schema: Int, serial: Int, bytes: Int, freeBytes: Int) {
        self.schema = schema
        self.serial = serial
        self.bytes = bytes
        self.freeBytes = freeBytes
    }
}

package import Model

/// Where a connector's settings come from.
package struct ManifestOrigin: Hashable, Sendable {
    /// `FILE:LINE` of the manifest; `nil` when no apply made it, or the plan does not say.
    package let source: String?
    /// The revision that applied it last.
    package let revision: Int?
    package let appliedAt: Timestamp?
    package let appliedBy: String?
    /// The command that changed it by hand since, such as `connector disable`.
    package let changedThrough: String?

    package init(
        source: String?, revision: Int?, appliedAt: Timestamp?, appliedBy: String?, changedThrough: String?
    ) {
        self.source = source
        self.revision = revision
        self.appliedAt = appliedAt
        self.appliedBy = appliedBy
        self.changedThrough = changedThrough
    }
}

/// Why a person has an account or has none, connector by connector.
package struct Why: Sendable {
    package let person: PersonRecord
    /// By name, ascending.
    package let connectors: [Connector]

    /// One connector, from its manifest to the target's answer.
    package struct Connector: Sendable {
        package let name: String
        package let origin: ManifestOrigin?
        /// `nil` when the connector is deleted.
        package let spec: OutboundConnector?
        /// The latest login through the connector's connection.
        package let login: LoginRecord?
        /// The latest delivery of the person, of whatever login.
        package let delivery: DeliveryRecord?
        package let account: AccountRecord?
        package let breaker: ConnectorHealth?

        package init(
            name: String, origin: ManifestOrigin?, spec: OutboundConnector?, login: LoginRecord?,
            delivery: DeliveryRecord?, account: AccountRecord?, breaker: ConnectorHealth?
        ) {
            self.name = name
            self.origin = origin
            self.spec = spec
            self.login = login
            self.delivery = delivery
            self.account = account
            self.breaker = breaker
        }

        /// Whether the latest attributes are in the scope as it is now; `nil` without a login or a connector.
        package var scope: ScopeFilter.Verdict? {
            guard let spec, let login else { return nil }
            return ScopeFilter.verdict(on: login.attributes, in: spec.scope)
        }
    }

    package init(person: PersonRecord, connectors: [Connector]) {
        self.person = person
        self.connectors = connectors
    }

    /// Gathers what the state knows about the person.
    ///
    /// - Parameters:
    ///   - only: One connector; `nil` means those of the person's connections, and those that ever had a delivery or
    ///     an account of them.
    ///   - origins: Where each connector of the stored state comes from.
    package static func gather(
        about person: PersonRecord, only: String?, table: RoutingTable, origins: [String: ManifestOrigin],
        from records: any ProvisioningRecords
    ) async throws(StoreError) -> Why {
        let subjects: Set<Subject> = [person.subject]
        let deliveries = try await records.deliveries(DeliveryQuery(connector: only, subjects: subjects, limit: .max))
        let accounts = try await records.accounts(AccountQuery(connector: only, subjects: subjects, limit: .max))
        let standings = try await records.standings()
        var names = Set(deliveries.map(\.connector)).union(accounts.map(\.connector))
        for (name, spec) in table.connectors where person.connections.contains(spec.connection.name) {
            names.insert(name)
        }
        if let only { names = names.contains(only) || table.connectors[only] != nil ? [only] : [] }
        var connectors: [Connector] = []
        var logins: [String?: LoginRecord?] = [:]
        for name in names.sorted() {
            let spec = table.connectors[name]
            let connection = spec?.connection.name
            if logins[connection] == nil {
                logins[connection] = .some(try await records.latestLogin(of: person.subject, through: connection))
            }
            let latest = deliveries.filter { $0.connector == name }.max { $0.asOf < $1.asOf }
            connectors.append(
                Connector(
                    name: name, origin: origins[name], spec: spec,
                    login: logins[connection] ?? nil, delivery: latest,
                    account: accounts.first { $0.connector == name },
                    breaker: standings[name]?.breaker))
        }
        return Why(person: person, connectors: connectors)
    }
}

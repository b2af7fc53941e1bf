package import Model
package import Provisioning

/// Redrives, approves and forgets in an SQL store.
package struct SQLProvisioningUpkeep: ProvisioningUpkeep {
    private let transactions: any SQLTransactions
    private let identifiers: IdentifierSource

    package init(_ transactions: any SQLTransactions, identifiers: IdentifierSource = IdentifierSource()) {
        self.transactions = transactions
        self.identifiers = identifiers
    }

    package func begin(_ login: Login, lease: Duration, at now: Timestamp) async throws(StoreError) -> DirectStart {
        let attributes = login.storedAttributes
        return try await transactions.write { [identifiers] session in
            let deliveries = DeliveryTable(session: session)
            let open = try login.connectors.flatMap { try deliveries.open(of: login.subject, connector: $0) }
            guard open.isEmpty else { return .blocked(open) }
            let id = identifiers.login(at: now)
            guard let position = try LoginTable(session: session).insert(login, attributes: attributes, as: id) else {
                throw StoreError.unavailable("the event id `\(login.eventID)` is taken")
            }
            var claimed: [Delivery] = []
            for connector in login.connectors {
                let delivery = identifiers.delivery(at: now)
                _ = try deliveries.insert(
                    delivery, login: position, connector: connector, subject: login.subject, asOf: login.asOf, at: now)
                claimed.append(try deliveries.claim(delivery, until: now + lease, at: now))
            }
            return .claimed(id, claimed)
        }
    }

    package func retry(
        _ selection: DeliverySelection, at now: Timestamp
    ) async throws(StoreError) -> DeliveryRequest {
        try await request(.dead, selection, at: now) { table, id, standing, request in
            if try table.retry(standing, at: now) {
                request.taken.append(id)
            } else {
                request.superseded.append(id)
            }
        }
    }

    package func approve(
        _ selection: DeliverySelection, at now: Timestamp
    ) async throws(StoreError) -> DeliveryRequest {
        try await request(.held, selection, at: now) { table, id, standing, request in
            try table.approve(standing, at: now)
            request.taken.append(id)
        }
    }

    package func closeBreaker(of connector: String) async throws(StoreError) -> Bool {
        try await transactions.write { session in
            try HealthTable(session: session).remove(connector)
        }
    }

    package func forget(_ rule: RetentionRule, after cursor: Int) async throws(StoreError) -> RetentionBatch {
        let removals = cursor == 0 ? try await forgetRemovals(rule) : 0
        // Looking needs no lock; only what is deleted holds the store.
        let seen = try await transactions.read { session in try LoginTable(session: session).next(after: cursor) }
        guard let first = seen.first, let last = seen.last,
            seen.contains(where: { $0.receivedAt < rule.loginsBefore })
        else { return RetentionBatch(logins: 0, deliveries: 0, removals: removals, next: nil) }
        let range = first.position...last.position
        let gone = try await transactions.perform(rule.mode) { session in
            try LoginTable(session: session).forget(range, by: rule)
        }
        return RetentionBatch(
            logins: gone.logins, deliveries: gone.deliveries, removals: removals,
            next: seen.count < LoginTable.batch ? nil : last.position)
    }

    private func forgetRemovals(_ rule: RetentionRule) async throws(StoreError) -> Int {
        let moment: [SQLValue] = [.int(rule.removalsBefore.milliseconds)]
        return try await transactions.perform(rule.mode) { session in
            if rule.mode == .delete { try EndedSessionTable(session: session).forget(before: rule.sessionsBefore) }
            return switch rule.mode {
            case .countOnly:
                try session.query("SELECT delivery FROM removal WHERE removed_at < $1", moment).count
            case .delete:
                try session.query("DELETE FROM removal WHERE removed_at < $1 RETURNING delivery", moment).count
            }
        }
    }

    private typealias Take =
        @Sendable (DeliveryTable, DeliveryID, DeliveryTable.Standing, inout DeliveryRequest) throws -> Void

    /// Takes the selected deliveries that have the status: newest first, so that of two of one person the later one
    /// counts.
    private func request(
        _ status: DeliveryStatus, _ selection: DeliverySelection, at now: Timestamp, _ take: @escaping Take
    ) async throws(StoreError) -> DeliveryRequest {
        switch selection {
        case .named(let ids): return try await named(ids, status, take)
        case .matching(let connector, let since):
            var sum = DeliveryRequest()
            var before: Int? = .max
            while let position = before {
                let (batch, last) = try await transactions.write { session in
                    let table = DeliveryTable(session: session)
                    var request = DeliveryRequest()
                    let found = try table.standing(
                        as: status, connector: connector, since: since, latest: now, before: position)
                    for item in found {
                        // One that was taken may have superseded an older one of the batch.
                        guard let standing = try table.standing(of: item.id), standing.status == status else {
                            continue
                        }
                        try take(table, item.id, standing, &request)
                    }
                    return (request, found.count < DeliveryTable.batch ? nil : found.last?.position)
                }
                sum.taken += batch.taken
                sum.superseded += batch.superseded
                before = last
            }
            return sum
        }
    }

    private func named(
        _ ids: [DeliveryID], _ status: DeliveryStatus, _ take: @escaping Take
    ) async throws(StoreError) -> DeliveryRequest {
        try await transactions.write { session in
            let table = DeliveryTable(session: session)
            var request = DeliveryRequest()
            var found: [(id: DeliveryID, standing: DeliveryTable.Standing)] = []
            for id in ids where !found.contains(where: { $0.id == id }) {
                guard let standing = try table.standing(of: id) else {
                    request.refused.append(.init(id, .unknown))
                    continue
                }
                guard standing.status == status else {
                    request.refused.append(.init(id, .stands(standing.status)))
                    continue
                }
                found.append((id, standing))
            }
            for item in found.sorted(by: { $0.standing.position > $1.standing.position }) {
                try take(table, item.id, item.standing, &request)
            }
            return request
        }
    }
}

extension SQLTransactions {
    /// A write, or a read when nothing is to be changed.
    fileprivate func perform<Result: Sendable>(
        _ mode: RetentionRule.Mode, _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws(StoreError) -> Result {
        switch mode {
        case .delete: try await write(body)
        case .countOnly: try await read(body)
        }
    }
}

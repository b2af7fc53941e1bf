package import Model
package import Provisioning

/// Hands out and settles the deliveries of an SQL store.
package struct SQLDeliveryQueue: DeliveryQueue {
    private let transactions: any SQLTransactions

    package init(_ transactions: any SQLTransactions) {
        self.transactions = transactions
    }

    /// The statement that claims, for a test of its plan.
    package static func claimQuery(_ dialect: Dialect) -> String { DeliveryTable.claimQuery(dialect) }

    /// A delivery whose stored login can't be understood becomes a dead letter, so that it stops nobody else.
    package func claim(
        connector: String, limit: Int, lease: Duration, at now: Timestamp
    ) async throws(StoreError) -> [Delivery] {
        try await transactions.write { session in
            let table = DeliveryTable(session: session)
            var claimed: [Delivery] = []
            for position in try table.claim(connector: connector, limit: limit, until: now + lease, at: now) {
                do {
                    claimed.append(try table.claimed(position))
                } catch SQLError.corrupt(let what) {
                    // Found while reading the row's values; the statement itself succeeded, so the transaction holds.
                    try table.finish(
                        position, as: .init(status: .dead, reason: what, code: .stateCorrupt), at: now)
                }
            }
            return claimed
        }
    }

    /// An account that is linked to another person is never taken over: the delivery becomes a dead letter with code
    /// R6002 and a reason that names both, and no link is stored. The unique index stands behind the check.
    ///
    /// A settlement that comes late stores its link only when neither the person nor the account has one by then,
    /// and changes nothing else.
    package func settle(_ settlement: Settlement) async throws(StoreError) {
        try await transactions.write { session in
            let deliveries = DeliveryTable(session: session)
            guard let standing = try deliveries.standing(of: settlement.delivery) else {
                throw StoreError.unavailable("the store has no delivery `\(settlement.delivery)`")
            }
            let isCurrent =
                standing.status == .sent && (settlement.attempt ?? standing.attempt) == standing.attempt
            if isCurrent {
                try settle(standing, by: settlement, in: session)
            } else if case .done(_, .some(let link)) = settlement.result {
                try AccountLinkTable(session: session).putIfFree(link.moved(to: standing.connector), at: settlement.at)
            }
        }
    }

    private func settle(
        _ standing: DeliveryTable.Standing, by settlement: Settlement, in session: any SQLSession
    ) throws {
        let deliveries = DeliveryTable(session: session)
        let links = AccountLinkTable(session: session)
        func finish(_ status: DeliveryStatus) throws {
            guard status.isFinal else {
                throw StoreError.unavailable("a delivery can't end as `\(status.rawValue)`")
            }
            try deliveries.finish(
                standing.position,
                as: .init(
                    status: status, reason: settlement.reason, code: settlement.code, trace: settlement.trace),
                at: settlement.at)
        }
        func wait(_ status: DeliveryStatus, until due: Timestamp, attempt: Int) throws {
            try deliveries.requeue(
                standing,
                as: .init(
                    status: status, attempt: attempt, due: due, reason: settlement.reason, code: settlement.code,
                    trace: settlement.trace),
                at: settlement.at)
        }
        func doubt() throws {
            try links.doubt(standing.subject, connector: standing.connector, at: settlement.at)
        }
        func forgetDigest() throws {
            try links.forgetDigest(of: standing.subject, connector: standing.connector)
        }
        switch settlement.result {
        case .done(let status, .none): try finish(status)
        case .done(let status, .some(let link)):
            // The connector may have got another name while the delivery was under way.
            try finishLinked(standing, link.moved(to: standing.connector), settlement, in: session) {
                try finish(status)
            }
        case .skipped(let skip):
            if standing.isDoubtful || settlement.leavesDoubt { try doubt() }
            if skip == .outOfScope {
                try links.advance(
                    to: standing.asOf, of: standing.subject, connector: standing.connector, at: settlement.at)
            }
            try finish(.skipped)
        case .dead:
            if standing.isDoubtful || settlement.leavesDoubt { try doubt() } else { try forgetDigest() }
            try finish(.dead)
        case .retry(let due, let isDoubtful):
            if isDoubtful { try forgetDigest() }
            try wait(isDoubtful ? .ambiguous : .queued, until: due, attempt: standing.attempt)
        case .held: try wait(.held, until: settlement.at, attempt: max(0, standing.attempt - 1))
        case .released:
            // What an earlier attempt may have done stays in doubt.
            try wait(
                standing.isDoubtful ? .ambiguous : .queued, until: settlement.at, attempt: max(0, standing.attempt - 1))
        }
    }

    private func finishLinked(
        _ standing: DeliveryTable.Standing, _ link: AccountLink, _ settlement: Settlement, in session: any SQLSession,
        finish: () throws -> Void
    ) throws {
        guard link.subject == standing.subject else {
            throw StoreError.unavailable("the link of `\(settlement.delivery)` is another person's")
        }
        let links = AccountLinkTable(session: session)
        if let id = link.account.id, let owner = try links.owner(of: id, connector: link.connector),
            owner != link.subject
        {
            let reason = "account `\(id)` at the target is linked to `\(owner)`, so it can't be `\(link.subject)`'s"
            try DeliveryTable(session: session).finish(
                standing.position,
                as: .init(status: .dead, reason: reason, code: .remoteConflict, trace: settlement.trace),
                at: settlement.at)
        } else {
            try links.put(link, at: settlement.at)
            try finish()
        }
    }

    package func extend(_ claims: [Claim], until end: Timestamp) async throws(StoreError) {
        try await transactions.write { session in
            let deliveries = DeliveryTable(session: session)
            for claim in claims { try deliveries.extend(claim, until: end) }
        }
    }

    package func glance() async throws(StoreError) -> QueueGlance {
        try await transactions.read { session in
            QueueGlance(
                due: try DeliveryTable(session: session).earliestDue(), health: try HealthTable(session: session).all())
        }
    }

    package func record(_ health: ConnectorHealth?, of connector: String) async throws(StoreError) {
        try await transactions.write { session in
            let table = HealthTable(session: session)
            if let health { try table.put(health, of: connector) } else { _ = try table.remove(connector) }
        }
    }

    package func counts() async throws(StoreError) -> [DeliveryCount] {
        try await transactions.read { session in try DeliveryTable(session: session).counts() }
    }
}

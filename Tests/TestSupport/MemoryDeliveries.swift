package import Model
package import Provisioning
import Synchronization

/// Logins and deliveries in memory, with the promises of the ports.
package final class MemoryDeliveries: LoginIntake, DeliveryQueue {
    private struct Record {
        let login: Login
        let loginID: LoginID
        let connector: String
        var status = DeliveryStatus.queued
        var dueAt: Timestamp
        var leaseEnds: Timestamp?
        var attempts = 0
        var isDoubtful = false
        var link: AccountLink?
        var settlements: [Settlement] = []

        func isClaimable(at now: Timestamp) -> Bool {
            status == .queued || status == .ambiguous ? dueAt <= now : status == .sent && (leaseEnds ?? now) < now
        }
    }

    private struct State {
        var records: [Record] = []
        var logins: [LoginID: Login] = [:]
        var byEvent: [String: LoginID] = [:]
        var failure: StoreError?
        var looks = 0
        var health: [String: ConnectorHealth] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Makes every call fail until it is called with `nil`.
    package func fail(with failure: StoreError?) {
        state.withLock { $0.failure = failure }
    }

    package func settlements(of id: DeliveryID) -> [Settlement] {
        state.withLock { state in Int(id.text).map { state.records[$0].settlements } ?? [] }
    }

    package func status(of id: DeliveryID) -> DeliveryStatus? {
        state.withLock { state in Int(id.text).map { state.records[$0].status } }
    }

    /// Ends a delivery as if it had been performed.
    package func end(_ id: DeliveryID, as status: DeliveryStatus) {
        state.withLock { state in
            if let index = Int(id.text) { state.records[index].status = status }
        }
    }

    /// How often receipts were asked for.
    package var looks: Int { state.withLock { $0.looks } }

    package var logins: [Login] { state.withLock { Array($0.logins.values) } }
    package var areAllFinal: Bool { state.withLock { $0.records.allSatisfy(\.status.isFinal) } }

    package func store(_ logins: [Login]) async throws(StoreError) -> [LoginReceipt] {
        try attempt { state in logins.map { Self.store($0, in: &state) } }
    }

    private static func store(_ login: Login, in state: inout State) -> LoginReceipt {
        let event = "\(login.trigger) \(login.eventID)"
        if let known = state.byEvent[event] {
            return LoginReceipt(login: known, isDuplicate: true, deliveries: owed(known, state))
        }
        let id = LoginID("login-\(state.logins.count + 1)")
        state.logins[id] = login
        state.byEvent[event] = id
        for connector in login.connectors {
            state.records.append(Record(login: login, loginID: id, connector: connector, dueAt: login.receivedAt))
        }
        return LoginReceipt(login: id, isDuplicate: false, deliveries: owed(id, state))
    }

    package func receipt(of login: LoginID, trigger: String) async throws(StoreError) -> LoginReceipt? {
        state.withLock { $0.looks += 1 }
        return try attempt { state in
            guard state.logins[login]?.trigger == trigger else { return nil }
            return LoginReceipt(login: login, isDuplicate: false, deliveries: Self.owed(login, state))
        }
    }

    package func claim(
        connector: String, limit: Int, lease: Duration, at now: Timestamp
    ) async throws(StoreError) -> [Delivery] {
        try attempt { state in
            var busy: Set<Subject> = []
            var claimed: [Delivery] = []
            for index in state.records.indices where claimed.count < limit {
                let record = state.records[index]
                guard record.connector == connector, !record.status.isFinal,
                    busy.insert(record.login.subject).inserted, record.isClaimable(at: now)
                else { continue }
                let isDoubtful = record.isDoubtful || record.status == .sent
                state.records[index].status = .sent
                state.records[index].leaseEnds = now + lease
                state.records[index].attempts += 1
                claimed.append(
                    Delivery(
                        id: DeliveryID(String(index)), login: record.loginID, connector: connector,
                        connection: record.login.connection, subject: record.login.subject,
                        attributes: record.login.attributes, asOf: record.login.asOf,
                        attempt: state.records[index].attempts,
                        isDoubtful: isDoubtful, isApproved: false,
                        link: record.link, receivedAt: record.login.receivedAt))
            }
            return claimed
        }
    }

    package func settle(_ settlement: Settlement) async throws(StoreError) {
        try attempt { state in
            guard let index = Int(settlement.delivery.text) else { return }
            state.records[index].settlements.append(settlement)
            // A settlement that comes late changes nothing, as in the real store.
            let record = state.records[index]
            guard record.status == .sent, settlement.attempt ?? record.attempts == record.attempts else { return }
            switch settlement.result {
            case .done(let status, let link):
                state.records[index].status = status
                state.records[index].link = link
            case .skipped: state.records[index].status = .skipped
            case .dead: state.records[index].status = .dead
            case .retry(let at, let isDoubtful):
                state.records[index].status = isDoubtful ? .ambiguous : .queued
                state.records[index].dueAt = at
                state.records[index].isDoubtful = isDoubtful
            case .held: state.records[index].status = .held
            case .released:
                state.records[index].status = .queued
                state.records[index].attempts -= 1
            }
        }
    }

    package func extend(_ claims: [Claim], until end: Timestamp) async throws(StoreError) {
        try attempt { state in
            for claim in claims {
                guard let index = Int(claim.delivery.text), state.records[index].status == .sent,
                    state.records[index].attempts == claim.attempt
                else { continue }
                state.records[index].leaseEnds = end
            }
        }
    }

    package func glance() async throws(StoreError) -> QueueGlance {
        try attempt { state in
            var due: [String: Timestamp] = [:]
            for record in state.records where !record.status.isFinal && record.status != .held {
                let next = record.status == .sent ? record.leaseEnds ?? record.dueAt : record.dueAt
                due[record.connector] = min(next, due[record.connector] ?? next)
            }
            return QueueGlance(due: due, health: state.health)
        }
    }

    package func record(_ health: ConnectorHealth?, of connector: String) async throws(StoreError) {
        try attempt { $0.health[connector] = health }
    }

    /// The breakers as the store knows them; setting one is what another process would have done.
    package var health: [String: ConnectorHealth] {
        get { state.withLock { $0.health } }
        set { state.withLock { $0.health = newValue } }
    }

    package func counts() async throws(StoreError) -> [DeliveryCount] {
        try attempt { state in
            Dictionary(grouping: state.records) { "\($0.connector) \($0.status.rawValue)" }.values
                .compactMap { records in
                    records.first.map {
                        DeliveryCount(
                            connector: $0.connector, status: $0.status, count: records.count,
                            oldest: $0.login.receivedAt)
                    }
                }
        }
    }

    private func attempt<Answer: Sendable>(
        _ body: @Sendable (inout sending State) -> Answer
    ) throws(StoreError) -> Answer {
        let result: Result<Answer, StoreError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(body(&state))
        }
        return try result.get()
    }

    private static func owed(_ login: LoginID, _ state: borrowing State) -> [LoginReceipt.Owed] {
        state.records.indices.filter { state.records[$0].loginID == login }.map { index in
            let record = state.records[index]
            let last = record.settlements.last
            return LoginReceipt.Owed(
                id: DeliveryID(String(index)), connector: record.connector, status: record.status,
                reason: last?.reason, code: last?.code?.id,
                retryAt: record.status.waitsForItsTime && last != nil ? record.dueAt : nil)
        }
    }
}

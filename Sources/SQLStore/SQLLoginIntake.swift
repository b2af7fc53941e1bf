package import Model
package import Provisioning
import Synchronization

/// Stores logins, many a commit.
///
/// The first waiting sender writes for everybody who waits by the time it holds the store, then hands over to the
/// next one: 64 senders at once cost a few commits instead of 64. Each gets the outcome of its own login.
package final class SQLLoginIntake: LoginIntake {
    /// Most logins in one transaction, so that a commit stays short for the other writers.
    package static let mostPerCommit = 256

    private typealias Outcome = Result<LoginReceipt, StoreError>

    private enum Turn {
        case lead
        case stored(Outcome)
    }

    private struct Waiting: Sendable {
        let login: Login
        let turn: CheckedContinuation<Turn, Never>
    }

    private struct Line {
        var waiting: [Waiting] = []
        var isLed = false

        mutating func take(_ count: Int) -> [Waiting] {
            let taken = Array(waiting.prefix(count))
            waiting.removeFirst(taken.count)
            return taken
        }
    }

    private let transactions: any SQLTransactions
    private let identifiers: IdentifierSource
    private let line = Mutex(Line())

    package init(_ transactions: any SQLTransactions, identifiers: IdentifierSource = IdentifierSource()) {
        self.transactions = transactions
        self.identifiers = identifiers
    }

    package func store(_ login: Login) async throws(StoreError) -> LoginReceipt {
        let turn: Turn = await withCheckedContinuation { continuation in
            let mayLead = line.withLock { line in
                if line.isLed { line.waiting.append(Waiting(login: login, turn: continuation)) }
                defer { line.isLed = true }
                return !line.isLed
            }
            if mayLead { continuation.resume(returning: .lead) }
        }
        switch turn {
        case .stored(let outcome): return try outcome.get()
        case .lead: return try await lead(with: login).get()
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

    /// Writes the leader's login and those that wait, tells them, and hands the lead over.
    private func lead(with own: Login) async -> Outcome {
        let batch = Batch(leader: own)
        let written: Result<[Outcome], StoreError>
        do throws(StoreError) {
            let outcomes = try await transactions.write { [self] session in
                // Only now, with the store ours: whoever came while we waited for it comes along.
                try batch.join(takeFollowers()).map { try outcome(of: $0, in: session) }
            }
            written = .success(outcomes)
        } catch {
            written = .failure(error)
            // When the store could not be had at all, those who wait would only meet the same end one by one.
            if batch.followers.isEmpty { _ = batch.join(takeFollowers()) }
        }
        for (index, follower) in batch.followers.enumerated() {
            follower.turn.resume(returning: .stored(written.flatMap { $0[index + 1] }))
        }
        handOver()
        return written.flatMap { $0[0] }
    }

    private func takeFollowers() -> [Waiting] { line.withLock { $0.take(Self.mostPerCommit - 1) } }

    private func handOver() {
        let next = line.withLock { line in
            let next = line.take(1).first
            line.isLed = next != nil
            return next
        }
        next?.turn.resume(returning: .lead)
    }

    /// Stores one login of a batch; one that breaks a constraint leaves the others as they are.
    private func outcome(of login: Login, in session: any SQLSession) throws -> Outcome {
        try session.run("SAVEPOINT one_login")
        do {
            let receipt = try receipt(storing: login, in: session)
            try session.run("RELEASE SAVEPOINT one_login")
            return .success(receipt)
        } catch SQLError.constraint(let what) {
            try session.run("ROLLBACK TO SAVEPOINT one_login")
            try session.run("RELEASE SAVEPOINT one_login")
            return .failure(SQLError.constraint(what).storeError)
        }
    }

    private func receipt(storing login: Login, in session: any SQLSession) throws -> LoginReceipt {
        let logins = LoginTable(session: session)
        let deliveries = DeliveryTable(session: session)
        let id = identifiers.login(at: login.receivedAt)
        guard let position = try logins.insert(login, as: id) else {
            guard let first = try logins.find(trigger: login.trigger, eventID: login.eventID) else {
                throw StoreError.corrupt("a login is stored and can't be found")
            }
            return LoginReceipt(
                login: first.id, isDuplicate: true, deliveries: try deliveries.owed(login: first.position))
        }
        for connector in login.connectors {
            try deliveries.insert(
                identifiers.delivery(at: login.receivedAt), login: position, connector: connector,
                subject: login.subject, asOf: login.asOf, at: login.receivedAt)
        }
        return LoginReceipt(login: id, isDuplicate: false, deliveries: try deliveries.owed(login: position))
    }
}

extension SQLLoginIntake {
    /// The logins of one transaction: the leader's first, then the followers', in the order they came.
    private final class Batch: Sendable {
        private let leader: Login
        private let joined = Mutex<[Waiting]>([])

        init(leader: Login) {
            self.leader = leader
        }

        var followers: [Waiting] { joined.withLock { $0 } }

        func join(_ followers: [Waiting]) -> [Login] {
            joined.withLock { $0 = followers }
            return [leader] + followers.map(\.login)
        }
    }
}

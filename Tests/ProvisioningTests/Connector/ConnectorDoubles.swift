import Model
import Provisioning
import Synchronization

/// Account links in memory.
final class MemoryLinks: AccountLinks {
    private let links = Mutex<[AccountLink]>([])
    private let brake = Mutex(RemovalVerdict.allowed)

    func store(_ link: AccountLink) {
        links.withLock { links in
            links.removeAll { $0.connector == link.connector && $0.subject == link.subject }
            links.append(link)
        }
    }

    func owner(of remote: RemoteAccountID, connector: String) async throws(StoreError) -> Subject? {
        links.withLock { $0.first { $0.connector == connector && $0.account.id == remote }?.subject }
    }

    /// As when the state was lost.
    func forget(_ people: [UserAttributes]) {
        let subjects = Set(people.compactMap { $0["subject"]?.string })
        links.withLock { links in links.removeAll { subjects.contains($0.subject.text) } }
    }

    /// What the brake says from now on.
    var verdict: RemovalVerdict {
        get { brake.withLock { $0 } }
        set { brake.withLock { $0 = newValue } }
    }

    func admitRemoval(
        by delivery: DeliveryID, connector: String, brake: OutboundConnector.RemovalBrake, at now: Timestamp
    ) async throws(StoreError) -> RemovalVerdict { verdict }

    func link(of subject: Subject, connector: String) -> AccountLink? {
        links.withLock { $0.first { $0.connector == connector && $0.subject == subject } }
    }
}

/// Secrets by the name of their environment variable.
struct NamedSecrets: SecretResolving {
    let secrets: [String: String]

    func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted {
        guard let secret = secrets[reference.target] else { throw .missing(reference) }
        return Redacted(secret)
    }
}

struct FixedClock: WallClock {
    let now: Timestamp
}

/// Collects what a session records.
final class ExchangeTrace: Sendable {
    private let collected = Mutex<[RecordedExchange]>([])
    private let learned = Mutex<[AttemptNote]>([])

    var exchanges: [RecordedExchange] { collected.withLock { $0 } }
    func append(_ exchange: RecordedExchange) { collected.withLock { $0.append(exchange) } }
    /// What was told about accounts.
    var notes: [AttemptNote] { learned.withLock { $0 } }
    func append(_ note: AttemptNote) { learned.withLock { $0.append(note) } }
}

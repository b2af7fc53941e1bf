import Foundation
import Model
import Provisioning
import Reconciling
import SQLStore

/// A folder of one test, removed with everything in it when the test is done.
final class StoreFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/state.db" }

    func open(
        _ access: SQLiteStore.Access = .readWrite, busyTimeout: Duration = .seconds(20),
        schema: SchemaVersions = SchemaVersions()
    ) throws -> SQLiteStore {
        try SQLiteStore.open(path: database, access: access, busyTimeout: busyTimeout, schema: schema)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}

/// A kind of store that the conformance suites run against. A second driver joins by one more line in `all`.
struct Backend: Sendable, CustomStringConvertible {
    /// The ports of one opened store.
    struct Ports: Sendable {
        let state: any StateStore
        let logins: any LoginIntake
        let deliveries: any DeliveryQueue
        let links: any AccountLinks
        let records: any ProvisioningRecords
        let upkeep: any ProvisioningUpkeep
        let endedSessions: any EndedSessions
        let session: any SQLTransactions
    }

    let description: String
    let open: @Sendable (StoreFolder) throws -> Ports

    static let all = [
        Backend(description: "SQLite") { folder in
            let store = try folder.open()
            return Ports(
                state: store.state, logins: store.logins, deliveries: store.deliveries, links: store.links,
                records: store.records, upkeep: store.upkeep,
                endedSessions: store.endedSessions, session: store.session)
        }
    ]
}

enum Sample {
    static let start = Timestamp(seconds: 1_780_000_000)
    static let change = ChangeRecord(at: start, by: "ada@laptop", through: "apply")

    static func connector(_ name: String) -> ResourceKey { ResourceKey(.outboundConnector, name) }

    static func commit(
        at serial: Int, _ writes: [(ResourceKey, String?)], change: ChangeRecord = change, note: String? = nil
    ) -> StateCommit {
        StateCommit(
            expectedSerial: serial, owner: "main",
            writes: writes.map { StateCommit.Write(key: $0.0, body: $0.1) }, change: change, digest: "d1",
            plan: #"{"changes":[]}"#, summary: PlanSummary(create: 1, update: 2, delete: 3, unchanged: 4), note: note)
    }

    static func subject(_ text: String) -> Subject {
        guard let subject = Subject(text) else { preconditionFailure("a test names nobody") }
        return subject
    }

    static func login(
        _ event: String, subject: String = "ada", connectors: [String] = ["wiki"], trigger: String = "crm",
        displayName: String = "Ada", at: Timestamp = start
    ) -> Login {
        Login(
            trigger: trigger, eventID: event, occurredAt: at, receivedAt: at, application: "crm",
            connection: "corp-okta", subject: self.subject(subject),
            attributes: UserAttributes(ValueMap([.init(key: "displayName", value: .string(displayName))])),
            connectors: connectors)
    }

    static func link(_ remote: String, subject: String = "ada", digest: String = "x") throws -> AccountLink {
        AccountLink(
            connector: "wiki", subject: self.subject(subject), account: .active(try account(remote)),
            remoteName: subject, digest: digest, asOf: start)
    }

    static func account(_ remote: String) throws -> RemoteAccountID {
        guard let id = RemoteAccountID(answered: remote) else { throw StoreError.corrupt("no id in the sample") }
        return id
    }

    static func tombstone(_ account: AccountLink.Account, subject: String = "ada") -> AccountLink {
        AccountLink(
            connector: "wiki", subject: self.subject(subject), account: account, remoteName: subject, digest: "",
            asOf: start)
    }
}

extension DeliveryQueue {
    func claim(_ limit: Int = 10, at now: Timestamp = Sample.start) async throws(StoreError) -> [Delivery] {
        try await claim(connector: "wiki", limit: limit, lease: .seconds(30), at: now)
    }

    func settle(
        _ delivery: Delivery, _ result: Settlement.Result, at now: Timestamp = Sample.start
    ) async throws(StoreError) {
        try await settle(
            Settlement(delivery: delivery.id, attempt: delivery.attempt, result: result, reason: "tested", at: now))
    }
}

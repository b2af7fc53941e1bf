import Model
import Provisioning
import Reports
import TestSupport
import Testing

/// Everything that logins, deliveries, accounts, reasons and checks print, against committed files.
struct RecordPrintedTests {
    private static let moment = Timestamp(seconds: 1_795_460_400)

    private static func subject(_ text: String) throws -> Subject { try #require(Subject(text)) }
    private static func account() throws -> RemoteAccountID { try #require(RemoteAccountID(answered: "id-1")) }

    private static func login(_ id: String, _ statuses: [DeliveryStatus]) throws -> LoginRecord {
        LoginRecord(
            id: LoginID(id), trigger: "app-backend", eventID: "evt-1", occurredAt: moment, receivedAt: moment,
            application: "crm", connection: "corp-okta", subject: try subject("00u1"),
            attributes: UserAttributes(
                ValueMap([
                    .init(key: "userName", value: .string("ada\u{1B}[31m")),
                    .init(key: "email", value: .string("ada@example.com")),
                    .init(key: "groups", value: .list([.string("sales")])),
                ])),
            deliveries: statuses.enumerated().map { number, status in
                LoginReceipt.Owed(id: DeliveryID("dlv_\(number)"), connector: "wiki-\(number)", status: status)
            })
    }

    private static func delivery(
        _ id: String, _ status: DeliveryStatus, attempt: Int = 1, reason: String?, code: DiagnosticCode? = nil
    ) throws -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID(id), login: LoginID("lgn_1"), connector: "wiki", subject: try subject("00u1"),
            userName: "ada", status: status, attempt: attempt, isDoubtful: status == .ambiguous, isApproved: false,
            asOf: moment, dueAt: moment + .seconds(60), changedAt: moment, reason: reason, code: code?.id,
            trace: status == .dead
                ? [
                    TracedExchange(
                        method: "GET", url: "https://wiki.example/Users?filter=x", end: .status(200),
                        took: .milliseconds(12)),
                    TracedExchange(
                        method: "POST", url: "https://wiki.example/Users", end: .failure("connection reset"),
                        took: .milliseconds(3)),
                ] : [], supersededBy: status == .superseded ? LoginID("lgn_2") : nil)
    }

    private func expect(_ lines: [String], at name: String) throws {
        try GoldenFile.expect(lines.joined(separator: "\n") + "\n", at: "Tests/ReportsTests/Golden/records/\(name)")
    }

    private func expect(_ value: Value, at name: String) throws {
        try expect([JSONText.write(value)], at: name)
    }

    @Test func `logins print as committed`() throws {
        let logins = [
            try Self.login("lgn_3", [.succeeded, .dead, .dead, .queued]),
            try Self.login("lgn_2", [.unchanged, .skipped]),
            try Self.login("lgn_1", []),
        ]
        try expect(RecordText.logins(logins, style: .plain), at: "logins.txt")
        try expect(RecordDocument.value(of: logins[1]), at: "login.json")
        #expect(RecordText.logins([], style: .plain) == ["No logins found."])
        let document = JSONText.write(RecordDocument.value(of: logins[1]))
        #expect(!document.contains("sales"), "a claim that nobody asked for is shown")
    }

    @Test func `deliveries print as committed`() throws {
        let deliveries = [
            try Self.delivery("dlv_5", .queued, attempt: 0, reason: nil),
            try Self.delivery("dlv_4", .queued, attempt: 2, reason: "it answered 503", code: .remoteUnreachable),
            try Self.delivery("dlv_3", .ambiguous, reason: "timed out", code: .doubtfulOutcome),
            try Self.delivery("dlv_2", .superseded, reason: "a later login took its place"),
            try Self.delivery("dlv_1", .dead, attempt: 12, reason: "it answered 400: \u{7}bell", code: .remoteRejected),
        ]
        try expect(RecordText.deliveries(deliveries, style: .plain), at: "deliveries.txt")
        try expect(RecordDocument.value(of: deliveries[4]), at: "delivery.json")
    }

    @Test func `account links print as committed`() throws {
        let accounts = try [AccountLink.Account.active(try Self.account()), .deactivated(try Self.account()), .deleted]
            .enumerated().map { number, account in
                AccountRecord(
                    connector: "wiki", subject: try Self.subject("00u\(number)"), account: account, remoteName: "ada",
                    asOf: Self.moment, confirmedAt: Self.moment, login: number == 0 ? LoginID("lgn_1") : nil)
            }
        let never = AccountRecord(
            connector: "wiki", subject: try Self.subject("00u3"), account: .deleted, remoteName: "", asOf: Self.moment,
            confirmedAt: Self.moment)
        try expect(RecordText.accounts(accounts + [never], style: .plain), at: "accounts.txt")
        try expect(RecordDocument.value(of: accounts[2]), at: "account.json")
    }

    private static func why() throws -> Why {
        let spec = try LoginFixture.table().connectors["wiki"]
        let login = try login("lgn_1", [.dead])
        return Why(
            person: PersonRecord(subject: login.subject, latest: login, connections: ["corp-okta"]),
            connectors: [
                Why.Connector(
                    name: "gone", origin: nil, spec: nil, login: login, delivery: nil,
                    account: AccountRecord(
                        connector: "gone", subject: login.subject, account: .deleted, remoteName: "ada", asOf: moment,
                        confirmedAt: moment, login: nil), breaker: nil),
                Why.Connector(
                    name: "wiki",
                    origin: ManifestOrigin(
                        source: "manifests/wiki.yaml:3", revision: 4, appliedAt: moment, appliedBy: "ada@ci",
                        changedThrough: "connector enable"),
                    spec: spec, login: login,
                    delivery: try delivery(
                        "dlv_1", .dead, attempt: 12, reason: "it answered 400", code: .remoteRejected),
                    account: nil,
                    breaker: ConnectorHealth(
                        state: .open, reason: "it answered 401", code: .remoteUnauthorised, since: moment,
                        probeAt: moment + .seconds(60), openings: 1)),
            ])
    }

    @Test func `the answer of why prints as committed`() throws {
        let why = try Self.why()
        try expect(WhyText.lines(why, at: Self.moment, style: .plain), at: "why.txt")
        try expect(WhyDocument.value(of: why, at: Self.moment), at: "why.json")
        let nothing = Why(
            person: PersonRecord(subject: why.person.subject, latest: nil, connections: []), connectors: [])
        #expect(
            WhyText.lines(nothing, at: Self.moment, style: .plain) == [
                "00u1, no login of theirs is stored", "",
                "Nothing is owed: no outbound connector belongs to the connection.",
            ])
    }

    @Test func `a check-up prints as committed`() throws {
        let lines = [
            Checkup.Line("state", "`state.db`, schema 2"),
            Checkup.Line("OutboundConnector/wiki", "2 dead letters", remedy: "`reconcile deliveries retry`"),
        ]
        try expect(CheckupText.lines(lines, style: .plain), at: "checkup.txt")
        try expect(CheckupText.value(of: lines), at: "checkup.json")
        #expect(CheckupText.lines([lines[0]], style: .plain).last == "All is well.")
    }
}

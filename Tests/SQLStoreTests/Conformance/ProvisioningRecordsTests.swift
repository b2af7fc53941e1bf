import Model
import Provisioning
import Reconciling
import SQLStore
import Testing

/// What operators read, against every kind of store.
@Suite struct ProvisioningRecordsTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private func login(
        _ event: String, subject: String, userName: String, email: String? = nil, connection: String = "corp-okta",
        connectors: [String] = ["wiki"], at: Timestamp = Sample.start
    ) -> Login {
        var values = ValueMap([.init(key: "userName", value: .string(userName))])
        if let email { values["email"] = .string(email) }
        return Login(
            trigger: "crm", eventID: event, occurredAt: nil, receivedAt: at, application: "crm",
            connection: connection, subject: Sample.subject(subject), attributes: UserAttributes(values),
            connectors: connectors)
    }

    @Test(arguments: Backend.all) func `logins come newest first, with how their deliveries stand`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(login("e1", subject: "s1", userName: "ada", connectors: ["mail", "wiki"]))
        let late = Sample.start + .seconds(60)
        _ = try await ports.logins.store(
            login("e2", subject: "s2", userName: "bob", connection: "corp-entra", connectors: [], at: late))
        let all = try await ports.records.logins(LoginQuery())
        #expect(all.map(\.eventID) == ["e2", "e1"])
        #expect(all[1].deliveries.map(\.connector) == ["mail", "wiki"])
        #expect(all[1].deliveries.allSatisfy { $0.status == .queued })
        #expect(all[1].userName == "ada" && all[1].occurredAt == nil)
        #expect(try await ports.records.logins(LoginQuery(limit: 1)).map(\.eventID) == ["e2"])
        #expect(try await ports.records.logins(LoginQuery(connection: "corp-okta")).map(\.eventID) == ["e1"])
        #expect(try await ports.records.logins(LoginQuery(application: "shop")).isEmpty)
        #expect(try await ports.records.logins(LoginQuery(since: late)).map(\.eventID) == ["e2"])
        #expect(
            try await ports.records.logins(LoginQuery(subjects: [Sample.subject("s1")])).map(\.eventID) == ["e1"])
        #expect(try await ports.records.logins(LoginQuery(subjects: [])).isEmpty)
    }

    @Test(arguments: Backend.all) func `the latest login is the one that happened last, not the one that came last`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("young", at: Sample.start))
        _ = try await ports.logins.store(
            Login(
                trigger: "crm", eventID: "old", occurredAt: Sample.start + .seconds(-60),
                receivedAt: Sample.start + .seconds(60), application: "crm", connection: "corp-okta",
                subject: Sample.subject("ada"), attributes: UserAttributes(), connectors: []))
        let subject = Sample.subject("ada")
        #expect(try await ports.records.latestLogin(of: subject, through: nil)?.eventID == "young")
        #expect(try await ports.records.latestLogin(of: subject, through: "corp-entra") == nil)
    }

    @Test(arguments: Backend.all) func `a delivery shows its last attempt's code, reason and requests`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(login("e1", subject: "s1", userName: "ada"))
        let claimed = try #require(try await ports.deliveries.claim().first)
        let trace = [
            TracedExchange(method: "GET", url: "https://t/Users", end: .status(200), took: .milliseconds(3)),
            TracedExchange(method: "POST", url: "https://t/Users", end: .failure("reset"), took: .milliseconds(7)),
        ]
        try await ports.deliveries.settle(
            Settlement(
                delivery: claimed.id, attempt: 1, result: .retry(at: Sample.start + .seconds(9), isDoubtful: true),
                reason: "reset", code: .doubtfulOutcome, trace: trace, at: Sample.start + .seconds(1)))
        let record = try #require(try await ports.records.deliveries(DeliveryQuery()).first)
        #expect(record.status == .ambiguous && record.isDoubtful && !record.isApproved && record.attempt == 1)
        #expect(record.code == "R6012" && record.reason == "reset" && record.trace == trace)
        #expect(record.dueAt == Sample.start + .seconds(9) && record.changedAt == Sample.start + .seconds(1))
        #expect(record.userName == "ada" && record.asOf == Sample.start && record.supersededBy == nil)
        #expect(record.explanation?.contains("looks the account up") == true)
    }

    @Test(arguments: Backend.all) func `deliveries are chosen by connector, status, person and time`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(login("e1", subject: "s1", userName: "ada", connectors: ["mail", "wiki"]))
        let second = try await ports.logins.store(login("e2", subject: "s1", userName: "ada"))
        func chosen(_ query: DeliveryQuery) async throws -> [String] {
            try await ports.records.deliveries(query).map { "\($0.connector) \($0.status.rawValue)" }
        }
        #expect(try await chosen(DeliveryQuery()) == ["wiki queued", "wiki superseded", "mail queued"])
        #expect(try await chosen(DeliveryQuery(connector: "mail")) == ["mail queued"])
        #expect(try await chosen(DeliveryQuery(statuses: [.superseded, .dead])) == ["wiki superseded"])
        #expect(try await chosen(DeliveryQuery(subjects: [Sample.subject("s2")])).isEmpty)
        #expect(try await chosen(DeliveryQuery(since: Sample.start + .seconds(1))).isEmpty)
        #expect(try await chosen(DeliveryQuery(limit: 1)) == ["wiki queued"])
        let gone = try await ports.records.deliveries(DeliveryQuery(statuses: [.superseded])).first
        #expect(gone?.supersededBy == second.login)
    }

    @Test(arguments: Backend.all) func `account links and tombstones tell the login that they are from`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(first, .done(.succeeded, link: Sample.link("r1")))
        var account = try #require(try await ports.records.accounts(AccountQuery()).first)
        #expect(account.state == .active && account.account.id?.text == "r1" && account.remoteName == "ada")
        #expect(account.login == receipt.login && account.asOf == Sample.start)
        #expect(try await ports.records.link(of: Sample.subject("ada"), at: "wiki") == Sample.link("r1"))
        #expect(try await ports.records.link(of: Sample.subject("eve"), at: "wiki") == nil)
        #expect(try await ports.records.owner(of: Sample.account("r1"), at: "wiki")?.text == "ada")
        _ = try await ports.logins.store(Sample.login("e2"))
        let second = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(second, .done(.succeeded, link: Sample.tombstone(.deleted)))
        account = try #require(try await ports.records.accounts(AccountQuery(connector: "wiki")).first)
        #expect(account.state == .deleted && account.account.id == nil)
        #expect(try await ports.records.accounts(AccountQuery(state: .active)).isEmpty)
        #expect(try await ports.records.accounts(AccountQuery(connector: "mail")).isEmpty)
        _ = try await ports.logins.store(Sample.login("e3", subject: "eve"))
        let third = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(third, .skipped(.outOfScope))
        let never = try await ports.records.accounts(AccountQuery(state: .never))
        #expect(never.map(\.subject.text) == ["eve"] && never.first?.state == .never)
        #expect(try await ports.records.accounts(AccountQuery(state: .deleted)).map(\.subject.text) == ["ada"])
        #expect(try await ports.records.standings()["wiki"]?.accounts == [.deleted: 1, .never: 1])
    }

    @Test(
        arguments: Backend.all,
        [
            ("s1", ["s1"]), ("ADA", ["s1"]), ("ada@Example.com", ["s1"]), ("shared@example.com", ["s2", "s3"]),
            ("ad", []), ("a%", []), ("boss@example.com", []), ("r-name", ["s4"]),
        ])
    func `people are found by subject, user name, e-mail address and account name, whole`(
        _ backend: Backend, _ search: (text: String, subjects: [String])
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(login("e1", subject: "s1", userName: "ada", email: "ada@example.com"))
        _ = try await ports.logins.store(
            login("e2", subject: "s1", userName: "ada", connection: "corp-entra", connectors: []))
        _ = try await ports.logins.store(login("e3", subject: "s2", userName: "bob", email: "shared@example.com"))
        _ = try await ports.logins.store(login("e4", subject: "s3", userName: "eve", email: "Shared@example.com"))
        try await ports.session.write { session in
            _ = try session.query(
                """
                INSERT INTO account_link (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
                VALUES ('wiki', 's4', 'active', 'r4', 'R-Name', '', 0, 0)
                """, [])
            // A member of that name inside another claim is not the person's own.
            _ = try session.query(
                """
                UPDATE login SET attributes = '{"email":"bob@example.com","manager":{"email":"boss@example.com"}}'
                WHERE event_id = 'e3' AND $1 = 'boss@example.com'
                """, [.text(search.text)])
        }
        let people = try await ports.records.people(matching: search.text)
        #expect(people.map(\.subject.text) == search.subjects)
        if search.text == "s1" {
            #expect(people.first?.connections == ["corp-entra", "corp-okta"])
            #expect(people.first?.latest?.eventID == "e2")
        }
        if search.text == "r-name" { #expect(people.first?.latest == nil) }
    }

    @Test(arguments: Backend.all) func `standings count what waits and what needs a person`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<4 {
            _ = try await ports.logins.store(
                login("e\(number)", subject: "s\(number)", userName: "u", at: Sample.start + .seconds(number)))
        }
        let claimed = try await ports.deliveries.claim(3, at: Sample.start + .seconds(9))
        try await ports.deliveries.settle(claimed[0], .dead)
        try await ports.deliveries.settle(claimed[1], .held)
        try await ports.deliveries.settle(claimed[2], .done(.succeeded, link: Sample.link("r1", subject: "s2")))
        let health = ConnectorHealth(
            state: .open, reason: "401", code: .remoteUnauthorised, since: Sample.start,
            probeAt: Sample.start + .seconds(60), openings: 1)
        try await ports.deliveries.record(health, of: "mail")
        let standings = try await ports.records.standings()
        #expect(standings.keys.sorted() == ["mail", "wiki"])
        #expect(standings["mail"]?.breaker == health && standings["mail"]?.waiting == 0)
        let wiki = try #require(standings["wiki"])
        #expect(wiki.dead == 1 && wiki.held == 1 && wiki.waiting == 1 && wiki.linked == 1 && wiki.breaker == nil)
        #expect(wiki.waitingSince == Sample.start + .seconds(3))
    }

    @Test(arguments: Backend.all) func `asking the brake takes no place`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let brake = try Self.brake(moreThan: 1)
        for _ in 0..<3 {
            #expect(try await ports.records.removalVerdict(at: "wiki", brake: brake, Sample.start) == .allowed)
        }
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        #expect(
            try await ports.links.admitRemoval(by: first.id, connector: "wiki", brake: brake, at: Sample.start)
                == .allowed)
        #expect(try await ports.records.removalVerdict(at: "wiki", brake: brake, Sample.start) == .held(removed: 1))
    }

    @Test(arguments: Backend.all) func `the store tells its schema, serial and size`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.state.commit(Sample.commit(at: 0, [(Sample.connector("wiki"), "{}")]))
        let facts = try await ports.records.facts()
        #expect(facts.schema == Migration.all.count && facts.serial == 1)
        #expect(facts.bytes > 4096 && facts.freeBytes < facts.bytes)
    }

    static func brake(moreThan: Int) throws -> OutboundConnector.RemovalBrake {
        let reading = Reading(
            file: "", catalogue: SchemaCatalogue(connectorTypes: [], triggerTypes: [], templates: templateReading))
        let node = Node(.object(("moreThan", .int(moreThan)), ("percent", .int(0))))
        return try #require(OutboundConnector.RemovalBrake.read(node, in: reading)).value
    }
}

import Model
import Provisioning
import Reconciling
import SQLStore
import Testing

@Suite struct DeliveryQueueTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    private func status(_ ports: Backend.Ports, _ receipt: LoginReceipt) async throws -> DeliveryStatus? {
        try await ports.logins.receipt(of: receipt.login, trigger: "crm")?.deliveries.first?.status
    }

    @Test(arguments: Backend.all) func `a claim carries all it takes and is not given twice`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1"))
        let claimed = try #require(try await ports.deliveries.claim().first)
        #expect(claimed.id == receipt.deliveries.first?.id)
        #expect(claimed.login == receipt.login)
        #expect(claimed.connector == "wiki" && claimed.connection == "corp-okta" && claimed.subject.text == "ada")
        #expect(claimed.attributes["displayName"] == .string("Ada"))
        #expect(claimed.attempt == 1 && !claimed.isDoubtful && claimed.link == nil)
        #expect(claimed.receivedAt == Sample.start)
        #expect(try await ports.deliveries.claim().isEmpty)
        #expect(try await ports.deliveries.glance().due == ["wiki": Sample.start + .seconds(30)])
    }

    @Test(arguments: Backend.all) func `the oldest come first, never two of one person`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        var expected: [LoginID] = []
        for number in 0..<6 {
            expected.append(
                try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)")).login)
        }
        #expect(try await ports.deliveries.claim(4).map(\.login) == Array(expected.prefix(4)))
        for number in 0..<6 { _ = try await ports.logins.store(Sample.login("f\(number)", subject: "p\(number)")) }
        #expect(try await ports.deliveries.claim().map(\.subject.text) == ["p4", "p5"])
    }

    @Test(arguments: Backend.all) func `a delivery is not due before its time`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        let later = Sample.start + .seconds(60)
        try await ports.deliveries.settle(first, .retry(at: later, isDoubtful: false))
        #expect(try await ports.deliveries.glance().due == ["wiki": later])
        #expect(try await ports.deliveries.claim(at: later + .milliseconds(-1)).isEmpty)
        let second = try #require(try await ports.deliveries.claim(at: later).first)
        #expect(second.id == first.id && second.attempt == 2 && !second.isDoubtful)
    }

    @Test(arguments: Backend.all) func `a delivery whose lease ran out is claimed again in doubt`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1"))
        let lost = try #require(try await ports.deliveries.claim().first)
        let end = Sample.start + .seconds(30)
        #expect(try await ports.deliveries.claim(at: end + .milliseconds(-1)).isEmpty)
        let again = try #require(try await ports.deliveries.claim(at: end).first)
        #expect(again.id == lost.id && again.isDoubtful && again.attempt == 2)
        // The first process comes back: its account is kept, the claim of the second one stands.
        try await ports.deliveries.settle(lost, .done(.succeeded, link: Sample.link("r1")))
        #expect(try await status(ports, receipt) == .sent)
        #expect(try await ports.links.owner(of: Sample.account("r1"), connector: "wiki")?.text == "ada")
        try await ports.deliveries.settle(lost, .retry(at: end, isDoubtful: true))
        #expect(try await status(ports, receipt) == .sent)
        try await ports.deliveries.settle(again, .done(.unchanged, link: Sample.link("r1")))
        #expect(try await status(ports, receipt) == .unchanged)
    }

    @Test(arguments: Backend.all) func `a settlement never overwrites a final status nor a newer link`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1"))
        let delivery = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(delivery, .done(.succeeded, link: Sample.link("r1", digest: "new")))
        for late in [
            Settlement.Result.dead, .skipped(.outOfScope), .released, .held,
            .retry(at: Sample.start, isDoubtful: true), .done(.unchanged, link: try Sample.link("r2", digest: "old")),
        ] {
            try await ports.deliveries.settle(delivery, late)
        }
        #expect(try await status(ports, receipt) == .succeeded)
        _ = try await ports.logins.store(Sample.login("e2"))
        #expect(try await ports.deliveries.claim().first?.link == Sample.link("r1", digest: "new"))
        #expect(try await ports.state.read().linkedAccounts == ["wiki": 1])
    }

    @Test(arguments: Backend.all) func `a released delivery keeps its number of attempts`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(first, .released)
        let second = try #require(try await ports.deliveries.claim().first)
        #expect(second.attempt == 1 && !second.isDoubtful)
        let third = try #require(try await ports.deliveries.claim(at: Sample.start + .seconds(30)).first)
        #expect(third.isDoubtful)
        try await ports.deliveries.settle(third, .released)
        #expect(try await ports.deliveries.claim().first?.isDoubtful == true)
    }

    @Test(arguments: Backend.all) func `a retry gives way to a later login that waits`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let first = try await ports.logins.store(Sample.login("e1"))
        let sending = try #require(try await ports.deliveries.claim().first)
        let second = try await ports.logins.store(Sample.login("e2"))
        try await ports.deliveries.settle(sending, .retry(at: Sample.start + .seconds(99), isDoubtful: false))
        #expect(try await status(ports, first) == .superseded)
        #expect(try await ports.deliveries.claim().map(\.login) == [second.login])
    }

    @Test(
        arguments: Backend.all,
        [
            (Settlement.Result.skipped(.connectorGone), DeliveryStatus.skipped), (.dead, .dead),
            (.done(.succeeded, link: nil), .succeeded),
        ]) func `an ending is kept and lets the person's next delivery run`(
            _ backend: Backend, _ ending: (Settlement.Result, DeliveryStatus)
        ) async throws
    {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        let next = try await ports.logins.store(Sample.login("e2"))
        try await ports.deliveries.settle(first, ending.0)
        #expect(try await status(ports, receipt) == ending.1)
        #expect(try await ports.deliveries.claim().map(\.login) == [next.login])
    }

    @Test(arguments: Backend.all) func `a link comes with the next claim, and goes when the account is gone`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(first, .done(.succeeded, link: Sample.link("r1")))
        #expect(try await ports.state.read().linkedAccounts == ["wiki": 1])
        _ = try await ports.logins.store(Sample.login("e2"))
        let second = try #require(try await ports.deliveries.claim().first)
        #expect(second.link == (try Sample.link("r1")))
        try await ports.deliveries.settle(second, .done(.succeeded, link: Sample.tombstone(.deleted)))
        #expect(try await ports.state.read().linkedAccounts.isEmpty)
        #expect(try await ports.links.owner(of: Sample.account("r1"), connector: "wiki") == nil)
    }

    @Test(
        arguments: Backend.all,
        [
            Settlement.Result.dead, .retry(at: Sample.start, isDoubtful: true),
            .retry(at: Sample.start, isDoubtful: false),
        ])
    func `a doubtful or failed attempt forgets what the target was known to hold`(
        _ backend: Backend, _ result: Settlement.Result
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(first, .done(.succeeded, link: Sample.link("r1")))
        _ = try await ports.logins.store(Sample.login("e2"))
        let second = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(second, result)
        _ = try await ports.logins.store(Sample.login("e3"))
        let third = try #require(try await ports.deliveries.claim().first)
        #expect(third.link?.account == (try Sample.link("r1")).account)
        let isKept = if case .retry(_, let isDoubtful) = result { !isDoubtful } else { false }
        #expect((third.link?.digest == (try Sample.link("r1")).digest) == isKept)
    }

    @Test(
        arguments: Backend.all,
        [Settlement.Result.dead, .skipped(.connectorGone), .skipped(.outOfScope)])
    func `doubt that was given up is remembered until an account is linked`(
        _ backend: Backend, _ ending: Settlement.Result
    ) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1"))
        let first = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(
            Settlement(
                delivery: first.id, attempt: first.attempt, result: ending, reason: "given up", leavesDoubt: true,
                at: Sample.start))
        for event in ["e2", "e3"] {
            _ = try await ports.logins.store(Sample.login(event))
            let next = try #require(try await ports.deliveries.claim().first)
            #expect(next.isDoubtful && next.link?.account == .deleted)
            try await ports.deliveries.settle(next, .retry(at: Sample.start, isDoubtful: true))
            let again = try #require(try await ports.deliveries.claim().first)
            let link = try Sample.link("r1")
            try await ports.deliveries.settle(again, event == "e2" ? .dead : .done(.succeeded, link: link))
        }
        #expect(try await ports.state.read().linkedAccounts == ["wiki": 1])
        _ = try await ports.logins.store(Sample.login("e4"))
        #expect(try await ports.deliveries.claim().first?.isDoubtful == false)
    }

    @Test(arguments: Backend.all) func `two people never share an account`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        _ = try await ports.logins.store(Sample.login("e1", subject: "ada"))
        let bobs = try await ports.logins.store(Sample.login("e2", subject: "bob"))
        let claimed = try await ports.deliveries.claim()
        try #require(claimed.count == 2)
        try await ports.deliveries.settle(claimed[0], .done(.succeeded, link: Sample.link("r1", subject: "ada")))
        try await ports.deliveries.settle(claimed[1], .done(.succeeded, link: Sample.link("r1", subject: "bob")))
        #expect(try await status(ports, bobs) == .dead)
        let row = try await ports.session.read { session in
            try session.query("SELECT reason, code FROM delivery WHERE status = 'dead'", [])
        }
        #expect(
            row == [
                SQLRow([
                    .text("account `r1` at the target is linked to `ada`, so it can't be `bob`'s"), .text("R6002"),
                ])
            ])
        #expect(try await ports.links.owner(of: Sample.account("r1"), connector: "wiki")?.text == "ada")
        await #expect(throws: StoreError.self) {
            try await ports.session.write { session in
                _ = try session.query(
                    """
                    INSERT INTO account_link
                        (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
                    VALUES ('wiki', 'bob', 'active', 'r1', '', '', 0, 0)
                    """, [])
            }
        }
    }

    @Test(arguments: Backend.all) func `of many claimers at once each delivery goes to one`(
        _ backend: Backend
    ) async throws {
        let (one, two) = (try backend.open(folder), try backend.open(folder))
        for number in 0..<40 { _ = try await one.logins.store(Sample.login("e\(number)", subject: "p\(number)")) }
        let claimed = try await withThrowingTaskGroup(of: [DeliveryID].self) { group in
            for number in 0..<12 {
                let queue = (number % 2 == 0 ? one : two).deliveries
                group.addTask { try await queue.claim(5).map(\.id) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 40)
        #expect(Set(claimed).count == 40)
    }

    @Test(arguments: Backend.all) func `a login that can't be read back stops nobody else`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let bad = try await ports.logins.store(Sample.login("e1", subject: "ada"))
        let good = try await ports.logins.store(Sample.login("e2", subject: "bob"))
        try await ports.session.write { session in
            _ = try session.query("UPDATE login SET attributes = '{' WHERE subject = 'ada'", [])
        }
        #expect(try await ports.deliveries.claim().map(\.login) == [good.login])
        #expect(try await status(ports, bad) == .dead)
        #expect(
            try await ports.deliveries.counts() == [
                DeliveryCount(connector: "wiki", status: .dead, count: 1, oldest: Sample.start),
                DeliveryCount(connector: "wiki", status: .sent, count: 1, oldest: Sample.start),
            ])
    }

    @Test(arguments: Backend.all) func `a settlement survives the cancellation of its task`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<20 { _ = try await ports.logins.store(Sample.login("e\(number)", subject: "p\(number)")) }
        let claimed = try await ports.deliveries.claim(20)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, delivery) in claimed.enumerated() {
                let link = try Sample.link("r\(number)", subject: delivery.subject.text)
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await ports.deliveries.settle(delivery, .done(.succeeded, link: link))
                }
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try await ports.deliveries.counts().isEmpty)
        #expect(try await ports.state.read().linkedAccounts == ["wiki": 20])
    }

    @Test(arguments: Backend.all) func `a receipt tells how the latest attempt ended and when the next one comes`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let first = try await ports.logins.store(Sample.login("e1"))
        #expect(first.deliveries.map(\.reason) == [nil] && first.deliveries.map(\.retryAt) == [nil])
        let later = Sample.start + .seconds(60)
        let delivery = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(
            Settlement(
                delivery: delivery.id, attempt: 1, result: .retry(at: later, isDoubtful: false),
                reason: "the target answered 503", code: .remoteUnreachable, at: Sample.start))
        let waiting = try #require(try await ports.logins.receipt(of: first.login, trigger: "crm"))
        #expect(
            waiting.deliveries == [
                LoginReceipt.Owed(
                    id: delivery.id, connector: "wiki", status: .queued, reason: "the target answered 503",
                    code: "R6005", retryAt: later)
            ])
        let again = try #require(try await ports.deliveries.claim(at: later).first)
        // Under way, so no time to come; what is known is the end of the attempt before.
        let underWay = try #require(try await ports.logins.receipt(of: first.login, trigger: "crm"))
        #expect(underWay.deliveries.map(\.retryAt) == [nil] && underWay.deliveries.map(\.code) == ["R6005"])
        try await ports.deliveries.settle(
            Settlement(
                delivery: again.id, attempt: 2, result: .done(.succeeded, link: Sample.link("r1")), reason: "created",
                at: later))
        let ended = try #require(try await ports.logins.receipt(of: first.login, trigger: "crm"))
        #expect(
            ended.deliveries == [
                LoginReceipt.Owed(id: delivery.id, connector: "wiki", status: .succeeded, reason: "created")
            ])
    }

    @Test(arguments: Backend.all) func `counts tell when the oldest of each status arrived`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        for number in 0..<3 {
            _ = try await ports.logins.store(
                Sample.login("e\(number)", subject: "p\(number)", at: Sample.start + .seconds(number)))
        }
        let first = try #require(try await ports.deliveries.claim(1).first)
        try await ports.deliveries.settle(first, .dead)
        #expect(
            try await ports.deliveries.counts() == [
                DeliveryCount(connector: "wiki", status: .dead, count: 1, oldest: Sample.start),
                DeliveryCount(connector: "wiki", status: .queued, count: 2, oldest: Sample.start + .seconds(1)),
            ])
    }
}

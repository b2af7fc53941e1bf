import Model
import Provisioning
import SQLStore
import Testing

@Suite struct LoginIntakeTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    @Test(arguments: Backend.all) func `a login owes one queued delivery to each connector`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let receipt = try await ports.logins.store(Sample.login("e1", connectors: ["crm", "wiki"]))
        #expect(!receipt.isDuplicate)
        #expect(receipt.deliveries.map(\.connector) == ["crm", "wiki"])
        #expect(receipt.deliveries.allSatisfy { $0.status == .queued })
        #expect(receipt.login.text.hasPrefix("lgn_"))
        #expect(receipt.deliveries.allSatisfy { $0.id.text.hasPrefix("dlv_") })
        #expect(try await ports.logins.receipt(of: receipt.login, trigger: "crm") == receipt)
        #expect(try await ports.logins.receipt(of: receipt.login, trigger: "other") == nil)
        #expect(try await ports.logins.receipt(of: LoginID("lgn_no"), trigger: "crm") == nil)
    }

    @Test(arguments: Backend.all) func `an event id sent again gives the first receipt as it stands now`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let first = try await ports.logins.store(Sample.login("e1"))
        let delivery = try #require(try await ports.deliveries.claim().first)
        try await ports.deliveries.settle(delivery, .done(.succeeded, link: Sample.link("r1")))
        let again = try await ports.logins.store(Sample.login("e1", displayName: "Other"))
        #expect(again.isDuplicate)
        #expect(again.login == first.login)
        #expect(again.deliveries.map(\.id) == first.deliveries.map(\.id))
        #expect(again.deliveries.map(\.status) == [.succeeded])
        #expect(try await ports.deliveries.claim().isEmpty)
        let elsewhere = try await ports.logins.store(Sample.login("e1", trigger: "other"))
        #expect(!elsewhere.isDuplicate)
    }

    @Test(arguments: Backend.all) func `a later login supersedes the unsent one of the same person and connector`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let first = try await ports.logins.store(Sample.login("e1", connectors: ["crm", "wiki"]))
        let other = try await ports.logins.store(Sample.login("e2", subject: "bob"))
        let second = try await ports.logins.store(Sample.login("e3", displayName: "Ada L."))
        let statuses = try await ports.logins.receipt(of: first.login, trigger: "crm")?.deliveries.map(\.status)
        #expect(statuses == [.queued, .superseded])
        let claimed = try await ports.deliveries.claim()
        #expect(claimed.map(\.login) == [other.login, second.login])
        #expect(claimed.last?.attributes["displayName"] == .string("Ada L."))
    }

    @Test(arguments: Backend.all) func `a delivery that is under way or in doubt is not superseded`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let first = try await ports.logins.store(Sample.login("e1"))
        let sending = try #require(try await ports.deliveries.claim().first)
        let second = try await ports.logins.store(Sample.login("e2"))
        #expect(try await ports.logins.receipt(of: first.login, trigger: "crm")?.deliveries.first?.status == .sent)
        let later = Sample.start + .seconds(5)
        try await ports.deliveries.settle(sending, .retry(at: later, isDoubtful: true))
        let third = try await ports.logins.store(Sample.login("e3"))
        #expect(try await ports.logins.receipt(of: first.login, trigger: "crm")?.deliveries.first?.status == .ambiguous)
        #expect(
            try await ports.logins.receipt(of: second.login, trigger: "crm")?.deliveries.first?.status == .superseded)
        #expect(try await ports.deliveries.claim().isEmpty)
        let retried = try #require(try await ports.deliveries.claim(at: later).first)
        #expect(retried.login == first.login && retried.isDoubtful && retried.attempt == 2)
        try await ports.deliveries.settle(retried, .done(.succeeded, link: Sample.link("r1")))
        #expect(try await ports.deliveries.claim(at: later).map(\.login) == [third.login])
    }

    @Test(arguments: Backend.all) func `64 senders at once get each its own receipt`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let intake = ports.logins
        let receipts = try await withThrowingTaskGroup(of: LoginReceipt.self) { group in
            for number in 0..<64 {
                group.addTask { try await intake.store(Sample.login("e\(number)", subject: "p\(number)")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(receipts.map(\.login)).count == 64)
        #expect(Set(receipts.flatMap(\.deliveries).map(\.id)).count == 64)
        #expect(try await ports.deliveries.claim(100).count == 64)
    }

    @Test(arguments: Backend.all) func `a batch is stored whole or not at all`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let intake = SQLLoginIntake(ports.session)
        await #expect(throws: StoreError.self) {
            try await intake.store([
                Sample.login("e1", subject: "p1"), Sample.login("e2", subject: "p2", connectors: ["wiki", "wiki"]),
            ])
        }
        #expect(try await ports.deliveries.claim(100).isEmpty)
        let receipts = try await intake.store([
            Sample.login("e1", subject: "p1"), Sample.login("e1", subject: "p1"), Sample.login("e3", subject: "p3"),
        ])
        #expect(receipts.map(\.isDuplicate) == [false, true, false])
        #expect(receipts[0].login == receipts[1].login)
        #expect(try await ports.deliveries.claim(100).count == 2)
    }

    @Test(arguments: Backend.all) func `one bad login fails alone`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let intake = SQLLoginIntake(ports.session)
        let failed = await withTaskGroup(of: String?.self) { group in
            for number in 0..<32 {
                let isBad = number % 8 == 3
                let login = Sample.login(
                    "e\(number)", subject: "p\(number)", connectors: isBad ? ["wiki", "wiki"] : ["wiki"])
                group.addTask {
                    do throws(StoreError) {
                        _ = try await intake.store(login)
                        return nil
                    } catch { return login.eventID }
                }
            }
            return await group.reduce(into: Set<String>()) { if let event = $1 { $0.insert(event) } }
        }
        #expect(failed == ["e3", "e11", "e19", "e27"])
        #expect(try await ports.deliveries.claim(100).count == 28)
        let logins = try await ports.session.read { session in try session.query("SELECT COUNT(*) FROM login", []) }
        #expect(logins == [SQLRow([.int(28)])])
    }

    @Test(arguments: Backend.all) func `when the store fails every waiting sender is told and the next may try`(
        _ backend: Backend
    ) async throws {
        let ports = try backend.open(folder)
        let intake = SQLLoginIntake(FaultyTransactions(ports.session, failingAt: 2))
        let outcomes = await withTaskGroup(of: StoreError?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do throws(StoreError) {
                        _ = try await intake.store(Sample.login("e\(number)"))
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: StoreError.unavailable("planted"), count: 20))
        #expect(try await ports.deliveries.counts().isEmpty)
        await #expect(throws: StoreError.unavailable("planted")) { _ = try await intake.store(Sample.login("late")) }
    }

    @Test func `identifiers sort by time and never repeat`() {
        let source = IdentifierSource()
        let early = source.login(at: Sample.start).text
        let late = source.login(at: Sample.start + .milliseconds(1)).text
        #expect(early < late)
        #expect(early.count == 30 && early.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        let many = Set((0..<1000).map { _ in source.delivery(at: Sample.start) })
        #expect(many.count == 1000)
        let fixed = IdentifierSource(random: { UInt64.max })
        #expect(fixed.login(at: Timestamp(milliseconds: 1)).text == "lgn_0000000001zzzzzzzzzzzzzzzz")
    }
}

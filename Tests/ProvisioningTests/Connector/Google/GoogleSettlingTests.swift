import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// Google takes a while to settle: what it made is not shown everywhere at once.
@Suite struct GoogleSettlingTests {
    static func target(
        _ habits: Set<GoogleSimulator.Habit>, settings: Value = GoogleConnectorTests.settings(),
        policy: String = "adopt"
    ) throws -> (ConnectorCase, GoogleSimulator, ManualClock) {
        let clock = ManualClock(at: ConnectorCase.now)
        let (target, simulator) = try GoogleConnectorTests.target(
            habits, settings: settings, policy: policy, clock: clock)
        return (target, simulator, clock)
    }

    @Test func `an account that we just made and that is not shown yet is not made again`() async throws {
        let (target, simulator, clock) = try Self.target([.readsLag(2), .searchLags])
        let account = try #require(try await target.deliver().account)
        let next = ConnectorCase.person(userName: "ada.l")
        for _ in 0..<2 {
            let waiting = try await target.deliver(next)
            guard case .transient(.remoteRejected, _, nil) = waiting else {
                Issue.record("expected to wait, found \(waiting)")
                return
            }
            clock.advance(by: .seconds(2))
        }
        #expect(try await target.deliver(next).account?.id == account.id)
        #expect(simulator.accountIDs == [account.id.text])
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an account that is gone for long is made anew`() async throws {
        let (target, simulator, clock) = try Self.target([])
        let account = try #require(try await target.deliver().account)
        simulator.removeUser(account.id.text)
        clock.advance(by: .seconds(601))
        guard case .created(let another) = try await target.deliver(ConnectorCase.person(userName: "ada.l")) else {
            Issue.record("not created")
            return
        }
        #expect(another.id != account.id && simulator.accountIDs == [another.id.text])
    }

    @Test(arguments: ["adopt", "fail"])
    func `a lost create is found by its address when no search shows it`(policy: String) async throws {
        let (target, simulator, _) = try Self.target([.searchLags], policy: policy)
        simulator.failNextChange(.timeOutAfterCommit)
        guard case .ambiguous(.doubtfulOutcome, _, _) = try await target.deliver() else {
            Issue.record("not in doubt")
            return
        }
        let outcome = try await target.deliver(isDoubtful: true)
        #expect(outcome == .adopted(try GoogleConnectorTests.account(GoogleConnectorTests.id(1)), changed: []))
        #expect(simulator.accountIDs.count == 1)
    }

    @Test(arguments: [4, 5, 6])
    func `a lost create that nothing shows yet is waited for`(lag: Int) async throws {
        let (target, simulator, clock) = try Self.target([.searchLags, .readsLag(lag)])
        simulator.failNextChange(.timeOutAfterCommit)
        _ = try await target.deliver()
        for _ in 0..<(lag > 4 ? 2 : 1) {
            // The look-up, again after the 409, and who holds the address.
            let outcome = try await target.deliver(isDoubtful: true)
            guard case .transient(.remoteRejected, let reason, nil) = outcome else {
                Issue.record("expected to wait, found \(outcome)")
                return
            }
            #expect(reason.contains("(duplicate)"))
            clock.advance(by: .seconds(30))
        }
        #expect(
            try await target.deliver(isDoubtful: true)
                == .adopted(try GoogleConnectorTests.account(GoogleConnectorTests.id(1)), changed: []))
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `an address that stays taken by nobody who is shown becomes a conflict`() async throws {
        let (target, simulator, clock) = try Self.target([])
        simulator.reserve("ada@example.com")
        guard case .transient(.remoteRejected, _, _) = try await target.deliver() else {
            Issue.record("not waited for")
            return
        }
        clock.advance(by: .seconds(300))
        guard case .conflict(let reason, []) = try await target.deliver() else {
            Issue.record("no conflict")
            return
        }
        #expect(reason.contains("group"))
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `a change before the creation is complete is tried again`() async throws {
        let (target, simulator, _) = try Self.target([.creationIsIncomplete(1)])
        try await target.deliver()
        let next = ConnectorCase.person(userName: "ada.l")
        let early = try await target.deliver(next)
        #expect(
            early
                == .transient(
                    .remoteRejected, reason: "Google answered 412 (conditionNotMet): User creation is not complete.",
                    retryAt: nil))
        guard case .updated = try await target.deliver(next) else {
            Issue.record("not updated")
            return
        }
        #expect(simulator.violations.isEmpty)
    }

    @Test func `a change that was made and answered 409 is made`() async throws {
        let (target, simulator, _) = try Self.target([.answersChangeWithConflict])
        try await target.deliver()
        let outcome = try await target.deliver(ConnectorCase.person(userName: "ada.l"))
        #expect(
            outcome
                == .updated(
                    try GoogleConnectorTests.account(GoogleConnectorTests.id(1), "ada.l@example.com"),
                    changed: ["primaryEmail"]))
        #expect(simulator.changes.count == 2 && simulator.violations.isEmpty)
    }

    @Test func `a change that was answered 409 and not made is tried again`() async throws {
        let (target, simulator, _) = try Self.target([])
        try await target.deliver()
        simulator.failNextChange(.answer(GoogleSimulator.error(409, "conflict", "Conflict")))
        guard case .transient(.remoteRejected, _, _) = try await target.deliver(ConnectorCase.person(userName: "ada.l"))
        else {
            Issue.record("not tried again")
            return
        }
        #expect(try GoogleConnectorTests.only(simulator)["primaryEmail"] == .string("ada@example.com"))
    }

    @Test(arguments: ["adopt", "fail"])
    func `an account whose groups could not follow yet is found again and completed`(policy: String) async throws {
        let settings = GoogleConnectorTests.settings(
            ("groups", .object(("staff", .string("staff@example.com")))))
        let (target, simulator, _) = try Self.target(
            [.membershipLags(1), .searchLags], settings: settings, policy: policy)
        simulator.addGroup("staff@example.com")
        let person = ConnectorCase.person(groups: ["staff"])
        guard case .ambiguous(.remoteRejected, let reason, _) = try await target.deliver(person) else {
            Issue.record("not in doubt")
            return
        }
        #expect(reason.hasPrefix("the account was created, and its groups are not right yet"))
        let outcome = try await target.deliver(person, isDoubtful: true)
        let account = try GoogleConnectorTests.account(GoogleConnectorTests.id(1))
        #expect(outcome == .adopted(account, changed: ["groups"]))
        #expect(simulator.members(of: "staff@example.com") == [account.id.text])
    }
}

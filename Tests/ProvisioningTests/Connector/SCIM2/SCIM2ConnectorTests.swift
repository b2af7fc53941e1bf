import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SCIM2ConnectorTests {
    static func target(
        _ habits: Set<SCIM2Simulator.Habit> = [], mapping: [String: String] = [:], policy: String = "adopt",
        update: String = "auto", listItems: String = "typed", settings others: [String: Value] = [:],
        mode: RemoteSession.Mode = .live, more: ValueMap = ValueMap()
    ) throws -> (ConnectorCase, SCIM2Simulator) {
        let simulator = SCIM2Simulator(habits)
        var settings = ValueMap(others.map { ValueMap.Entry(key: $0.key, value: $0.value) })
        let usual = Value.object(
            ("baseUrl", .string(SCIM2Simulator.base)), ("update", .string(update)), ("listItems", .string(listItems)),
            ("authentication", .object(("bearer", .object(("token", .secret(.environment("TARGET_SECRET"))))))))
        for entry in usual.map?.entries ?? [] where settings[entry.key] == nil { settings[entry.key] = entry.value }
        let target = try ConnectorCase(
            "scim2", settings: .map(settings), transport: simulator, mapping: mapping, policy: policy, mode: mode,
            more: more)
        return (target, simulator)
    }

    static func account(_ id: String, _ name: String = "ada") throws -> RemoteAccount {
        RemoteAccount(id: try #require(RemoteAccountID(answered: id)), name: name)
    }

    @Test func `a new person gets an account with the mapped attributes`() async throws {
        let (target, simulator) = try Self.target(mapping: [
            "displayName": "{{givenName}} {{familyName}}",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "R&D",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager": "m1",
        ])
        #expect(try await target.deliver() == .created(Self.account("u1")))
        let user = try #require(simulator.user("u1"))
        #expect(user["externalId"] == .string("00u1"))
        #expect(user["displayName"] == .string("Ada Lovelace"))
        #expect(user["name"] == .object(("familyName", .string("Lovelace")), ("givenName", .string("Ada"))))
        #expect(
            user["emails"]
                == .list([
                    .object(("primary", .bool(true)), ("type", .string("work")), ("value", .string("ada@example.com")))
                ]))
        #expect(user["active"] == .bool(true))
        #expect(
            user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
                == .object(
                    ("department", .string("R&D")),
                    (
                        "manager",
                        .object(("value", .string("m1")), ("$ref", .string("\(SCIM2Simulator.base)/Users/m1")))
                    )))
        #expect(simulator.violations.isEmpty)
        #expect(simulator.requests.map(\.method) == [.get, .get, .post])
    }

    @Test func `an account that only shares the e-mail address is named and never taken over`() async throws {
        let (target, simulator) = try Self.target([.wantsUniqueEmail])
        try await target.deliver(ConnectorCase.person("00u9", userName: "ada"))
        let theirs = try #require(simulator.user("u1"))
        let outcome = try await target.deliver(
            UserAttributes(
                ValueMap([
                    .init(key: "subject", value: .string("00u1")), .init(key: "userName", value: .string("ada.l")),
                    .init(key: "email", value: .string("ada@example.com")),
                ])))
        guard case .conflict(_, let candidates) = outcome else {
            Issue.record("expected a conflict, found \(outcome)")
            return
        }
        #expect(candidates == [try Self.account("u1", "ada")])
        #expect(outcome.reason == "the target answered 409 (uniqueness): the user exists: ada (u1)")
        #expect(simulator.user("u1") == theirs && simulator.accountIDs == ["u1"])
    }

    @Test(arguments: [
        Set<SCIM2Simulator.Habit>(), [.lacksPatch(501)], [.lacksPatch(405)], [.lacksPatch(404)],
        [.answersPatchWithAccount], [.lowersUserNames], [.dropsItemTypes], [.ignoresFilters],
    ])
    func `a changed attribute alone is written, and nothing foreign is lost`(
        habits: Set<SCIM2Simulator.Habit>
    ) async throws {
        let (target, simulator) = try Self.target(habits, mapping: ["title": "{{title}}"])
        let person = ConnectorCase.person(userName: "Ada")
        try await target.deliver(person)
        let id = try #require(simulator.accountIDs.first)
        var theirs = try #require(simulator.user(id)?.map)
        theirs["nickName"] = .string("set by others")
        simulator.removeUser(id)
        simulator.addUser(.map(theirs))
        let moved = try #require(simulator.accountIDs.first)
        target.links.store(
            AccountLink(
                connector: "target", subject: try #require(Subject("00u1")),
                account: .active(try #require(RemoteAccountID(answered: moved))), remoteName: "Ada", digest: "old",
                asOf: ConnectorCase.now))

        let outcome = try await target.deliver(ConnectorCase.person(userName: "Ada", title: "Countess"))
        #expect(outcome == .updated(try Self.account(moved, "Ada"), changed: ["title"]))
        #expect(simulator.user(moved)?["title"] == .string("Countess"))
        #expect(simulator.user(moved)?["nickName"] == .string("set by others"))
        #expect(simulator.accountIDs.count == 1)
        #expect(simulator.violations.isEmpty)
        if habits.isEmpty {
            let body = try JSONReader.read(try #require(simulator.changes.last?.body))
            #expect(body["Operations"]?.list?.count == 1)
        }
    }

    @Test func `a private e-mail address at the target stays and the work address is replaced`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addUser(
            .object(
                ("userName", .string("ada")),
                (
                    "emails",
                    .list([
                        .object(("type", .string("home")), ("value", .string("a@home")), ("primary", .bool(true))),
                        .object(("type", .string("work")), ("value", .string("old@work"))),
                    ])
                )))
        try await target.deliver()
        #expect(
            simulator.user("u1")?["emails"]
                == .list([
                    .object(("primary", .bool(true)), ("type", .string("work")), ("value", .string("ada@example.com"))),
                    .object(("type", .string("home")), ("value", .string("a@home"))),
                ]))
    }

    @Test func `plain list items carry their value alone`() async throws {
        let (target, simulator) = try Self.target(listItems: "plain")
        try await target.deliver()
        #expect(simulator.user("u1")?["emails"] == .list([.object(("value", .string("ada@example.com")))]))
    }

    @Test func `a link whose account is gone leads to the account of that name, or a new one`() async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver()
        simulator.removeUser("u1")
        #expect(try await target.deliver(ConnectorCase.person(), isDoubtful: true) == .created(Self.account("u2")))
        simulator.removeUser("u2")
        simulator.addAccount(userName: "ADA", externalID: nil)
        guard case .adopted(let account, _) = try await target.deliver(isDoubtful: true) else {
            Issue.record("not adopted")
            return
        }
        #expect(account.id.text == "u3")
        #expect(simulator.accountIDs == ["u3"])
    }

    @Test(arguments: ["o'Neil \"x\"", "a+b&c=d#e", "ü@ß", "back\\slash", "100% sure"])
    func `any user name can be looked up`(userName: String) async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: userName, externalID: nil)
        guard case .adopted = try await target.deliver(ConnectorCase.person(userName: userName)) else {
            Issue.record("not adopted")
            return
        }
        #expect(simulator.violations.isEmpty)
    }

    @Test func `an account with another externalId is not taken`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "ada", externalID: "somebody else")
        let outcome = try await target.deliver()
        #expect(
            outcome
                == .conflict(
                    reason: "the account with this userName has another externalId",
                    candidates: [try Self.account("u1")]))
        #expect(simulator.changes.isEmpty)
    }

    @Test func `an account that is linked to another person is not taken`() async throws {
        let (target, simulator) = try Self.target(mapping: ["externalId": ""])
        simulator.addAccount(userName: "ada", externalID: nil)
        try await target.deliver(ConnectorCase.person("first"))
        #expect(
            try await target.deliver(ConnectorCase.person("second"))
                == .conflict(
                    reason: "the account with this userName is linked to `first`",
                    candidates: [try Self.account("u1")]))
    }

    @Test func `a create that breaks the service after the commit ends in the one account`() async throws {
        let (target, simulator) = try Self.target([.breaksOnDuplicate, .ignoresFilters])
        simulator.failNextChange(.commitThenAnswer(HTTPResponse(status: 500, body: Array("<html>".utf8))))
        guard case .adopted(let account, let changed) = try await target.deliver() else {
            Issue.record("not found")
            return
        }
        #expect(changed.isEmpty)
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test func `a service that breaks down on a create leaves it in doubt`() async throws {
        let (target, simulator) = try Self.target(policy: "fail")
        simulator.failNextChange(.answer(HTTPResponse(status: 500)))
        #expect(
            try await target.deliver() == .ambiguous(.doubtfulOutcome, reason: "the target answered 500"))
        #expect(try await target.deliver(isDoubtful: true) == .created(Self.account("u1")))
    }

    @Test func `a pause that is asked for while a create is in doubt is kept`() async throws {
        let (target, simulator) = try Self.target()
        simulator.failNextChange(.answer(HTTPResponse(status: 500, headers: [HTTPHeader("Retry-After", "9")])))
        #expect(
            try await target.deliver()
                == .ambiguous(
                    .doubtfulOutcome, reason: "the target answered 500", retryAt: ConnectorCase.now + .seconds(9)))
    }

    @Test func `another person's account is no answer to a create`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "bob", externalID: "somebody else")
        let theirs = try #require(simulator.user("u1"))
        simulator.failNextChange(.commitThenAnswer(SCIM2Simulator.json(201, theirs)))
        guard case .ambiguous(.remoteAnswerUnusable, _, _) = try await target.deliver() else {
            Issue.record("taken for ours")
            return
        }
        #expect(try await target.deliver(isDoubtful: true) == .adopted(Self.account("u2"), changed: []))
    }

    @Test func `no part of an answer to a create is taken for the whole`() async throws {
        let user = Value.object(
            ("id", .string("u1")), ("schemas", .list([.string("urn:ietf:params:scim:schemas:core:2.0:User")])),
            ("userName", .string("ada")))
        let whole = SCIM2Simulator.json(201, user).body
        for length in whole.indices {
            let (target, simulator) = try Self.target()
            simulator.failNextChange(.commitThenAnswer(HTTPResponse(status: 201, body: Array(whole[..<length]))))
            guard case .ambiguous(.remoteAnswerUnusable, _, _) = try await target.deliver() else {
                Issue.record("\(length) of \(whole.count) bytes were taken")
                return
            }
        }
    }

    @Test func `several accounts of one person are a conflict that names them`() async throws {
        let (target, simulator) = try Self.target()
        simulator.addAccount(userName: "ada1", externalID: "00u1")
        simulator.addAccount(userName: "ada2", externalID: "00u1")
        guard case .conflict(_, let candidates) = try await target.deliver() else {
            Issue.record("no conflict")
            return
        }
        #expect(candidates == [try Self.account("u1", "ada1"), try Self.account("u2", "ada2")])
        #expect(simulator.changes.isEmpty)
    }

    @Test(arguments: [Set<SCIM2Simulator.Habit>([.ignoresFilters]), [.ignoresFilters, .givesSmallPages]])
    func `a service that ignores filters never gets the wrong account changed`(
        habits: Set<SCIM2Simulator.Habit>
    ) async throws {
        let (target, simulator) = try Self.target(habits)
        for name in ["bob", "eve", "ada", "kim", "zoe"] { simulator.addAccount(userName: name, externalID: nil) }
        guard case .adopted(let account, _) = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(account.id.text == "u3")
        #expect(simulator.user("u1")?["externalId"] == nil)
    }

    @Test func `a service that ignores filters and pages is refused instead of guessed at`() async throws {
        let (target, simulator) = try Self.target([.ignoresFilters, .ignoresPages])
        for name in ["bob", "eve", "ada"] { simulator.addAccount(userName: name, externalID: nil) }
        guard case .rejected(.remoteRejected, _) = try await target.deliver() else {
            Issue.record("not rejected")
            return
        }
        #expect(simulator.changes.isEmpty)
    }

    @Test func `a service that can't filter by externalId is asked by userName`() async throws {
        let (target, simulator) = try Self.target([.cannotFilterExternalID])
        simulator.addAccount(userName: "ada", externalID: "00u1")
        guard case .adopted = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(simulator.accountIDs.count == 1)
    }

    @Test func `a 409 that is no duplicate is rejected with the target's reason`() async throws {
        let (target, _) = try Self.target([.refusesWithConflict])
        #expect(
            try await target.deliver()
                == .rejected(
                    .remoteRejected, reason: "the target answered 409 (invalidValue): entitlements are missing"))
    }

    @Test func `update patch keeps to PATCH`() async throws {
        let (target, simulator) = try Self.target([.lacksPatch(501)], update: "patch")
        simulator.addAccount(userName: "ada", externalID: nil)
        guard case .rejected(.remoteRejected, let reason) = try await target.deliver() else {
            Issue.record("not rejected")
            return
        }
        #expect(reason == "the target offers no PATCH of users; set `update: auto`")
    }

    @Test func `an attribute of the wrong type is rejected before anything is sent`() async throws {
        let (target, simulator) = try Self.target(mapping: ["active": "perhaps"])
        #expect(
            try await target.deliver()
                == .rejected(
                    .remoteRejected, reason: "`active` takes true or false, and its template gave something else"))
        #expect(simulator.requests.isEmpty)
    }

    @Test func `removing an account deactivates or deletes it, and a gone one is done`() async throws {
        let (target, simulator) = try Self.target([.lacksPatch(501)])
        try await target.deliver()
        let id = try #require(RemoteAccountID(answered: "u1"))
        let type = target.connector.type
        #expect(await type.remove(id, by: .deactivate, in: target.session) == .deactivated(id))
        #expect(simulator.user("u1")?["active"] == .bool(false))
        #expect(simulator.user("u1")?["displayName"] == nil)
        #expect(simulator.user("u1")?["externalId"] == .string("00u1"))
        #expect(await type.remove(id, by: .delete, in: target.session) == .deleted(id))
        #expect(simulator.accountIDs.isEmpty)
        #expect(await type.remove(id, by: .delete, in: target.session) == .deleted(id))
        #expect(await type.remove(id, by: .deactivate, in: target.session) == .deleted(id))
    }

    @Test(arguments: ["<html>Welcome</html>", #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}"#])
    func `a page or an error with status 200 deletes nothing`(body: String) async throws {
        let (target, simulator) = try Self.target()
        try await target.deliver()
        let id = try #require(RemoteAccountID(answered: "u1"))
        simulator.failNextChange(.answer(HTTPResponse(status: 200, body: Array(body.utf8))))
        guard
            case .ambiguous(.remoteAnswerUnusable, _, _) = await target.connector.type.remove(
                id, by: .delete, in: target.session)
        else {
            Issue.record("taken for a deletion")
            return
        }
        #expect(simulator.accountIDs == ["u1"])
        #expect(await target.connector.type.remove(id, by: .delete, in: target.session) == .deleted(id))
    }

    @Test(arguments: [
        ("userName", true), ("name.givenName", true), ("emails", true), ("active", true), ("roles", true),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", true),
        ("urn:ietf:params:scim:schemas:core:2.0:User:title", true), ("urn:example:custom:1.0:User:badge.no", true),
        ("username", false), ("id", false), ("password", false), ("groups", false), ("name", false),
        ("name.given name", false), ("a.b.c", false), ("urn:x", false), ("", false),
        ("urn:ietf:params:scim:schemas:core:2.0:User:password", false),
    ])
    func `a mapping may write the attributes of a user and nothing else`(target: String, isAllowed: Bool) {
        #expect((SCIM2Connector.mappingProblem(target) == nil) == isAllowed)
    }
}

import Model
import Provisioning
import TargetSimulators
import Testing

/// What every connector type keeps to, whatever its target speaks.
@Suite struct ConnectorLawTests {
    /// One maker of cases per type of the catalogue.
    struct Subject: Sendable, CustomTestStringConvertible {
        let type: String
        let make:
            @Sendable (_ policy: String, _ mode: RemoteSession.Mode) throws -> (
                ConnectorCase, any AccountSystemSimulator
            )
        var testDescription: String { type }
    }

    static let subjects = [
        Subject(type: "scim2") { policy, mode in try SCIM2ConnectorTests.target(policy: policy, mode: mode) },
        Subject(type: "google") { policy, mode in
            try GoogleConnectorTests.target(
                mapping: [
                    "name.familyName": "{{userName}}",
                    "name.givenName": "{{#givenName}}{{givenName}}{{/givenName}}{{^givenName}}?{{/givenName}}",
                ], policy: policy, mode: mode)
        },
        Subject(type: "salesforce") { policy, mode in
            try SalesforceConnectorTests.target(
                mapping: ["LastName": "{{userName}}", "AboutMe": "{{familyName}}"], policy: policy, mode: mode)
        },
    ]

    @Test func `every type of the catalogue is held to the laws`() {
        #expect(Self.subjects.map(\.type) == ConnectorCatalog.builtIn.types.map { $0.name })
    }

    @Test(arguments: subjects)
    func `delivering twice is unchanged without a request`(subject: Subject) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        guard case .created(let account) = try await target.deliver() else {
            Issue.record("not created")
            return
        }
        let sent = simulator.requests.count
        #expect(try await target.deliver() == .unchanged(account))
        #expect(simulator.requests.count == sent)
        #expect(try await target.deliver(isDoubtful: true) == .unchanged(account))
        #expect(simulator.changes.count == 1)
        #expect(simulator.violations.isEmpty)
    }

    @Test(arguments: subjects, [nil, "00u1"])
    func `an account that exists is adopted, never doubled`(subject: Subject, externalID: String?) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.addAccount(userName: "ada", externalID: externalID)
        guard case .adopted(let account, _) = try await target.deliver() else {
            Issue.record("not adopted")
            return
        }
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test(arguments: subjects, [nil, "00u1"])
    func `an account that exists is left alone when the policy says fail`(
        subject: Subject, externalID: String?
    ) async throws {
        let (target, simulator) = try subject.make("fail", .live)
        simulator.addAccount(userName: "ada", externalID: externalID)
        guard case .conflict(_, let candidates) = try await target.deliver() else {
            Issue.record("no conflict")
            return
        }
        #expect(candidates.map(\.id.text) == Array(simulator.accountIDs))
        #expect(simulator.changes.isEmpty)
    }

    @Test(arguments: subjects, ["adopt", "fail"])
    func `a time-out after the commit is ambiguous, and the next attempt finds the one account`(
        subject: Subject, policy: String
    ) async throws {
        let (target, simulator) = try subject.make(policy, .live)
        simulator.failNextChange(.timeOutAfterCommit)
        guard case .ambiguous(.doubtfulOutcome, _, _) = try await target.deliver() else {
            Issue.record("not ambiguous")
            return
        }
        guard case .adopted(let account, let changed) = try await target.deliver(isDoubtful: true) else {
            Issue.record("not found")
            return
        }
        #expect(changed.isEmpty)
        #expect(simulator.accountIDs == [account.id.text])
    }

    @Test(arguments: subjects)
    func `an account of another person is not taken`(subject: Subject) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.addAccount(userName: "ada", externalID: nil)
        guard case .adopted = try await target.deliver(ConnectorCase.person("first")) else {
            Issue.record("not adopted")
            return
        }
        guard case .conflict = try await target.deliver(ConnectorCase.person("second")) else {
            Issue.record("no conflict")
            return
        }
        #expect(simulator.accountIDs.count == 1)
    }

    static let garbage = [
        "", "null", "[]", "{}", "<html>OK</html>", #"{"id":""}"#, #"{"id":null}"#, #"{"id":7}"#, #"{"id":"x""#,
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"id":"x","status":"400"}"#,
    ]

    @Test(arguments: subjects, garbage)
    func `a success without an account is no success`(subject: Subject, body: String) async throws {
        for status in [200, 201] {
            let (target, simulator) = try subject.make("adopt", .live)
            simulator.failNextChange(.commitThenAnswer(HTTPResponse(status: status, body: Array(body.utf8))))
            let outcome = try await target.deliver()
            guard case .ambiguous(.remoteAnswerUnusable, _, _) = outcome else {
                Issue.record("\(status) \(body): \(outcome)")
                continue
            }
            guard case .adopted(let account, _) = try await target.deliver(isDoubtful: true) else {
                Issue.record("not found afterwards")
                continue
            }
            #expect(simulator.accountIDs == [account.id.text])
        }
    }

    static let brokenLists = [
        #"{"totalResults":1}"#, #"{"totalResults":1,"Resources":[]}"#, #"{"totalResults":1,"Resources":[{}]}"#,
        #"{"totalResults":-1}"#, #"{"totalResults":"0"}"#, #"{"Resources":[]}"#,
    ]

    @Test(arguments: subjects, garbage + brokenLists)
    func `a look-up that can't be understood never leads to a create`(subject: Subject, body: String) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.failAll(.answer(HTTPResponse(status: 200, body: Array(body.utf8))))
        guard case .transient(.remoteAnswerUnusable, _, _) = try await target.deliver() else {
            Issue.record("understood")
            return
        }
        #expect(simulator.changes.isEmpty)
    }

    @Test(arguments: subjects, [("30", Int64(30)), ("Thu, 31 Dec 2026 00:00:00 GMT", nil)])
    func `the target's Retry-After is kept`(subject: Subject, field: (String, Int64?)) async throws {
        for status in [429, 503] {
            let (target, simulator) = try subject.make("adopt", .live)
            simulator.failNextChange(
                .answer(HTTPResponse(status: status, headers: [HTTPHeader("Retry-After", field.0)])))
            let expected = field.1.map { ConnectorCase.now + .seconds($0) } ?? ConnectorCase.now + .seconds(86_400)
            switch try await target.deliver() {
            case .throttled(_, let time): #expect(status == 429 && time == expected)
            case .transient(.remoteUnreachable, _, let time): #expect(status == 503 && time == expected)
            case let outcome: Issue.record("\(outcome)")
            }
            #expect(simulator.accountIDs.isEmpty)
        }
    }

    @Test(arguments: subjects, [401])
    func `refused credentials are told apart`(subject: Subject, status: Int) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.failAll(.answer(HTTPResponse(status: status)))
        guard case .unauthorised = try await target.deliver() else {
            Issue.record("not unauthorised")
            return
        }
        #expect(simulator.requests.count == 1)
    }

    @Test(arguments: subjects, [400, 404, 410, 422, 301, 500, 502, 418])
    func `no failure of a look-up leads to a create`(subject: Subject, status: Int) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.failAll(.answer(HTTPResponse(status: status, body: Array("<html>".utf8))))
        let outcome = try await target.deliver()
        #expect(outcome.account == nil)
        #expect(simulator.changes.isEmpty)
    }

    @Test(arguments: subjects)
    func `an unreachable target has done nothing`(subject: Subject) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        simulator.failNextChange(.unreachable)
        #expect(
            try await target.deliver() == .transient(.remoteUnreachable, reason: "connection refused", retryAt: nil))
    }

    @Test(arguments: subjects)
    func `a dry run looks and changes nothing`(subject: Subject) async throws {
        let (target, simulator) = try subject.make("adopt", .dryRun)
        guard case .held(let request) = try await target.deliver() else {
            Issue.record("not held")
            return
        }
        #expect(request.body.contains("ada@example.com"))
        #expect(simulator.changes.isEmpty)
        #expect(target.trace.exchanges.last?.end == .held)
    }

    @Test(arguments: subjects)
    func `no secret is in the trace or in a reason`(subject: Subject) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        let echo = #"{"detail":"bad token \#(ConnectorCase.secret)!","scimType":"\#(ConnectorCase.secret)"}"#
        for status in [400, 401, 409, 429, 500, 503] {
            simulator.failNextChange(.answer(HTTPResponse(status: status, body: Array(echo.utf8))))
            let outcome = try await target.deliver()
            #expect(!"\(outcome) \(outcome.reason)".contains(ConnectorCase.secret), "\(status)")
            #expect(!outcome.reason.isEmpty)
        }
        #expect(!"\(target.trace.exchanges)".contains(ConnectorCase.secret))
        #expect(!target.trace.exchanges.isEmpty)
        #expect(simulator.requests.contains { "\($0.headers.map(\.value))".contains(ConnectorCase.secret) })
    }

    @Test(arguments: subjects)
    func `somebody outside the scope or without a required attribute causes no request`(
        subject: Subject
    ) async throws {
        let (target, simulator) = try subject.make("adopt", .live)
        guard case .rejected(.emptyRequired, let reason) = try await target.deliver(ConnectorCase.person(userName: " "))
        else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.contains("{{userName}}"))
        #expect(simulator.requests.isEmpty)
    }
}

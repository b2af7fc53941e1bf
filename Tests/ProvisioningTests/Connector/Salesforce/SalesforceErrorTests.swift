import Model
import Provisioning
import TargetSimulators
import Testing

/// What each of Salesforce's refusals of a create means for a delivery.
@Suite struct SalesforceErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String
        let outcome: String
        var message = "words"
        var testDescription: String { "\(status) \(code)" }
    }

    static let cases = [
        Case(
            status: 403, code: "REQUEST_LIMIT_EXCEEDED", outcome: "throttled", message: "TotalRequests Limit exceeded."),
        Case(
            status: 403, code: "REQUEST_LIMIT_EXCEEDED", outcome: "throttled",
            message: "ConcurrentRequests Limit exceeded."),
        Case(status: 403, code: "API_DISABLED_FOR_ORG", outcome: "unauthorised"),
        Case(status: 403, code: "INSUFFICIENT_ACCESS_OR_READONLY", outcome: "transient R6004"),
        Case(status: 400, code: "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", outcome: "transient R6004"),
        Case(status: 403, code: "FUNCTIONALITY_NOT_ENABLED", outcome: "transient R6004"),
        Case(status: 400, code: "UNABLE_TO_LOCK_ROW", outcome: "transient R6005"),
        Case(status: 500, code: "UNABLE_TO_LOCK_ROW", outcome: "transient R6005"),
        Case(status: 503, code: "SERVER_UNAVAILABLE", outcome: "transient R6005"),
        Case(status: 500, code: "UNKNOWN_EXCEPTION", outcome: "ambiguous R6012"),
        Case(status: 502, code: "", outcome: "ambiguous R6012"),
        Case(status: 503, code: "", outcome: "ambiguous R6012"),
        Case(status: 400, code: "REQUIRED_FIELD_MISSING", outcome: "rejected R6003"),
        Case(status: 409, code: "REQUIRED_FIELD_MISSING", outcome: "rejected R6003"),
        Case(status: 400, code: "STRING_TOO_LONG", outcome: "rejected R6003"),
        Case(status: 400, code: "INVALID_FIELD", outcome: "rejected R6003"),
        Case(status: 400, code: "INVALID_CROSS_REFERENCE_KEY", outcome: "rejected R6003"),
        Case(status: 400, code: "LICENSE_LIMIT_EXCEEDED", outcome: "rejected R6003"),
        Case(status: 400, code: "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", outcome: "rejected R6003"),
        Case(status: 400, code: "DUPLICATE_VALUE", outcome: "conflict"),
        Case(status: 400, code: "DUPLICATES_DETECTED", outcome: "conflict"),
        Case(status: 500, code: "DUPLICATE_VALUE", outcome: "ambiguous R6012"),
        Case(status: 404, code: "NOT_FOUND", outcome: "rejected R6003"),
        Case(status: 302, code: "", outcome: "rejected R6003"),
        Case(status: 300, code: "", outcome: "rejected R6003"),
        Case(status: 204, code: "", outcome: "ambiguous R6007"),
    ]

    static func answer(_ status: Int, _ code: String, _ message: String = "words", headers: [HTTPHeader] = [])
        -> HTTPResponse
    {
        let entry = Value.object(
            ("message", .string(message)), ("errorCode", .string(code)), ("fields", .list([.string("Alias")])))
        return HTTPResponse(
            status: status, headers: headers,
            body: code.isEmpty ? Array("<html>Sorry</html>".utf8) : Array(CanonicalJSON.encode(.list([entry])).utf8))
    }

    static func kind(_ outcome: DeliveryOutcome) -> String {
        switch outcome {
        case .throttled: "throttled"
        case .unauthorised: "unauthorised"
        case .conflict: "conflict"
        case .transient(let code, _, _): "transient \(code.id)"
        case .ambiguous(let code, _, _): "ambiguous \(code.id)"
        case .rejected(let code, _): "rejected \(code.id)"
        default: "\(outcome)"
        }
    }

    @Test(arguments: cases)
    func `a refusal means what its code says, and the status only where the code is silent`(of: Case) async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        simulator.failNextChange(.answer(Self.answer(of.status, of.code, of.message)))
        let outcome = try await target.deliver()
        #expect(Self.kind(outcome) == of.outcome, "\(outcome)")
        #expect(outcome.reason.contains(of.code), "\(outcome.reason)")
        #expect(simulator.accountIDs.isEmpty)
    }

    @Test func `the limit of 24 hours rests the connector and tells how much is used`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        simulator.setUsage(15000, of: 15000)
        guard case .throttled(let reason, let retryAt) = try await target.deliver() else {
            Issue.record("not throttled")
            return
        }
        #expect(retryAt == ConnectorCase.now + .seconds(900))
        #expect(reason.contains("15000 of 15000 requests of 24 hours used"))
    }

    @Test func `a Retry-After wins over our own pause`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        let header = HTTPHeader("Retry-After", "7")
        simulator.failNextChange(
            .answer(Self.answer(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", headers: [header])))
        #expect(try await target.deliver().retryAt == ConnectorCase.now + .seconds(7))
    }

    @Test(arguments: [
        #"{"id":null,"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"Alias","fields":["Alias"]}]}"#,
        #"{"id":"005Ax0000000001AAA","success":false,"errors":[]}"#,
        #"{"id":"001Ax0000000001AAA","success":true,"errors":[]}"#,
        #"{"id":"005","success":true,"errors":[]}"#,
        #"{"id":"005Ax0000000001AAA","success":"true","errors":[]}"#,
        #"{"id":"005Ax0000000001AAA","success":true,"errors":[{"errorCode":"X","message":"y"}]}"#,
        #"{"success":true}"#, "", "[]",
    ])
    func `a 201 that says otherwise links nobody`(body: String) async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        simulator.failNextChange(.answer(HTTPResponse(status: 201, body: Array(body.utf8))))
        let outcome = try await target.deliver()
        #expect(Self.kind(outcome) == "ambiguous R6007", "\(outcome)")
        if body.contains("STRING_TOO_LONG") { #expect(outcome.reason.contains("shorten what the template gives")) }
    }

    @Test func `an account of another object is not read as the linked one`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target(mapping: ["Title": "{{title}}"])
        try await target.deliver()
        simulator.failAll(
            .answer(
                HTTPResponse(
                    status: 200, body: Array(#"{"attributes":{"type":"User"},"Id":"005Ax0000000009AAA"}"#.utf8))))
        let outcome = try await target.deliver(ConnectorCase.person(title: "Countess"))
        #expect(Self.kind(outcome) == "transient R6007")
    }

    @Test func `a create that is answered with another person's account links nobody to it`() async throws {
        let (target, simulator) = try SalesforceConnectorTests.target()
        try await target.deliver()
        let first = try SalesforceConnectorTests.id(simulator)
        let body = #"{"id":"\#(first)","success":true,"errors":[]}"#
        simulator.failNextChange(.answer(HTTPResponse(status: 201, body: Array(body.utf8))))
        let outcome = try await target.deliver(ConnectorCase.person("00u2", userName: "grace"))
        #expect(Self.kind(outcome) == "ambiguous R6007", "\(outcome)")
    }
}

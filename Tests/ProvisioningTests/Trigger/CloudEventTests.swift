import Model
import Provisioning
import TestSupport
import Testing

struct CloudEventTests {
    static let structured = "application/cloudevents+json"
    static let batched = "application/cloudevents-batch+json"
    static let data = #"{"application":"crm","user":{"subject":"s","claims":{"email":"ada@example.com"}}}"#

    static func event(
        id: String = "7", source: String = "/crm", data: String = data, more: String = ""
    ) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"\#(source)","type":"login",\#(more)"data":\#(data)}"#
    }

    static func report(
        _ body: String, type: String? = structured, headers: [String: String] = [:], provenID: String? = nil
    ) throws -> TriggerReport {
        let webhook = try #require(try LoginFixture.table().triggers["app-backend"]).type
        var headers = headers
        headers["content-type"] = type
        return try webhook.report(
            in: TriggerRequest(headers: headers, body: Array(body.utf8)), proven: TriggerProof(eventID: provenID))
    }

    static func login(_ report: TriggerReport) throws -> ReportedLogin {
        guard case .login(let login) = report else { throw StoreError.unavailable("no login") }
        return login
    }

    @Test(arguments: [structured, "Application/CloudEvents+JSON; charset=utf-8"])
    func `a structured event is a login`(type: String) throws {
        let login = try Self.login(
            try Self.report(
                Self.event(more: #""time":"2026-11-23T19:00:00Z","datacontenttype":"application/json","ext":"x","#),
                type: type, provenID: "msg_1"))
        #expect(login.eventID == "/crm 7")
        #expect(login.occurredAt == LoginFixture.now)
        #expect(login.application == "crm")
        #expect(login.claims["email"]?.string == "ada@example.com")
    }

    @Test func `the same id of another source is another event`() throws {
        let ids = try ["/crm", "/shop"].map { try Self.login(try Self.report(Self.event(source: $0))).eventID }
        #expect(Set(ids).count == 2)
    }

    static let headers = [
        "ce-specversion": "1.0", "ce-id": "a%20b", "ce-source": "/crm", "ce-type": "login",
        "ce-time": "2026-11-23T19:00:00Z",
    ]

    @Test func `a binary event has its attributes in headers`() throws {
        let login = try Self.login(try Self.report(Self.data, type: "application/json", headers: Self.headers))
        #expect(login.eventID == "/crm a b")
        #expect(login.occurredAt == LoginFixture.now)
    }

    @Test func `headers that no signature covers change nothing about a signed event`() throws {
        let changed = Self.headers.merging(["ce-id": "b", "ce-time": "2001-01-01T00:00:00Z"]) { $1 }
        let logins = try [Self.headers, changed].map {
            try Self.login(
                try Self.report(Self.data, type: "application/json", headers: $0, provenID: "msg_1"))
        }
        #expect(logins.map(\.eventID) == ["msg_1", "msg_1"])
        #expect(logins.map(\.occurredAt) == [nil, nil])
    }

    @Test(arguments: [
        ("", structured, DiagnosticCode.notJSON, "expected JSON"), ("[]", structured, .malformedLogin, "an object"),
        ("{}", batched, .malformedLogin, "a list of events"), ("{}", structured, .malformedLogin, "`specversion`"),
        (event().replacing("1.0", with: "0.3"), structured, .malformedLogin, "`specversion` must be `1.0`"),
        (event(id: ""), structured, .malformedLogin, "`id`"),
        (event(id: String(repeating: "x", count: 257)), structured, .malformedLogin, "`id`"),
        (event(source: ""), structured, .malformedLogin, "`source`"),
        (event(more: #""time":"soon","#), structured, .malformedLogin, "`time`"),
        (event(more: #""datacontenttype":"text/xml","#), structured, .malformedLogin, "`datacontenttype`"),
        (event(data: "7"), structured, .malformedLogin, "`data` must be an object"),
        (event(data: "{}"), structured, .malformedLogin, "`application` is required"),
        (event().replacing(#""data":"#, with: #""data_base64":"#), structured, .malformedLogin, "`data`"),
        ("[\(event()),\(event(data: "{}")),7]", batched, .malformedLogin, "event 1: `application` is required"),
        ("[\(event()),\(event(data: "{}")),7]", batched, .malformedLogin, "event 2: an event must be an object"),
        (
            "[" + Array(repeating: event(), count: 201).joined(separator: ",") + "]", batched, .malformedLogin,
            "at most 200"
        ),
    ])
    func `what is no event or no login is refused`(
        body: String, type: String, code: DiagnosticCode, text: String
    ) throws {
        let refusal = try #require(#expect(throws: TriggerRefusal.self) { try Self.report(body, type: type) })
        #expect(refusal.code == code)
        #expect(refusal.message.contains(text), "\(refusal.message)")
    }

    @Test(arguments: [
        ["ce-id": "1"], ["ce-specversion": "1.0"], headers.merging(["ce-id": "%zz"]) { $1 },
        headers.merging(["ce-id": "%ff"]) { $1 }, headers.merging(["ce-id": "%2"]) { $1 },
        headers.merging(["ce-time": "soon"]) { $1 }, headers.filter { $0.key != "ce-source" },
        headers.filter { $0.key != "ce-type" },
    ])
    func `a binary event with wrong headers is refused`(headers: [String: String]) {
        let refusal = #expect(throws: TriggerRefusal.self) {
            try Self.report(Self.data, type: "application/json", headers: headers)
        }
        #expect(refusal?.code == .malformedLogin)
    }

    @Test func `a batch is its logins in order, and an empty one does nothing`() throws {
        guard case .batch(let logins) = try Self.report("[\(Self.event()),\(Self.event(id: "8"))]", type: Self.batched)
        else {
            Issue.record("no batch")
            return
        }
        #expect(logins.map(\.eventID) == ["/crm 7", "/crm 8"])
        guard case .nothing = try Self.report("[]", type: Self.batched) else {
            Issue.record("an empty batch did something")
            return
        }
    }

    @Test func `of ten thousand mutated events each is read or refused`() throws {
        let bodies = [(Self.event(), Self.structured), ("[\(Self.event()),\(Self.event(id: "8"))]", Self.batched)]
        let webhook = try #require(try LoginFixture.table().triggers["app-backend"]).type
        var random = SplitMix(seed: 20_261_126)
        var refused: Set<DiagnosticCode> = []
        var read = 0
        for round in 0..<10_000 {
            let (text, type) = bodies[round % 2]
            var body = Array(text.utf8)
            for _ in 0...(random.next() % 3) { ByteMutation.change(&body, &random) }
            let request = TriggerRequest(headers: ["content-type": type], body: body)
            do throws(TriggerRefusal) {
                _ = try webhook.report(in: request, proven: TriggerProof(eventID: nil))
                read += 1
            } catch {
                refused.insert(error.code)
            }
        }
        #expect(read > 0)
        #expect(refused == [.notJSON, .malformedLogin])
    }
}

import Model
import Provisioning
import TestSupport
import Testing

struct LoginBodyTests {
    static func read(_ text: String, eventID: String? = nil) throws(TriggerRefusal) -> ReportedLogin {
        try LoginBody.read(Array(text.utf8), eventID: eventID)
    }

    @Test func `the contract's body is read`() throws {
        let login = try Self.read(LoginFixture.body, eventID: "msg_1")
        #expect(login.eventID == "evt-1")
        #expect(login.occurredAt == LoginFixture.now)
        #expect(login.application == "crm")
        #expect(login.connection == "corp-okta")
        #expect(login.subject.text == "00u1")
        #expect(login.claims["email"]?.string == "ada@example.com")
    }

    @Test func `time and connection may be absent or null, and the id may come from the proof`() throws {
        let login = try Self.read(
            #"{"application":"crm","connection":null,"time":null,"user":{"subject":"s","claims":{}}}"#,
            eventID: "msg_1")
        #expect(login.eventID == "msg_1")
        #expect(login.connection == nil)
        #expect(login.occurredAt == nil)
    }

    @Test(arguments: ["", "{", "[1", #"{"id":1,"id":2}"#, "nonsense", "\u{FEFF}{}", "[]", "7", #""x""#, "null"])
    func `what is no JSON object is refused as such`(text: String) {
        let refusal = #expect(throws: TriggerRefusal.self) { try Self.read(text) }
        #expect(refusal?.code == .notJSON)
    }

    @Test(arguments: [
        ("{}", ["`id` is required", "`application` is required", "`user` must be an object"]),
        (#"{"id":7,"application":"crm","user":{"subject":"s","claims":{}}}"#, ["`id` must be text"]),
        (#"{"id":" ","application":"crm","user":{"subject":"s","claims":{}}}"#, ["`id` must be text"]),
        (#"{"id":"a\u0000b","application":"crm","user":{"subject":"s","claims":{}}}"#, ["`id` must be text"]),
        (#"{"id":"e","application":"crm","user":{"subject":"","claims":[]}}"#, ["`user.subject`", "`user.claims`"]),
        (#"{"id":"e","application":"crm","user":{"subject":7,"claims":{}}}"#, ["`user.subject`"]),
        (
            #"{"id":"e","time":"yesterday","application":"crm","user":{"subject":"s","claims":{}}}"#,
            ["`time` must be an RFC 3339 time"]
        ),
        (#"{"id":"e","time":5,"application":"crm","user":{"subject":"s","claims":{}}}"#, ["`time` must be"]),
        (
            #"{"id":"e","application":"crm","conection":"x","user":{"subject":"s","claims":{}}}"#,
            ["a member that a login does not have, did you mean `connection`?"]
        ),
        (
            #"{"id":"e","application":"crm","user":{"subject":"s","claims":{},"email":"hidden@example.com"}}"#,
            ["a member that `user` does not have"]
        ),
    ])
    func `every problem of a body that is no login is named`(text: String, expected: [String]) throws {
        let refusal = try #require(#expect(throws: TriggerRefusal.self) { try Self.read(text) })
        #expect(refusal.code == .malformedLogin)
        for part in expected { #expect(refusal.message.contains(part), "\(refusal.message)") }
        #expect(!refusal.message.contains("hidden"))
    }

    @Test func `an id longer than 256 bytes is refused`() {
        let id = String(repeating: "x", count: 257)
        let text = #"{"id":"\#(id)","application":"crm","user":{"subject":"s","claims":{}}}"#
        #expect(throws: TriggerRefusal.self) { try Self.read(text) }
    }
}

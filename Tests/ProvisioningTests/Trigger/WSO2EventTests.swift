import Model
import Provisioning
import TestSupport
import Testing

struct WSO2EventTests {
    @Test func `the documented event becomes a login`() throws {
        let login = try WSO2TriggerTests.login(WSO2Fixture.body())
        #expect(login.eventID == "051f0c37-b689-44d4-b7d2-29b980ece273")
        #expect(login.application == "40d982e5")
        #expect(login.otherApplicationNames == ["MyApp"])
        #expect(login.connection == nil)
        #expect(login.evidence?.used == ["OpenIDConnectAuthenticator"])
        #expect(login.subject.text == "d4002616-f00c-49d5-b9b7-63b063819049")
        #expect(login.claims["email"]?.string == "ada@example.com")
        #expect(login.claims["givenName"]?.string == "Ada")
    }

    @Test(arguments: [
        "https://schemas.identity.wso2.org/events/login/event-type/loginFailed",
        "https://schemas.identity.wso2.org/events/session/event-type/sessionEstablished",
        "https://schemas.identity.wso2.org/events/session/event-type/sessionRevoked",
        "https://schemas.identity.wso2.org/events/user/event-type/userCreated",
        "https://schemas.identity.wso2.org/events/registration/event-type/registrationSuccess",
        "https://schemas.openid.net/secevent/ssf/event-type/verification",
        "https://evil.example/events/login/event-type/loginSuccess",
    ])
    func `another event is taken and does nothing`(kind: String) throws {
        guard case .nothing = try WSO2TriggerTests.report(WSO2Fixture.event("{}", kind: kind)) else {
            Issue.record("\(kind) became a login")
            return
        }
    }

    @Test(arguments: [
        "https://schemas.identity.wso2.org/events/logins/event-type/loginSuccess",
        "schemas.identity.wso2.org/events/logins/event-type/loginSuccess",
    ])
    func `the event's names of earlier versions count`(kind: String) throws {
        let text = WSO2Fixture.body().replacing(WSO2Fixture.signIn, with: kind)
        #expect(try WSO2TriggerTests.login(text).claims["email"]?.string == "ada@example.com")
    }

    @Test(arguments: [
        ("", DiagnosticCode.notJSON, "expected one JSON object"), ("[]", .notJSON, "expected a JSON object"),
        ("{}", .malformedLogin, "`jti`"),
        (#"{"jti":"j","events":{"x":{}}}"#, .malformedLogin, "`iat`"),
        (#"{"jti":"j","iat":"1795460400000","events":{"x":{}}}"#, .malformedLogin, "`iat`"),
        (#"{"jti":"j","iat":-1,"events":{"x":{}}}"#, .malformedLogin, "`iat`"),
        (#"{"jti":"j","iat":9223372036854775807,"events":{"x":{}}}"#, .malformedLogin, "`iat`"),
        (#"{"jti":"j","iat":1,"events":{}}"#, .malformedLogin, "`events`"),
        (#"{"jti":"j","iat":1}"#, .malformedLogin, "`events`"),
        (#"{"jti":" ","iat":1,"events":{"x":{}}}"#, .malformedLogin, "`jti`"),
        (WSO2Fixture.event("[]"), .malformedLogin, "the event must be an object"),
        (WSO2Fixture.event("{}"), .malformedLogin, "`user.id` must be text of 1 to 512 bytes; `application`"),
        (
            WSO2Fixture.event(#"{"user":{"id":"u","claims":{}},"application":{"id":"a"}}"#), .malformedLogin,
            "`user.claims`"
        ),
        (
            WSO2Fixture.event(#"{"user":{"id":"u","claims":[{"value":"x"}]},"application":{"id":"a"}}"#),
            .malformedLogin, "`user.claims`"
        ),
        (
            WSO2Fixture.event(#"{"user":{"id":"u","groups":"g"},"application":{"id":"a"}}"#), .malformedLogin,
            "`user.groups`"
        ),
        (
            WSO2Fixture.event(#"{"user":{"id":"u"},"application":{"id":"a"},"authenticationMethods":"x"}"#),
            .malformedLogin, "`authenticationMethods`"
        ),
    ])
    func `what is no event is refused, and what is wrong is named`(
        text: String, code: DiagnosticCode, message: String
    ) throws {
        let refusal = try #require(#expect(throws: TriggerRefusal.self) { try WSO2TriggerTests.report(text) })
        #expect(refusal.code == code)
        #expect(refusal.message.contains(message), "\(refusal.message)")
    }

    @Test func `what is empty may be left out, and what is new may be there`() throws {
        let login = try WSO2TriggerTests.login(
            WSO2Fixture.event(#"{"user":{"id":"u"},"application":{"name":"MyApp"},"initiatorType":"USER","new":[1]}"#))
        #expect(login.application == "MyApp")
        #expect(login.otherApplicationNames.isEmpty)
        #expect(login.evidence?.used.isEmpty == true)
        #expect(login.claims.isEmpty)
    }

    @Test func `the server's claims become our attributes`() throws {
        let claims = [
            ("username", #""ada""#), ("emailaddress", #""ada@example.com""#), ("lastname", #""Lovelace""#),
            ("identity/emailVerified", #""true""#), ("mobile", #""+44 1""#), ("telephone", #""+44 2""#),
            ("fullname", #""Ada Lovelace""#), ("groups", #""engineering,staff""#), ("active", "false"),
            ("timeZone", #""Europe/London""#), ("shoe", #"["a","b"]"#), ("nickname", "null"),
        ].map { #"{"uri":"http://wso2.org/claims/\#($0.0)","value":\#($0.1)}"# }.joined(separator: ",")
        let login = try WSO2TriggerTests.login(
            WSO2Fixture.event(#"{"user":{"id":"u","claims":[\#(claims)]},"application":{"id":"a"}}"#))
        let attributes = UserAttributes(
            subject: login.subject, claims: login.claims, mapping: UserAttributes.standardClaims)
        let expected: [(String, Value)] = [
            ("userName", .string("ada")), ("email", .string("ada@example.com")), ("familyName", .string("Lovelace")),
            ("emailVerified", .bool(true)), ("phone", .string("+44 1")), ("displayName", .string("Ada Lovelace")),
            ("groups", .list([.string("engineering"), .string("staff")])), ("active", .bool(false)),
            ("timezone", .string("Europe/London")), ("subject", .string("u")),
            ("http://wso2.org/claims/shoe", .list([.string("a"), .string("b")])),
            ("http://wso2.org/claims/telephone", .string("+44 2")),
        ]
        #expect(attributes.values == ValueMap(expected.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }

    @Test func `the event's own groups win over claims`() throws {
        let login = try WSO2TriggerTests.login(
            WSO2Fixture.event(
                #"{"user":{"id":"u","groups":["a"],"claims":[{"uri":"http://wso2.org/claims/groups","value":"b"}]},"#
                    + #""application":{"id":"a"}}"#))
        #expect(login.claims["groups"] == .list([.string("a")]))
        #expect(login.claims["http://wso2.org/claims/groups"] == .string("b"))
    }
}

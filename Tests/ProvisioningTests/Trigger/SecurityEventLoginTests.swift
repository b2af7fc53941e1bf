import Model
import Provisioning
import TestSupport
import Testing

/// Whom an event is about, and how it becomes a login.
struct SecurityEventLoginTests {
    let tokens: SecurityEventTriggerTests
    var minted: MintedTokens { tokens.minted }

    init() async throws { tokens = try await SecurityEventTriggerTests() }

    func trigger(_ login: (String, Value)...) -> (ResourceKey, Value) {
        var members = ValueMap([ValueMap.Entry(key: "application", value: .object(("name", .string("crm"))))])
        for (name, value) in login { members[name] = value }
        return minted.trigger(login: .map(members))
    }

    func formats(_ names: String...) -> (String, Value) { ("subjectFormats", .list(names.map(Value.string))) }

    @Test(arguments: [
        ("subject iss_sub", "00u1"), ("subject opaque", "o-1"), ("subject aliases", "00u1"), ("subject complex", "o-1"),
        ("subject complex without a format", "o-1"), ("subject in sub", "00u1"), ("subject in the event", "o-1"),
    ])
    func `the formats that identify a person at the issuer are the subject`(name: String, subject: String) async throws
    {
        #expect(try await tokens.login(name, trigger())?.subject.text == subject)
    }

    @Test(arguments: [
        ("email", "ada@example.com"), ("phone_number", "+12065550100"), ("account", "acct:ada@example.com"),
        ("did", "did:example:123456"), ("uri", "urn:example:ada"),
    ])
    func `any other format is the subject only when it is declared`(format: String, subject: String) async throws {
        let refusal = try #require(await tokens.refusal("subject \(format)", trigger()))
        #expect(refusal.code == .unusableSubject)
        #expect(refusal.message.contains("`\(format)`"))
        #expect(refusal.hint?.contains("login.subjectFormats") == true)
        #expect(try await tokens.login("subject \(format)", trigger(formats(format)))?.subject.text == subject)
    }

    @Test func `of aliases the first of a declared format counts, and each tells its claims`() async throws {
        let login = try #require(try await tokens.login("subject aliases", trigger(formats("email", "iss_sub"))))
        #expect(login.subject.text == "ada@example.com")
        #expect(login.claims["email"] == .string("ada@example.com"))
        #expect(try await tokens.login("subject aliases", trigger())?.claims["email"] == .string("ada@example.com"))
    }

    @Test(arguments: [
        "subject aliases empty", "subject complex without user", "subject of no known format",
        "subject of an old draft", "subject lacks its member", "subject blank", "subject a text", "subject missing",
    ])
    func `a subject that names nobody is refused`(name: String) async throws {
        let refusal = try #require(await tokens.refusal(name, trigger()))
        #expect(refusal.code == .unusableSubject, "\(refusal.message)")
        let answer = try #require(try tokens.type().answer(to: .refused(refusal)))
        #expect(try JSONReader.read(answer.body)["err"] == .string("invalid_request"))
    }

    @Test func `a claim may be the subject`() async throws {
        let login = try await tokens.login("subject email", trigger(("subject", .string("subject.email"))))
        #expect(login?.subject.text == "ada@example.com")
        let missing = try #require(await tokens.refusal("good", trigger(("subject", .string("event.nobody")))))
        #expect(missing.code == .unusableSubject)
        #expect(missing.message.contains("event.nobody"))
    }

    @Test func `claims, application and connection come from where the trigger says`() async throws {
        let trigger = trigger(
            (
                "application",
                .object(
                    ("claim", .string("token.aud")),
                    ("values", .object(("https://provisioning.example", .string("shop")))))
            ),
            (
                "connection",
                .object(
                    ("claim", .string("subject.iss")),
                    ("values", .object(("https://corp-okta.example", .string("corp-okta")))))
            ),
            ("claims", .object(("email", .string("event.mail")), ("missing", .string("event.nothing[a=b].c")))))
        let login = try #require(try await tokens.login("good", trigger))
        #expect(login.application == "shop")
        #expect(login.connection == "corp-okta")
        #expect(login.claims == ValueMap([ValueMap.Entry(key: "email", value: .string("ada@example.com"))]))
        #expect(login.occurredAt == LoginFixture.now - .seconds(5))
    }

    @Test(arguments: [
        ("application", "event.nothing", DiagnosticCode.malformedLogin), ("connection", "event.amr", .malformedLogin),
    ])
    func `a name that the event lacks is refused with what to correct`(
        field: String, path: String, code: DiagnosticCode
    ) async throws {
        let refusal = try #require(
            await tokens.refusal("good", trigger((field, .object(("claim", .string(path)))))))
        #expect(refusal.code == code)
        #expect(refusal.hint?.contains("login.\(field)") == true)
    }

    @Test(arguments: [("application", DiagnosticCode.unknownApplication), ("connection", .unknownConnection)])
    func `a value that stands for nothing is refused with what to declare`(
        field: String, code: DiagnosticCode
    ) async throws {
        let name = field == "application" ? "crm" : "corp-okta"
        let source = Value.object(
            ("claim", .string("event.mail")), ("values", .object(("eve@example.com", .string(name)))))
        let refusal = try #require(await tokens.refusal("good", trigger((field, source))))
        #expect(refusal.code == code)
        #expect(refusal.hint?.contains("login.\(field).values") == true)
        #expect(!refusal.message.contains("ada@"))
    }

    @Test func `WSO2's loginSuccess names application, person and claims itself`() async throws {
        let login = try #require(try await tokens.login("loginSuccess", minted.trigger(login: .map(ValueMap()))))
        #expect(login.application == "40d982e5")
        #expect(login.subject.text == "u-1")
        #expect(login.claims["email"] == .string("ada@example.com"))
        #expect(login.claims["given_name"] == .string("Ada"))
        #expect(login.claims["department"] == .list([.string("a"), .string("b")]))
        #expect(login.claims["groups"] == .list([.string("eng")]))
        let path = "event.user.claims[uri=http://wso2.org/claims/emailaddress].value"
        let declared = try await tokens.login("loginSuccess", trigger(("claims", .object(("mail", .string(path))))))
        #expect(declared?.claims["mail"] == .string("ada@example.com"))
    }

    @Test func `an event that names no application needs one declared`() async throws {
        let refusal = try #require(await tokens.refusal("good", minted.trigger(login: .map(ValueMap()))))
        #expect(refusal.code == .malformedLogin)
        #expect(refusal.hint?.contains("login.application") == true)
    }
}

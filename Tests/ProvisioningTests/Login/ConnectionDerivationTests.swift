import Model
import Provisioning
import TestSupport
import Testing

/// Which connection an event means: one that can be told, or a refusal that says what to declare.
struct ConnectionDerivationTests {
    static let google = WSO2Fixture.connection("google", issuer: "https://accounts.google.com")
    static let okta = WSO2Fixture.connection("corp-okta", displayName: "Corporate Okta")
    static let entra = WSO2Fixture.connection("corp-entra")
    static let saml = WSO2Fixture.connection("old-saml", saml: true)
    static let off = WSO2Fixture.connection("off-idp", enabled: false)

    static func option(_ name: String) -> Value { .object(("connection", .string(name))) }
    static func local(_ name: String) -> Value { .object(("local", .string(name))) }

    static let specs = [
        google, okta, entra, saml, off,
        WSO2Fixture.flow("one", [option("corp-okta"), local("BasicAuthenticator")], identifiers: ["MyApp"]),
        WSO2Fixture.flow("mixed", [option("google"), option("old-saml"), option("corp-okta")]),
        WSO2Fixture.flow("two", [option("corp-okta"), option("corp-entra")]),
        WSO2Fixture.flow("asleep", [option("corp-okta"), option("off-idp")]),
        WSO2Fixture.flow("dark", [option("off-idp")]),
        WSO2Fixture.flow("alone", [option("corp-okta")]),
        WSO2Fixture.flow("custom", [option("corp-okta"), local("SmartCard")]),
        WSO2Fixture.flow("bare", [local("BasicAuthenticator")]),
    ]

    static func route(
        _ application: String, _ methods: [String], claim: String? = nil,
        trigger: (ResourceKey, Value) = WSO2Fixture.trigger()
    ) throws -> Login {
        let table = try WSO2Fixture.table(trigger, specs)
        let sender = try #require(table.triggers["identity-server"])
        let claims = claim.map { #"{"uri":"http://wso2.org/claims/idp","value":"\#($0)"}"# } ?? ""
        let methods = methods.map { #""\#($0)""# }.joined(separator: ",")
        let text = WSO2Fixture.event(
            #"{"user":{"id":"u","claims":[\#(claims)]},"application":{"id":"unknown","name":"\#(application)"},"#
                + #""authenticationMethods":[\#(methods)]}"#)
        let request = TriggerRequest(headers: [:], body: Array(text.utf8))
        let report = try sender.type.report(in: request, proven: TriggerProof(eventID: nil))
        guard case .login(let login) = report else { throw StoreError.unavailable("no login") }
        return try LoginRouting(table).route(login, from: sender, at: LoginFixture.now)
    }

    @Test(arguments: [
        ("one", ["OpenIDConnectAuthenticator"], "corp-okta"),
        ("MyApp", ["OpenIDConnectAuthenticator"], "corp-okta"),
        ("one", ["IdentifierExecutor", "OpenIDConnectAuthenticator", "totp"], "corp-okta"),
        ("one", ["OpenIDConnectAuthenticator_SUCCESS"], "corp-okta"),
        ("one", ["OpenIDConnectAuthenticator", "UnheardOfFactor"], "corp-okta"),
        ("mixed", ["GoogleOIDCAuthenticator"], "google"), ("mixed", ["SAMLSSOAuthenticator"], "old-saml"),
        ("asleep", ["OpenIDConnectAuthenticator"], "corp-okta"), ("alone", [], "corp-okta"),
    ])
    func `the method tells the connection`(application: String, methods: [String], expected: String) throws {
        #expect(try Self.route(application, methods).connection == expected)
    }

    @Test(arguments: [
        ("one", ["BasicAuthenticator"]), ("one", ["BasicAuthenticator_x", "totp"]), ("custom", ["SmartCard"]),
        ("bare", ["BasicAuthenticator"]), ("two", ["FIDOAuthenticator"]),
    ])
    func `who signs in without a connection is owed no account`(application: String, methods: [String]) {
        let refusal = #expect(throws: TriggerRefusal.self) { try Self.route(application, methods) }
        #expect(refusal?.code == .withoutConnection)
    }

    @Test(arguments: [
        ("two", ["OpenIDConnectAuthenticator"], "R5011", "authenticators: {corp-entra: METHOD}"),
        // Google may also be set up as a plain provider of OpenID Connect, so it is not guessed.
        ("mixed", ["OpenIDConnectAuthenticator"], "R5011", "`corp-okta` and `google`"),
        ("mixed", ["GoogleOIDCAuthenticator", "SAMLSSOAuthenticator"], "R5011", "`google` and `old-saml`"),
        ("two", [], "R5011", "spec.connectionClaim"), ("one", [], "R5011", "ways in without a connection"),
        ("one", ["SAMLSSOAuthenticator"], "R5010", "authenticators: {CONNECTION: SAMLSSOAuthenticator}"),
        ("one", ["MyOwnAuthenticator"], "R5010", "add `- local: MyOwnAuthenticator`"),
        ("one", ["GoogleOIDCAuthenticator"], "R5010", "`one` offers no connection"),
        ("bare", ["OpenIDConnectAuthenticator"], "R5010", "offers no connection"),
        ("dark", ["OpenIDConnectAuthenticator"], "R5016", "enabled: true"),
        ("nobody", ["OpenIDConnectAuthenticator"], "R5008", "add `unknown` or `nobody` to `spec.application.identif"),
    ])
    func `what can't be told is refused with what to declare`(
        application: String, methods: [String], code: String, text: String
    ) throws {
        let refusal = try #require(#expect(throws: TriggerRefusal.self) { try Self.route(application, methods) })
        #expect(refusal.code.id == code)
        #expect("\(refusal.message) \(refusal.hint ?? "")".contains(text), "\(refusal.message) \(refusal.hint ?? "")")
    }

    @Test func `a declared authenticator tells connections apart`() throws {
        let trigger = WSO2Fixture.trigger(authenticators: [
            ("google", "GoogleOIDCAuthenticator"), ("corp-entra", "EntraAuthenticator"),
        ])
        func connection(_ application: String, _ method: String) throws -> String {
            try Self.route(application, [method], trigger: trigger).connection
        }
        #expect(try connection("mixed", "OpenIDConnectAuthenticator") == "corp-okta")
        #expect(try connection("two", "EntraAuthenticator") == "corp-entra")
        #expect(try connection("two", "OpenIDConnectAuthenticator") == "corp-okta")
    }

    @Test func `two connections with the same authenticator need a claim, and the refusal says so`() throws {
        let both = [("corp-okta", "OpenIDConnectAuthenticator"), ("corp-entra", "OpenIDConnectAuthenticator")]
        let refusal = #expect(throws: TriggerRefusal.self) {
            try Self.route(
                "two", ["OpenIDConnectAuthenticator"], trigger: WSO2Fixture.trigger(authenticators: both))
        }
        #expect(refusal?.code == .ambiguousConnection)
        #expect(refusal?.hint?.contains("`spec.connectionClaim` of LoginTrigger `identity-server`") == true)
    }

    @Test(arguments: [("corp-entra", "corp-entra"), ("Corporate Okta", "corp-okta")])
    func `a claim names the connection by its name or display name`(claim: String, expected: String) throws {
        let trigger = WSO2Fixture.trigger(connectionClaim: "http://wso2.org/claims/idp")
        let login = try Self.route("two", ["OpenIDConnectAuthenticator"], claim: claim, trigger: trigger)
        #expect(login.connection == expected)
        let refusal = #expect(throws: TriggerRefusal.self) {
            try Self.route("two", ["OpenIDConnectAuthenticator"], claim: "Somebody else", trigger: trigger)
        }
        #expect(refusal?.code == .connectionNotOffered)
    }
}

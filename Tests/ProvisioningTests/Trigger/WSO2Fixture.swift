import Model
import Provisioning
import TestSupport

/// An event as the server's documentation shows one, and a stored state that expects it.
enum WSO2Fixture {
    static let secret = "wso2 signing secret"
    static let signIn = "https://schemas.identity.wso2.org/events/login/event-type/loginSuccess"

    static func body(name: String = "Ada", issuedAt: Int64 = LoginFixture.now.milliseconds) -> String {
        #"{"iss":"https://api.asgardeo.io/t/myorg","jti":"051f0c37-b689-44d4-b7d2-29b980ece273","iat":\#(issuedAt),"#
            + #""rci":"05268edb","events":{"\#(signIn)":{"user":{"id":"d4002616-f00c-49d5-b9b7-63b063819049","#
            + #""claims":[{"uri":"http://wso2.org/claims/emailaddress","value":"ada@example.com"},"#
            + #"{"uri":"http://wso2.org/claims/givenname","value":"\#(name)"}],"#
            + #""organization":{"id":"6f8d17ae","name":"myorg","orgHandle":"myorg","depth":0},"#
            + #""ref":"https://api.asgardeo.io/t/myorg/scim2/Users/d4002616"},"tenant":{"id":"12402","name":"myorg"},"#
            + #""userStore":{"id":"UFJJTUFSWQ==","name":"PRIMARY"},"application":{"id":"40d982e5","name":"MyApp"},"#
            + #""authenticationMethods":["OpenIDConnectAuthenticator"]}}}"#
    }

    /// An event of one kind with this content.
    static func event(_ content: String, kind: String = signIn) -> String {
        #"{"iss":"i","jti":"j-1","iat":1795460400000,"events":{"\#(kind)":\#(content)}}"#
    }

    static func trigger(
        authenticators: [(String, String)] = [], connectionClaim: String? = nil, topics: [String] = [],
        secrets: [String] = ["WSO2"], maxAge: String? = nil
    ) -> (ResourceKey, Value) {
        var spec = ValueMap([ValueMap.Entry(key: "type", value: .string("wso2"))])
        if secrets.count == 1 {
            spec["secret"] = .secret(.environment(secrets[0]))
        } else {
            spec["secrets"] = .list(secrets.map { .secret(.environment($0)) })
        }
        if !authenticators.isEmpty {
            spec["authenticators"] = .map(
                ValueMap(authenticators.map { ValueMap.Entry(key: $0.0, value: .string($0.1)) }))
        }
        spec["connectionClaim"] = connectionClaim.map(Value.string)
        if !topics.isEmpty { spec["topics"] = .list(topics.map(Value.string)) }
        spec["maxAge"] = maxAge.map(Value.string)
        return (ResourceKey(.loginTrigger, "identity-server"), .map(spec))
    }

    static func connection(
        _ name: String, issuer: String? = nil, saml: Bool = false, displayName: String? = nil, enabled: Bool = true
    ) -> (ResourceKey, Value) {
        var spec = ValueMap([ValueMap.Entry(key: "enabled", value: .bool(enabled))])
        spec["displayName"] = displayName.map(Value.string)
        if saml {
            spec["saml"] = .object(
                ("entityId", .string(name)), ("ssoUrl", .string("https://idp.example/sso")),
                ("certificates", .list([.string("PEM")])))
        } else {
            spec["oidc"] = .object(
                ("issuer", .string(issuer ?? "https://\(name).example")), ("clientId", .string("c")))
        }
        return (ResourceKey(.connection, name), .map(spec))
    }

    static func flow(
        _ name: String, _ options: [Value], identifiers: [String] = []
    ) -> (ResourceKey, Value) {
        let application: Value =
            identifiers.isEmpty
            ? .map(ValueMap()) : .object(("identifiers", .list(identifiers.map(Value.string))))
        return (
            ResourceKey(.loginFlow, name),
            .object(("application", application), ("steps", .list([.object(("options", .list(options)))])))
        )
    }

    static func table(
        _ trigger: (ResourceKey, Value) = trigger(), _ specs: [(ResourceKey, Value)] = LoginFixture.standardSpecs
    ) throws -> RoutingTable {
        try LoginFixture.table(specs + [trigger])
    }

    static func type(_ trigger: (ResourceKey, Value) = trigger()) throws -> any TriggerType {
        guard let found = try table(trigger).triggers["identity-server"] else {
            throw StoreError.unavailable("no trigger")
        }
        return found.type
    }
}

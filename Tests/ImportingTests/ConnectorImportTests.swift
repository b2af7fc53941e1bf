import Importing
import Model
import TestSupport
import Testing

struct ConnectorImportTests {
    static func settings(_ connector: String, _ type: String = "scim2") -> (settings: Value?, tree: ImportedTree) {
        let tree = ExportTree.providers(["a.json": ExportTree.provider(connector: connector)])
        return (tree.spec(.outboundConnector, "okta-\(type)")?["settings"], tree)
    }

    @Test func `a mode that is absent means a user name and a password, as at the server`() {
        let (settings, tree) = Self.settings(ExportTree.scim2(ExportTree.basic))
        #expect(tree.findings.errors.isEmpty)
        #expect(settings?["authentication"]?["basic"]?["username"] == .string("u"))
        #expect(settings?["password"]?["mode"] == .string("random"))
    }

    @Test func `a default password is a reference`() {
        let (settings, tree) = Self.settings(
            ExportTree.scim2(
                ExportTree.basic
                    + #", {"key": "scim2-enable-pwd-provisioning", "value": "false"}, {"key": "scim2-default-pwd", "value": "Welcome1!"}"#
            ))
        #expect(settings?["password"]?["secret"] == .secret(.environment("OKTA_SCIM2_DEFAULT_PASSWORD")))
        #expect(tree.codes(.warning) == ["R7017"])
        #expect(!"\(tree)".contains("Welcome1!"))
    }

    @Test func `an endpoint that is not Users has no base address`() {
        let properties =
            #"{"key": "scim2-username", "value": "u"}, {"key": "scim2-user-ep", "value": "https://x.example/people"}"#
        let (_, tree) = Self.settings(ExportTree.scim2(properties))
        #expect(tree.codes() == ["R7018"])
    }

    @Test(arguments: [("true", "password"), ("false", "clientCredentials")])
    func `the flow of a token is the one that the export says`(flag: String, expected: String) {
        let (settings, tree) = Self.settings(
            """
            {"name": "salesforce", "properties": [{"key": "sf-domain-name", "value": "https://a.my.salesforce.com"},
             {"key": "sf-clientid", "value": "c"}, {"key": "sf-client-secret", "value": "********"},
             {"key": "sf-username", "value": "u@a.example"}, {"key": "sf-password", "value": "hunter2hunter2"},
             {"key": "sf-usePasswordGrant", "value": "\(flag)"}, {"key": "sf-api-version", "value": "v62.0"}]}
            """, "salesforce")
        #expect(tree.findings.errors.isEmpty)
        #expect(settings?["authentication"]?.map?.keys == [expected])
        #expect(settings?["apiVersion"] == .string("v62.0"))
        #expect(!"\(tree)".contains("hunter2"))
        let left = tree.messages(.sourceLeftOut)
        #expect(left.count == (flag == "true" ? 0 : 2), "what the flow does not use is reported: \(left)")
    }

    @Test func `a claim of the server and one of the provider mean the same attribute`() {
        let connector =
            #"{"name": "googleapps", "properties": [{"key": "google_prov_domain_name", "value": "a.example"}, {"key": "google_prov_admin_email", "value": "x@a.example"}, {"key": "google_prov_givenname_claim_dropdown", "value": "http://wso2.org/claims/nickname"}, {"key": "google_prov_familyname_claim_dropdown", "value": "surname"}]}"#
        let claims =
            #""claims": {"mappings": [{"idpClaim": "surname", "localClaim": {"uri": "http://wso2.org/claims/lastname"}}]},"#
        let tree = ExportTree.providers(["a.json": ExportTree.provider(connector: connector, more: claims)])
        #expect(tree.findings.errors.isEmpty)
        let spec = tree.spec(.outboundConnector, "okta-google")
        #expect(spec?["mapping"] == .object(("name.givenName", .string("{{nickName}}"))))
        #expect(tree.spec(.connection, "okta")?["attributes"] == .object(("familyName", .string("surname"))))
        #expect(spec?["settings"]?["provisioningPattern"] == .string("{UN}"), "the server's default is written out")
    }

    @Test func `a type that is not known is left out, and reported`() {
        let (settings, tree) = Self.settings(#"{"name": "spml", "properties": [{"key": "anything", "value": "x"}]}"#)
        #expect(settings == nil)
        #expect(tree.codes(.warning) == ["R7013"])
        #expect(tree.findings.errors.isEmpty)
    }

    @Test(arguments: [
        ("https://a.example/oauth2/v1/authorize", "https://a.example"),
        ("https://a.example/oauth2/default/v1/authorize", "https://a.example/oauth2/default"),
        ("https://login.microsoftonline.com/t/oauth2/v2.0/authorize", "https://login.microsoftonline.com/t/v2.0"),
        ("https://a.example/realms/r/protocol/openid-connect/auth?x=1", "https://a.example/realms/r"),
        ("https://a.example/oauth2/authorize", "https://a.example/oauth2/token"),
        ("https://a.example/login", "https://a.example"), ("https://a.example", "https://a.example"),
    ])
    func `an issuer that the export lacks is taken from the endpoint, and said so`(endpoint: String, issuer: String) {
        let text = """
            {"name": "A", "federatedAuthenticators": {"authenticators": [{"name": "OpenIDConnectAuthenticator",
             "isEnabled": true, "properties": [{"key": "ClientId", "value": "c"},
             {"key": "OAuth2AuthzEPUrl", "value": "\(endpoint)"}]}]}}
            """
        let tree = ExportTree.providers(["a.json": text])
        #expect(tree.spec(.connection, "a")?["oidc"]?["issuer"] == .string(issuer))
        #expect(tree.codes(.warning) == ["R7016"])
    }
}

extension ConnectorImportTests {
    @Test func `a mode that the server takes for basic is said to be taken so`() {
        let (settings, tree) = Self.settings(
            ExportTree.scim2(ExportTree.basic + #", {"key": "scim2-authentication-mode", "value": "oauth2"}"#))
        #expect(settings?["authentication"]?.map?.keys == ["basic"])
        #expect(tree.codes(.warning) == ["R7016"])
    }

    @Test func `a flag that is neither true nor false is an error`() {
        let (_, tree) = Self.settings(
            ExportTree.scim2(ExportTree.basic + #", {"key": "scim2-enable-pwd-provisioning", "value": "maybe"}"#))
        #expect(tree.codes() == ["R7011"])
    }
}

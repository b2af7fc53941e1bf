import Importing
import Model
import Reconciling
import TestSupport
import Testing

struct TreeTests {
    @Test func `an unknown field is an error at its place, and nothing is imported`() {
        let tree = ExportTree.providers(["a.json": ExportTree.provider(more: #""isEnabledd": true,"#)])
        #expect(tree.codes() == ["R7010"])
        #expect(tree.manifests.isEmpty)
        let finding = tree.findings.errors.first
        #expect(finding?.location?.description == "IdentityProviders/a.json:1:59")
        #expect(finding?.hint == "did you mean `isEnabled`?")
    }

    @Test func `an unknown property is an error at its place`() {
        let connector = ExportTree.scim2(ExportTree.basic + #", {"key": "scim2-new", "value": "x"}"#)
        let tree = ExportTree.providers(["a.json": ExportTree.provider(connector: connector)])
        #expect(tree.codes() == ["R7010"])
        #expect(tree.findings.errors.first?.message == "SCIM2 has no property `scim2-new` that is known here")
    }

    @Test func `an unknown field that a person names is left out with a warning`() {
        let connector = ExportTree.scim2(ExportTree.basic + #", {"key": "scim2-new", "value": "x"}"#)
        let file = WSO2Tree.File(
            folder: WSO2Tree.identityProviders,
            file: ManifestFile(
                path: "a.json",
                bytes: Array(ExportTree.provider(connector: connector, more: #""futureField": true,"#).utf8)))
        let wso2 = WSO2Tree(reader: ExportTree.reader, catalogue: ExportTree.catalogue)
        #expect(wso2.imported([file]).codes() == ["R7010", "R7010"])
        let tree = wso2.imported([file], leavingOut: ["scim2-new", "futureField"])
        #expect(tree.findings.errors.isEmpty)
        #expect(tree.codes(.warning) == ["R7013", "R7013"])
        #expect(tree.manifests.count == 2)
    }

    @Test func `every problem of every file is found in one run`() {
        let tree = ExportTree.providers([
            "a.json": ExportTree.provider("A", more: #""x1": 1,"#),
            "b.json": ExportTree.provider("B", more: #""isEnabled": "yes","#),
            "c.json": #"{"name": ""}"#, "d.xml": "<IdentityProvider/>", "e.yml": "a: [",
        ])
        #expect(Set(tree.codes()) == ["R7010", "R7011", "R7012", "R7014", "R1002"])
    }

    @Test func `a copy that a step holds of an identity provider may be incomplete, but not have unknown fields`() {
        let application = { (more: String) in
            """
            {"applicationName": "CRM", "localAndOutBoundAuthenticationConfig": {"authenticationType": "flow",
             "authenticationSteps": [{"stepOrder": 1, "federatedIdentityProviders": [{"identityProviderName": "Okta",
              "defaultAuthenticatorConfig": {"name": null, "enabled": false}\(more)}]}]}}
            """
        }
        let sound = ExportTree.providers(
            ["a.json": ExportTree.provider()], applications: ["crm.json": application("")])
        #expect(sound.findings.errors.isEmpty, "\(sound.findings.errors)")
        #expect(sound.spec(.loginFlow, "crm") != nil)
        let broken = ExportTree.providers(
            ["a.json": ExportTree.provider()], applications: ["crm.json": application(#", "claimConfigg": {}"#)])
        #expect(broken.codes() == ["R7010"])
    }

    @Test func `a file that holds nothing is an error, not nothing`() {
        #expect(ExportTree.providers(["a.yml": "# nothing\n", "b.json": ""]).codes() == ["R7014", "R7014"])
    }

    @Test func `a step that offers an identity provider with errors adds no finding`() {
        let tree = ExportTree.providers(
            ["a.json": ExportTree.provider(more: #""x1": 1,"#)],
            applications: [
                "crm.json":
                    #"{"name": "CRM", "authenticationSequence": {"type": "USER_DEFINED", "steps": [{"id": 1, "options": [{"idp": "Okta", "authenticator": "OpenIDConnectAuthenticator"}]}]}}"#
            ])
        #expect(tree.codes() == ["R7010"])
        #expect(tree.codes(.warning).isEmpty)
    }

    @Test func `a resource that two files export is refused`() {
        let tree = ExportTree.providers(["a.json": ExportTree.provider(), "b.json": ExportTree.provider()])
        #expect(tree.codes() == ["R7015"])
        #expect(tree.findings.errors.first?.location?.file == "IdentityProviders/b.json")
    }

    @Test func `a property that stands twice is refused`() {
        let connector = ExportTree.scim2(ExportTree.basic + #", {"key": "scim2-username", "value": "v"}"#)
        #expect(ExportTree.providers(["a.json": ExportTree.provider(connector: connector)]).codes() == ["R7015"])
    }

    @Test func `names that become one get numbers, the same ones each time`() {
        let files = ["a.json": ExportTree.provider("Corp Okta"), "b.json": ExportTree.provider("corp-okta")]
        let tree = ExportTree.providers(files)
        #expect(tree.manifests.map(\.key.name) == ["corp-okta", "corp-okta-2"])
        #expect(tree.messages(.sourceRenamed) == ["`corp-okta` becomes the Connection `corp-okta-2`"])
        #expect(tree.secrets.map(\.name) == ["CORP_OKTA_2_CLIENT_SECRET", "CORP_OKTA_CLIENT_SECRET"])
        #expect(tree.manifests.map(\.value) == ExportTree.providers(files).manifests.map(\.value))
    }

    @Test(arguments: [
        ("Corporate Okta", "corporate-okta"), ("  --Ärzte/Süd--  ", "rzte-s-d"), ("日本", "connection"),
        (String(repeating: "x", count: 70), String(repeating: "x", count: 63)),
        (String(repeating: "x", count: 62) + " y", String(repeating: "x", count: 62)),
    ])
    func `a name becomes one that is allowed`(name: String, expected: String) {
        let tree = ExportTree.providers(["a.json": ExportTree.provider(name)])
        #expect(tree.manifests.first?.key.name == expected)
        #expect(tree.manifests.first?.value["spec"]?["displayName"] == .string(name))
    }

    @Test func `an identity provider that nobody can sign in through is left out with its connectors`() {
        let provider =
            #"{"name": "Only", "provisioning": {"outboundConnectors": {"connectors": [\#(ExportTree.scim2(ExportTree.basic))]}}}"#
        let tree = ExportTree.providers(
            ["a.json": provider],
            applications: [
                "crm.json":
                    #"{"name": "CRM", "authenticationSequence": {"type": "USER_DEFINED", "steps": [{"id": 1, "options": [{"idp": "Only", "authenticator": "X"}]}]}}"#
            ])
        #expect(tree.findings.errors.isEmpty)
        #expect(tree.manifests.isEmpty)
        #expect(tree.messages(.sourceLeftOut).count == 2, "\(tree.messages(.sourceLeftOut))")
    }

    @Test func `two applications never answer to one identifier`() {
        let application = { (name: String) in
            #"{"name": "\#(name)", "clientId": "shared", "authenticationSequence": {"type": "USER_DEFINED", "steps": [{"id": 1, "options": [{"idp": "Okta", "authenticator": "OpenIDConnectAuthenticator"}]}]}}"#
        }
        let tree = ExportTree.providers(
            ["a.json": ExportTree.provider()],
            applications: ["1.json": application("CRM"), "2.json": application("crm")])
        #expect(tree.findings.errors.isEmpty)
        let identifiers = { (name: String) in tree.spec(.loginFlow, name)?["application"]?["identifiers"] }
        #expect(identifiers("crm") == .list([.string("CRM"), .string("shared")]))
        #expect(identifiers("crm-2") == nil)
        #expect(tree.messages(.sourceLeftOut).count == 2)
    }

    @Test func `an authenticator of a step that the connection does not keep is reported`() {
        let tree = ExportTree.providers(
            ["a.json": ExportTree.provider()],
            applications: [
                "crm.json":
                    #"{"name": "CRM", "authenticationSequence": {"type": "USER_DEFINED", "steps": [{"id": 1, "options": [{"idp": "Okta", "authenticator": "SAMLSSOAuthenticator"}]}]}}"#
            ])
        #expect(tree.spec(.loginFlow, "crm")?["steps"]?.list?.count == 1)
        #expect(tree.messages(.sourceLeftOut).count == 1)
    }

    @Test func `what has no counterpart is silent only while it says nothing`() {
        let silent = ExportTree.providers([
            "a.json": ExportTree.provider(
                more: #""isPrimary": false, "homeRealmIdentifier": "", "groups": [], "description": null,"#)
        ])
        #expect(silent.findings.findings.isEmpty, "\(silent.findings.findings)")
        let loud = ExportTree.providers([
            "a.json": ExportTree.provider(
                more: #""isPrimary": true, "homeRealmIdentifier": "x", "groups": [{"name": "g"}], "description": "d","#)
        ])
        #expect(loud.codes(.warning) == ["R7013", "R7013", "R7013", "R7013"])
    }

    @Test func `a keyword is a variable in a text, and a reference in a secret`() {
        let properties =
            #"{"key": "scim2-username", "value": "u"}, {"key": "scim2-password", "value": "${WIKI_PASSWORD}"}, "#
            + #"{"key": "scim2-user-ep", "value": "https://{{HOST}}/a${b}/Users"}"#
        let tree = ExportTree.providers([
            "a.json": ExportTree.provider(connector: ExportTree.scim2(properties))
        ])
        let settings = tree.spec(.outboundConnector, "okta-scim2")?["settings"]
        #expect(settings?["baseUrl"] == .string("https://${HOST}/a$${b}"))
        #expect(
            settings?["authentication"]?["basic"]?["password"] == .secret(.environment("OKTA_SCIM2_PASSWORD")))
        #expect(tree.keywords == ["HOST"])
        #expect(tree.secrets.map(\.origin) == [.masked, .keyword("WIKI_PASSWORD")])
    }
}

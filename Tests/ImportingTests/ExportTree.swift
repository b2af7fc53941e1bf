import Foundation
import Importing
import Model
import Provisioning
import Reconciling
import TestSupport
import YAMLReader

/// The exported trees that these tests read, and ways to make small ones.
enum ExportTree {
    static let catalogue = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: templateReading)

    static let reader = YAMLNodeReader(ignoredTagPrefix: WSO2Tree.tagPrefix)

    /// The tree of the example: the form of the server's export interface, in YAML.
    static let example = "examples/import-iamctl/export"
    /// The form of the server's REST interface, in JSON.
    static let answers = "Tests/ImportingTests/answers"

    static func files(_ tree: String) throws -> [WSO2Tree.File] {
        try [WSO2Tree.identityProviders, WSO2Tree.applications].flatMap { folder in
            let path = Repository.url("\(tree)/\(folder)").path(percentEncoded: false)
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
                let bytes = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
                return WSO2Tree.File(
                    folder: folder, file: ManifestFile(path: "\(folder)/\(name)", bytes: [UInt8](bytes)))
            }
        }
    }

    static func imported(_ files: [WSO2Tree.File], reader: any NodeReading = reader) -> ImportedTree {
        WSO2Tree(reader: reader, catalogue: catalogue).imported(files)
    }

    /// Identity providers in YAML or JSON, each under a name of a file.
    static func providers(_ texts: [String: String], applications: [String: String] = [:]) -> ImportedTree {
        let file = { (folder: String, name: String, text: String) in
            WSO2Tree.File(folder: folder, file: ManifestFile(path: "\(folder)/\(name)", bytes: Array(text.utf8)))
        }
        return imported(
            texts.map { file(WSO2Tree.identityProviders, $0.key, $0.value) }
                + applications.map { file(WSO2Tree.applications, $0.key, $0.value) })
    }

    /// An identity provider in JSON, as the REST interface answers, with one connector.
    static func provider(
        _ name: String = "Okta", secret: String = "********", connector: String = "", more: String = ""
    ) -> String {
        """
        {"name": "\(name)", "idpIssuerName": "https://okta.example", \(more)
         "federatedAuthenticators": {"authenticators": [{"name": "OpenIDConnectAuthenticator", "isEnabled": true,
          "properties": [{"key": "ClientId", "value": "c"}, {"key": "ClientSecret", "value": "\(secret)"},
            {"key": "OAuth2AuthzEPUrl", "value": "https://okta.example/oauth2/v1/authorize"}]}]},
         "provisioning": {"outboundConnectors": {"connectors": [\(connector)]}}}
        """
    }

    static func scim2(_ properties: String) -> String {
        #"{"name": "SCIM2", "isEnabled": true, "properties": [\#(properties)]}"#
    }

    static let basic =
        #"{"key": "scim2-username", "value": "u"}, {"key": "scim2-password", "value": "********"}, "#
        + #"{"key": "scim2-user-ep", "value": "https://wiki.example/scim/v2/Users"}"#
}

extension ImportedTree {
    func spec(_ kind: ResourceKind, _ name: String) -> Value? {
        manifests.first { $0.key == ResourceKey(kind, name) }?.value["spec"]
    }

    func codes(_ severity: Diagnostic.Severity = .error) -> [String] {
        findings.findings.filter { $0.severity == severity }.map(\.code.id)
    }

    func messages(_ code: DiagnosticCode) -> [String] {
        findings.sorted.filter { $0.code == code }.map(\.message)
    }
}

import Foundation
import TestSupport

/// A small correct set of manifests: one of each kind, pointing at a SCIM server on loopback.
enum ManifestTree {
    static func connection(_ name: String = "corp-okta", extra: String = "") -> String {
        """
        apiVersion: reconcile/v1
        kind: Connection
        metadata: {name: \(name)}
        spec:
          displayName: Corporate Okta
          oidc:
            issuer: https://corp.okta.example
            clientId: 0oa1b2c3
            clientSecret: {env: CORP_OKTA_CLIENT_SECRET}
        \(extra)
        """
    }

    static func connector(port: Int, enabled: Bool = true) -> String {
        """
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata: {name: wiki}
        spec:
          connection: corp-okta
          type: scim2
          enabled: \(enabled)
          settings:
            baseUrl: http://127.0.0.1:\(port)/v2
            authentication: {bearer: {token: {env: WIKI_SCIM_TOKEN}}}
          mapping:
            userName: "{{lowercased(email)}}"
            title: "{{title}}"
        """
    }

    static let flow = """
        apiVersion: reconcile/v1
        kind: LoginFlow
        metadata: {name: crm}
        spec:
          application: {displayName: CRM, url: https://crm.example.com}
          steps:
            - options: [{connection: corp-okta}]
        """

    static let trigger = """
        apiVersion: reconcile/v1
        kind: LoginTrigger
        metadata: {name: app-backend}
        spec:
          type: webhook
          secret: {env: APP_BACKEND_WEBHOOK_SECRET}
          applications: [crm]
        """

    static func write(to folder: TemporaryFolder, port: Int = 1, enabled: Bool = true) throws {
        let documents = [connection(), connector(port: port, enabled: enabled), flow, trigger]
        try folder.write(documents.joined(separator: "\n---\n"), to: "manifests/all.yaml")
    }
}

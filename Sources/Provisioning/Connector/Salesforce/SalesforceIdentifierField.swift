package import Model

/// A field that may hold our identifier of a user.
package struct SalesforceIdentifierField: ManifestScalar, Hashable {
    package let name: String

    package static let federation = SalesforceIdentifierField(name: "FederationIdentifier")

    private static let form = TextForm(
        name: "`FederationIdentifier` or a custom field's API name, which ends in `__c`",
        pattern: "^(FederationIdentifier|[A-Za-z][A-Za-z0-9_]{0,76}__c)$"
    ) { $0 == federation.name || SalesforceField.isCustom($0) }

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string(name) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(name: $0), canonical: .string($0)) }
    }
}

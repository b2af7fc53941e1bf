import Model

/// The forms of the server's exports. There are two of each resource: what its export interface writes (6.1 and later,
/// the names of its own classes), and what its REST interface answers (earlier servers, and by hand).
package enum WSO2Forms {
    static let identifier = "names here are the resource names"
    static let shown = "how the server's console shows it"
    static let known = "the identity provider's own file says it"

    /// Fields every exported property has beside its key and its value.
    static func property(key: String) -> SourceForm {
        SourceForm(
            "a property",
            [
                SourceField(key, .text, .taken("the setting's key"), isRequired: true),
                SourceField("value", .scalar, .taken("the setting")),
            ]
                + ["confidential", "required", "advanced", "readOnly"].map {
                    SourceField($0, .flag, .noted(shown))
                }
                + ["defaultValue", "description", "displayName", "regex", "type"].map {
                    SourceField($0, .scalar, .noted(shown))
                }
                + [
                    SourceField("displayOrder", .whole, .noted(shown)),
                    SourceField("options", .list(.anything), .noted(shown)),
                    SourceField("subProperties", .list(.anything), .noted(shown)),
                    SourceField("relatedProperties", .list(.anything), .noted(shown)),
                    SourceField("isSubProperty", .flag, .noted(shown)),
                    SourceField("hasRelatedProperty", .flag, .noted(shown)),
                ])
    }

    /// Every form with the files it is of, for the page of fields.
    package static let all: [(form: SourceForm, files: String)] = [
        (exportedIdentityProvider, "IdentityProviders/, as the export interface writes it"),
        (identityProvider, "IdentityProviders/, as the REST interface answers"),
        (exportedApplication, "Applications/, as the export interface writes it"),
        (application, "Applications/, as the REST interface answers"),
        (
            property(key: "key"),
            "A property of an authenticator or a connector (the export interface says `name` for `key`)"
        ),
    ]

    /// The one of two forms that a document is meant to be of: the one that knows more of its fields.
    static func nearer(_ root: Node, _ first: SourceForm, _ second: SourceForm) -> SourceForm {
        guard case .map(let entries) = root.content else { return first }
        let known = { (form: SourceForm) in entries.count { form[$0.key] != nil } }
        return known(first) >= known(second) ? first : second
    }
}

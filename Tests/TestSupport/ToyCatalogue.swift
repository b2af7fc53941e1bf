package import Model

/// A catalogue with one connector type and one trigger type, so that no test depends on the real ones.
package enum ToyCatalogue {
    package struct Settings: ManifestObject {
        package static let doc = "A toy account system."
        package let address: WebAddress
        package let token: SecretReference?

        private static let address = Field<WebAddress>.required(
            "address", "Where it is.", example: "https://toy.example")
        private static let token = Field<SecretReference>.optional("token", "Its token.")
        package static let fields = [address.shape, token.shape]

        package init?(_ object: inout ObjectReader) {
            let address = object.required(Self.address)
            token = object.optional(Self.token)
            guard let address else { return nil }
            self.address = address
        }
    }

    package struct Proof: ManifestObject {
        package static let doc = "A toy proof."
        package let secret: SecretReference

        private static let secret = Field<SecretReference>.required("secret", "The shared secret.")
        package static let fields = [secret.shape]

        package init?(_ object: inout ObjectReader) {
            guard let secret = object.required(Self.secret) else { return nil }
            self.secret = secret
        }
    }

    /// Templates of the form `{{name}}`; anything with `{{!` is malformed.
    private static let templates = TemplateReading { text in
        if text.contains("{{!") { return .failure(.malformed("a comment", hint: nil)) }
        guard text.hasPrefix("{{"), text.hasSuffix("}}") else { return .success([]) }
        return .success([String(text.dropFirst(2).dropLast(2))])
    }

    package static let value = SchemaCatalogue(
        connectorTypes: [
            ConnectorTypeSchema(
                name: "toy", doc: Settings.doc, settings: Settings.objectShape,
                readSettings: { Settings.readCanonical($0, in: $1) },
                mappingDefaults: ["login": "{{userName}}", "mail": "{{email}}"],
                mappingProblem: { ["login", "mail", "title"].contains($0) ? nil : "`\($0)` is no attribute of a toy" },
                matchAttributes: ["mail", "login"])
        ],
        triggerTypes: [
            TriggerTypeSchema(
                name: "toy", doc: Proof.doc, settings: Proof.objectShape,
                readSettings: { Proof.readCanonical($0, in: $1) })
        ],
        templates: templates)
}

/// A setting that a component keeps under a key of its own, such as `ClientId`.
package struct SourceProperty: Sendable {
    package let key: String
    package let use: SourceUse
    package let isSecret: Bool

    package init(_ key: String, _ use: SourceUse, isSecret: Bool = false) {
        self.key = key
        self.use = use
        self.isSecret = isSecret
    }
}

/// Every key that a component of one type is known to have, as data.
package struct SourceProperties: Sendable {
    /// The component's type, as the export names it.
    package let type: String
    /// What becomes of the component.
    package let becomes: String
    package let properties: [SourceProperty]

    package init(_ type: String, becomes: String, _ properties: [SourceProperty]) {
        self.type = type
        self.becomes = becomes
        self.properties = properties
    }

    package subscript(key: String) -> SourceProperty? { properties.first { $0.key == key } }
}

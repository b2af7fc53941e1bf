/// What the program knows to read: the kinds, and the connector and trigger types that bring fields of their own.
///
/// Passed in, so that a test can read with one type and no registry exists.
package final class SchemaCatalogue: Sendable {
    package let connectorTypes: [ConnectorTypeSchema]
    package let triggerTypes: [TriggerTypeSchema]
    package let templates: TemplateReading
    let connectorTypeNames: [String]
    let triggerTypeNames: [String]

    package init(
        connectorTypes: [ConnectorTypeSchema], triggerTypes: [TriggerTypeSchema], templates: TemplateReading
    ) {
        self.connectorTypes = connectorTypes
        self.triggerTypes = triggerTypes
        self.templates = templates
        connectorTypeNames = connectorTypes.map { $0.name }
        triggerTypeNames = triggerTypes.map { $0.name }
    }

    /// Knows no type and checks no template.
    static let empty = SchemaCatalogue(
        connectorTypes: [], triggerTypes: [], templates: TemplateReading { _ in .success([]) })

    package func connectorType(_ name: String) -> ConnectorTypeSchema? { connectorTypes.first { $0.name == name } }
    package func triggerType(_ name: String) -> TriggerTypeSchema? { triggerTypes.first { $0.name == name } }
}

/// What a connector type adds to an OutboundConnector manifest.
package final class ConnectorTypeSchema: Sendable {
    /// As in `type:`.
    package let name: String
    package let doc: String
    package let settings: ObjectShape
    /// Reads `settings`, reports problems, and yields the canonical form.
    package let readSettings: @Sendable (Node, Reading) -> Value?
    /// Target attribute to template, used where the manifest says nothing.
    package let mappingDefaults: [String: String]
    /// Whether `mapping` may name this target attribute: `nil` when it may, else what is wrong.
    package let mappingProblem: @Sendable (String) -> String?
    /// What `conflict.matchOn` may name, in the default order.
    package let matchAttributes: [String]
    /// Target attributes by name: meaning with limits, and the page that documents it.
    package let targets: [(name: String, doc: String, source: String)]
    /// `conflict` where a manifest has none, read once for all of them.
    let absentConflict: Accepted<OutboundConnector.Conflict>?

    package init(
        name: String, doc: String, settings: ObjectShape,
        readSettings: @escaping @Sendable (Node, Reading) -> Value?,
        mappingDefaults: [String: String], mappingProblem: @escaping @Sendable (String) -> String?,
        matchAttributes: [String], targets: [(name: String, doc: String, source: String)] = []
    ) {
        self.name = name
        self.doc = doc
        self.settings = settings
        self.readSettings = readSettings
        self.mappingDefaults = mappingDefaults
        self.mappingProblem = mappingProblem
        self.matchAttributes = matchAttributes
        self.targets = targets
        absentConflict = OutboundConnector.Conflict.readAbsent()?.completed(by: matchAttributes)
    }
}

/// What a trigger type adds to the spec of a LoginTrigger manifest.
package final class TriggerTypeSchema: Sendable {
    package let name: String
    package let doc: String
    package let settings: ObjectShape
    /// Reads the type's fields beside `type` and `applications`.
    package let readSettings: @Sendable (Node, Reading) -> Value?

    package init(
        name: String, doc: String, settings: ObjectShape,
        readSettings: @escaping @Sendable (Node, Reading) -> Value?
    ) {
        self.name = name
        self.doc = doc
        self.settings = settings
        self.readSettings = readSettings
    }
}

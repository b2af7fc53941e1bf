package import Model

/// The connector types of this program: the one list.
package struct ConnectorCatalog: Sendable {
    package static let builtIn = ConnectorCatalog([
        SCIM2Connector.self,
        GoogleConnector.self,
        SalesforceConnector.self,
    ])

    package let types: [any ConnectorType.Type]

    package init(_ types: [any ConnectorType.Type]) {
        self.types = types
    }

    package subscript(name: String) -> (any ConnectorType.Type)? { types.first { $0.name == name } }

    /// What the types add to manifests.
    package var schemas: [ConnectorTypeSchema] { types.map { Self.schema(of: $0) } }

    private static func schema<Kind: ConnectorType>(of kind: Kind.Type) -> ConnectorTypeSchema {
        ConnectorTypeSchema(
            name: kind.name, doc: kind.doc, settings: kind.objectShape,
            readSettings: { node, reading in kind.read(node, in: reading)?.canonical },
            mappingDefaults: kind.mappingDefaults, mappingProblem: { kind.mappingProblem($0) },
            matchAttributes: kind.matchAttributes,
            targets: kind.targets.map { (name: $0.name, doc: $0.doc, source: $0.source) })
    }

    /// The typed form of stored settings.
    ///
    /// - Throws: the findings when the settings can't be read back, or the type is not of this program.
    package func connector(type name: String, settings: Value) throws(Diagnostics) -> any ConnectorType {
        guard let type = self[name] else {
            throw Diagnostics([
                Diagnostic(
                    .unknownConnectorType, "`\(name)` is not a connector type of this version",
                    hint: Suggestion.hint(for: name, among: types.map { $0.name }))
            ])
        }
        return try Self.read(type, settings)
    }

    private static func read<Kind: ConnectorType>(_ kind: Kind.Type, _ settings: Value) throws(Diagnostics) -> Kind {
        let catalogue = SchemaCatalogue(connectorTypes: [], triggerTypes: [], templates: templateReading)
        let reading = Reading(file: "stored state", catalogue: catalogue)
        guard let accepted = kind.read(Node(settings), in: reading) else { throw Diagnostics(reading.findings) }
        return accepted.value
    }
}

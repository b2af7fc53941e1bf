package import Model

/// The trigger types there are. A value passed in: a test may use a catalogue of its own.
package struct TriggerCatalog: Sendable {
    private let types: [any TriggerType.Type]

    package init(_ types: [any TriggerType.Type]) {
        self.types = types
    }

    /// The one list: a new type is one more line here.
    package static let builtIn = TriggerCatalog([
        WebhookTrigger.self,
        WSO2Trigger.self,
        SecurityEventTrigger.self,
        IDTokenTrigger.self,
    ])

    /// What the types add to LoginTrigger manifests.
    package var schemas: [TriggerTypeSchema] { types.map { Self.schema(of: $0) } }

    /// The settings of a stored trigger, decoded by its type.
    ///
    /// - Returns: `nil` when the type is unknown or does not read the settings.
    package func decode(_ trigger: LoginTrigger, in reading: Reading) -> (any TriggerType)? {
        guard let type = types.first(where: { $0.name == trigger.type }) else { return nil }
        return Self.read(type, trigger.settings, in: reading)
    }

    private static func schema<Kind: TriggerType>(of type: Kind.Type) -> TriggerTypeSchema {
        TriggerTypeSchema(name: Kind.name, doc: Kind.doc, settings: Kind.objectShape) { node, reading in
            Kind.read(node, in: reading)?.canonical
        }
    }

    private static func read<Kind: TriggerType>(
        _ type: Kind.Type, _ settings: Value, in reading: Reading
    ) -> (any TriggerType)? {
        Kind.read(Node(settings), in: reading)?.value
    }
}

/// The one place that joins a kind with the type that reads it.
extension ResourceKind {
    private var type: any ManifestObject.Type {
        switch self {
        case .connection: Connection.self
        case .outboundConnector: OutboundConnector.self
        case .loginFlow: LoginFlow.self
        case .loginTrigger: LoginTrigger.self
        }
    }

    /// One sentence for people.
    package var doc: String { type.doc }

    /// The fields of `spec`, as data; those that depend on a `type` are not among them.
    package var specShape: ObjectShape { type.objectShape }

    /// Reads a `spec` and yields its canonical form; `nil` when problems were reported.
    package func readSpec(_ node: Node, in reading: Reading) -> Value? {
        type.readCanonical(node, in: reading)
    }
}

extension ManifestObject {
    /// Reads the canonical form alone, for callers that know no type.
    package static func readCanonical(_ node: Node, in reading: Reading) -> Value? {
        read(node, in: reading)?.canonical
    }
}

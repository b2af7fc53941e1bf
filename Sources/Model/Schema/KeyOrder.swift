/// The order in which the keys of a map are written, and of the maps inside it.
package indirect enum KeyOrder: Sendable {
    /// As they stand, at every depth.
    case asWritten
    /// These first, each with the order of what is under it; others follow as they stand.
    case fields([(name: String, inside: KeyOrder)])
    /// The keys as they stand; the items of a list and the values of a free map are alike.
    case each(KeyOrder)

    /// The order of what is under `key`.
    package func inside(_ key: String) -> KeyOrder {
        switch self {
        case .asWritten: .asWritten
        case .fields(let fields): fields.first { $0.name == key }?.inside ?? .asWritten
        case .each(let order): order
        }
    }

    /// The order of a list's items.
    package var ofItems: KeyOrder {
        if case .each(let order) = self { order } else { .asWritten }
    }

    /// Where `key` stands among the known ones; `nil` when it is not one of them.
    package func rank(of key: String) -> Int? {
        guard case .fields(let fields) = self else { return nil }
        return fields.firstIndex { $0.name == key }
    }
}

extension SchemaCatalogue {
    /// The order of a manifest's keys: that of the schema, whether or not the manifest is valid.
    ///
    /// A document that names neither a version nor a kind is none of ours and stays as written.
    package func keyOrder(of document: Node) -> KeyOrder {
        guard document["kind"] != nil || document["apiVersion"] != nil else { return .asWritten }
        let kind = document["kind"]?.text.flatMap(ResourceKind.init(rawValue:))
        return .fields([
            ("apiVersion", .asWritten), ("kind", .asWritten), ("metadata", order(of: Metadata.shape, type: nil)),
            (
                "spec",
                kind.map { order(of: .object($0.specShape), type: document["spec"]?["type"]?.text) } ?? .asWritten
            ),
        ])
    }

    private func order(of shape: Shape, type: String?) -> KeyOrder {
        switch shape {
        case .object(let object): .fields(object.fields.flatMap { fields(of: $0, type: type) })
        case .list(let item, _), .set(let item, _), .map(let item): .each(order(of: item, type: type))
        default: .asWritten
        }
    }

    /// The field, with what its type brings: a connector's settings are under it, a trigger's fields beside it.
    private func fields(of field: FieldShape, type: String?) -> [(name: String, inside: KeyOrder)] {
        switch field.shape {
        case .byType(.connector) where field.name != "type":
            let settings = type.flatMap(connectorType)?.settings
            return [(field.name, settings.map { order(of: .object($0), type: nil) } ?? .asWritten)]
        case .byType(.trigger):
            let own = type.flatMap(triggerType)?.settings.fields ?? []
            return [(field.name, .asWritten)] + own.map { ($0.name, order(of: $0.shape, type: nil)) }
        default: return [(field.name, order(of: field.shape, type: type))]
        }
    }
}

extension Node {
    fileprivate var text: String? {
        if case .string(let text) = content { text } else { nil }
    }
}

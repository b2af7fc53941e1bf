package import Model

/// Manifests made of the examples that the schema gives.
package struct ExampleManifest {
    private let catalogue: SchemaCatalogue
    /// The connector or trigger type, where one decides.
    private let type: String?
    /// Only the named field, without its neighbours.
    private let isAlone: Bool

    private init(_ catalogue: SchemaCatalogue, type: String?, isAlone: Bool) {
        self.catalogue = catalogue
        self.type = type
        self.isAlone = isAlone
    }

    /// A complete manifest: what must be there, and the field at `path`.
    ///
    /// - Parameter type: the connector or trigger type, of kinds that have one; the first when `nil`.
    package static func lines(
        of kind: ResourceKind, type: String? = nil, including path: [String] = [], _ catalogue: SchemaCatalogue
    ) -> [String] {
        let example = ExampleManifest(catalogue, type: type ?? types(of: kind, catalogue).first, isAlone: false)
        return SchemaPath.fields(of: kind).flatMap { field -> [String] in
            switch field.name {
            case "apiVersion", "kind": example.lines(field, including: [])
            case "metadata":
                ["metadata:", "  name: \(name(of: kind))"]
                    + example.indented(
                        path.first == "metadata" ? example.lines(path.dropFirst(), of: field.shape) : []
                    ).filter { !$0.hasPrefix("  name:") }
            default: example.lines(field, including: path.first == field.name ? path.dropFirst() : [])
            }
        }
    }

    /// A field under the names that lead to it.
    package static func lines(
        of kind: ResourceKind, at path: [String], type: String?, _ catalogue: SchemaCatalogue
    ) -> [String] {
        let example = ExampleManifest(
            catalogue, type: type ?? types(of: kind, catalogue).first, isAlone: true)
        return example.lines(
            path[...], of: .object(ObjectShape(doc: kind.doc, fields: SchemaPath.fields(of: kind))))
    }

    /// The types that bring a kind fields of their own.
    package static func types(of kind: ResourceKind, _ catalogue: SchemaCatalogue) -> [String] {
        for field in kind.specShape.fields {
            switch field.shape {
            case .byType(.connector): return catalogue.connectorTypes.map(\.name)
            case .byType(.trigger): return catalogue.triggerTypes.map(\.name)
            default: continue
            }
        }
        return []
    }

    /// Names that the examples of other kinds refer to.
    private static func name(of kind: ResourceKind) -> String {
        switch kind {
        case .connection: "corp-okta"
        case .outboundConnector: "corp-okta-wiki"
        case .loginFlow: "crm"
        case .loginTrigger: "app-backend"
        }
    }

    private func lines(_ field: FieldShape, including path: ArraySlice<String>) -> [String] {
        if path.isEmpty, !isType(field), let example = ofType(field) ?? field.example {
            return ["\(field.name): \(example)"]
        }
        let inner = lines(path, of: field.shape)
        switch field.shape {
        case .object,
            .byType(.connector) where !isType(field):
            return inner.isEmpty ? ["\(field.name): {}"] : ["\(field.name):"] + indented(inner)
        case .list(.object, _), .set(.object, _):
            return ["\(field.name):"]
                + indented(inner.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element })
        default: return ["\(field.name): \(scalar(field))"]
        }
    }

    /// The example of a field that names attributes of the target.
    private func ofType(_ field: FieldShape) -> String? {
        guard let attributes = type.flatMap(catalogue.connectorType)?.matchAttributes, let last = attributes.last else {
            return nil
        }
        return switch field.name {
        case "mapping": "{\(last): \"{{lowercased(email)}}\"}"
        case "matchOn": "[\(attributes.joined(separator: ", "))]"
        default: nil
        }
    }

    /// The fields under a shape: those that must be there and the next of the path, or all where none must.
    private func lines(_ path: ArraySlice<String>, of shape: Shape) -> [String] {
        switch shape {
        case .object(let object):
            let all = completed(object)
            var names = isAlone && !path.isEmpty ? [] : required(all, besides: path.first)
            if let next = path.first { names.insert(next) }
            return all.fields.filter { names.isEmpty || names.contains($0.name) }.flatMap { field in
                lines(field, including: field.name == path.first ? path.dropFirst() : [])
            }
        case .list(let item, _), .set(let item, _): return lines(path, of: item)
        case .byType(.connector):
            return type.flatMap(catalogue.connectorType).map { lines(path, of: .object($0.settings)) } ?? []
        default: return []
        }
    }

    private func required(_ object: ObjectShape, besides wanted: String?) -> Set<String> {
        var names = Set(object.fields.filter { if case .required = $0.presence { true } else { false } }.map(\.name))
        for group in object.exactlyOneOf where names.isDisjoint(with: group) {
            if let name = group.first(where: { $0 == wanted }) ?? group.first { names.insert(name) }
        }
        return names
    }

    /// With the fields that a trigger's type puts beside it.
    private func completed(_ object: ObjectShape) -> ObjectShape {
        guard object.fields.contains(where: { if case .byType(.trigger) = $0.shape { true } else { false } }),
            let own = type.flatMap(catalogue.triggerType)?.settings
        else { return object }
        return ObjectShape(
            doc: object.doc, fields: object.fields + own.fields, exactlyOneOf: object.exactlyOneOf + own.exactlyOneOf)
    }

    private func isType(_ field: FieldShape) -> Bool {
        if case .byType = field.shape { field.name == "type" } else { false }
    }

    private func scalar(_ field: FieldShape) -> String {
        switch (field.shape, field.presence) {
        case (.byType, _): type ?? "…"
        // What one would write is not the default.
        case (.boolean, .defaulted(.bool(let flag))): String(!flag)
        case (_, .defaulted(let value)): Self.written(value)
        case (.boolean, _): "true"
        case (.choice(let words), _): words.first ?? "…"
        case (.secret, _): "{env: NAME}"
        default: "…"
        }
    }

    private static func written(_ value: Value) -> String {
        switch value {
        case .string(let text):
            let isPlain =
                text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2E || $0 == 0x2D }
                && (Duration(written: text) != nil || text.first?.isLetter ?? false)
                && !["true", "false", "null"].contains(text.lowercased())
            return isPlain ? text : CanonicalJSON.encode(value)
        case .list(let items): return "[\(items.map(written).joined(separator: ", "))]"
        default: return CanonicalJSON.encode(value)
        }
    }

    private func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

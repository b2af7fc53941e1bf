package import Model

/// Finds the part of the schema that `KIND.spec.settings` names.
package enum SchemaPath {
    package enum Target: Sendable {
        case kind(ResourceKind)
        /// Several when types have fields of that name.
        case fields([Entry], path: String)
    }

    /// A field, and the connector or trigger type that it belongs to, if it belongs to one.
    package struct Entry: Sendable {
        package let type: String?
        package let field: FieldShape

        package init(type: String?, field: FieldShape) {
            self.type = type
            self.field = field
        }
    }

    /// The fields of a kind's manifest, `metadata` and `spec` included.
    package static func fields(of kind: ResourceKind) -> [FieldShape] {
        [
            FieldShape(
                name: "apiVersion", doc: "The version of the manifest format.", shape: .choice(["reconcile/v1"]),
                presence: .required),
            FieldShape(name: "kind", doc: "What is declared.", shape: .choice([kind.rawValue]), presence: .required),
            FieldShape(name: "metadata", doc: Metadata.doc, shape: Metadata.shape, presence: .required),
            FieldShape(name: "spec", doc: kind.doc, shape: .object(kind.specShape), presence: .required),
        ]
    }

    /// The fields under a field; those of every type where a `type` decides.
    package static func entries(under entry: Entry, _ catalogue: SchemaCatalogue) -> [Entry] {
        entries(under: entry.field.shape, of: entry, catalogue)
    }

    private static func entries(under shape: Shape, of entry: Entry, _ catalogue: SchemaCatalogue) -> [Entry] {
        switch shape {
        case .object(let object):
            return object.fields.map { Entry(type: entry.type, field: $0) } + triggerEntries(of: object, catalogue)
        case .list(let item, _), .set(let item, _), .map(let item):
            return entries(under: item, of: entry, catalogue)
        case .byType(.connector) where entry.field.name == "settings":
            return catalogue.connectorTypes.flatMap { type in
                type.settings.fields.map { Entry(type: type.name, field: $0) }
            }
        default: return []
        }
    }

    /// A trigger's own fields stand beside its `type`.
    private static func triggerEntries(of object: ObjectShape, _ catalogue: SchemaCatalogue) -> [Entry] {
        let isTrigger = object.fields.contains { field in
            if case .byType(.trigger) = field.shape { true } else { false }
        }
        guard isTrigger else { return [] }
        return catalogue.triggerTypes.flatMap { type in
            type.settings.fields.map { Entry(type: type.name, field: $0) }
        }
    }

    /// Resolves a dotted path; the error is a message with a hint.
    package static func resolve(_ text: String, _ catalogue: SchemaCatalogue) throws(Diagnostic) -> Target {
        let parts = text.split(separator: ".").map { $0.prefix { $0 != "[" } }.map(String.init)
        guard let first = parts.first, let kind = ResourceKind(word: first) else {
            let kinds = ResourceKind.allCases.map(\.rawValue)
            throw Diagnostic(
                .unknownKind, "`\(text)` names no kind",
                hint: Suggestion.hint(for: parts.first ?? text, among: kinds))
        }
        var level = fields(of: kind).map { Entry(type: nil, field: $0) }
        var found: [Entry] = []
        for part in parts.dropFirst() {
            found = level.filter { $0.field.name == part }
            guard !found.isEmpty else {
                throw Diagnostic(
                    .unknownField, "\(kind.rawValue) has no field `\(parts.dropFirst().joined(separator: "."))`",
                    hint: Suggestion.hint(for: part, among: level.map(\.field.name)))
            }
            level = found.flatMap { entries(under: $0, catalogue) }
        }
        return found.isEmpty
            ? .kind(kind) : .fields(found, path: ([kind.rawValue] + parts.dropFirst()).joined(separator: "."))
    }
}

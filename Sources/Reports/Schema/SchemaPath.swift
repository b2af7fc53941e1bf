package import Model

/// Finds the part of the schema that `KIND.spec.settings` names.
package enum SchemaPath {
    package enum Target: Sendable {
        case kind(ResourceKind)
        case field(FieldShape, path: String)
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

    /// The fields under a shape; those of every type where a `type` decides.
    package static func fields(under shape: Shape, named name: String, _ catalogue: SchemaCatalogue) -> [FieldShape] {
        switch shape {
        case .object(let object): return object.fields + typeFields(of: object, catalogue)
        case .list(let item, _), .set(let item, _), .map(let item): return fields(under: item, named: name, catalogue)
        case .byType(.connector) where name == "settings":
            return unique(catalogue.connectorTypes.flatMap(\.settings.fields))
        default: return []
        }
    }

    /// A trigger's own fields stand beside its `type`.
    private static func typeFields(of object: ObjectShape, _ catalogue: SchemaCatalogue) -> [FieldShape] {
        let isTrigger = object.fields.contains { field in
            if case .byType(.trigger) = field.shape { true } else { false }
        }
        return isTrigger ? unique(catalogue.triggerTypes.flatMap(\.settings.fields)) : []
    }

    private static func unique(_ fields: [FieldShape]) -> [FieldShape] {
        var seen: Set<String> = []
        return fields.filter { seen.insert($0.name).inserted }
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
        var level = fields(of: kind)
        var found: FieldShape?
        for part in parts.dropFirst() {
            guard let field = level.first(where: { $0.name == part }) else {
                throw Diagnostic(
                    .unknownField, "\(kind.rawValue) has no field `\(parts.dropFirst().joined(separator: "."))`",
                    hint: Suggestion.hint(for: part, among: level.map(\.name)))
            }
            found = field
            level = fields(under: field.shape, named: field.name, catalogue)
        }
        return found.map { .field($0, path: ([kind.rawValue] + parts.dropFirst()).joined(separator: ".")) }
            ?? .kind(kind)
    }
}

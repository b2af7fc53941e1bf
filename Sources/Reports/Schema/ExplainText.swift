package import Model

/// What `explain` prints of a kind, a field or a diagnostic code.
package enum ExplainText {
    package static func lines(
        _ target: SchemaPath.Target, _ catalogue: SchemaCatalogue, style: TerminalStyle
    ) -> [String] {
        switch target {
        case .kind(let kind):
            let spec = SchemaPath.Entry(
                type: nil,
                field: FieldShape(name: "spec", doc: kind.doc, shape: .object(kind.specShape), presence: .required))
            return [style(kind.rawValue, .bold), "  \(kind.doc)", "", "FIELDS"]
                + table(SchemaPath.fields(of: kind), catalogue)
                + tables(SchemaPath.entries(under: spec, catalogue), titled: "FIELDS of spec", catalogue)
                + examples(of: kind, catalogue)
        case .fields(let entries, let path):
            return Array(entries.map { lines($0, path, catalogue, style: style) }.joined(separator: [""]))
        }
    }

    private static func lines(
        _ entry: SchemaPath.Entry, _ path: String, _ catalogue: SchemaCatalogue, style: TerminalStyle
    ) -> [String] {
        let field = entry.field
        let type = field.name == "settings" ? "object, by `type`" : ShapeWords.type(field.shape, catalogue)
        var lines = [
            style(path, .bold) + (entry.type.map { " with `type: \($0)`" } ?? ""), "  \(field.doc)", "",
            "  type:     \(type)", "  presence: \(ShapeWords.presence(field))", "  since:    \(field.since)",
        ]
        lines += examples(of: entry, path, catalogue)
        // Under a field of one type everything is of that type.
        let nested = SchemaPath.entries(under: entry, catalogue)
            .map { SchemaPath.Entry(type: $0.type == entry.type ? nil : $0.type, field: $0.field) }
        return lines + tables(nested, titled: "FIELDS", catalogue) + typeNotes(field, catalogue)
    }

    /// A complete manifest, or one for each type that brings fields of its own.
    private static func examples(of kind: ResourceKind, _ catalogue: SchemaCatalogue) -> [String] {
        let types = ExampleManifest.types(of: kind, catalogue)
        guard !types.isEmpty else { return example(ExampleManifest.lines(of: kind, catalogue), of: nil) }
        return types.flatMap { example(ExampleManifest.lines(of: kind, type: $0, catalogue), of: $0) }
    }

    /// The field where it stands in a manifest.
    private static func examples(
        of entry: SchemaPath.Entry, _ path: String, _ catalogue: SchemaCatalogue
    ) -> [String] {
        let parts = path.split(separator: ".").map(String.init)
        guard let kind = parts.first.flatMap(ResourceKind.init(rawValue:)) else { return [] }
        let isByType = if case .byType = entry.field.shape { entry.field.name != "type" } else { false }
        let types = isByType ? ExampleManifest.types(of: kind, catalogue).map(Optional.some) : [entry.type]
        return types.flatMap { type in
            example(
                ExampleManifest.lines(of: kind, at: Array(parts.dropFirst()), type: type, catalogue),
                of: isByType ? type : nil)
        }
    }

    private static func example(_ lines: [String], of type: String?) -> [String] {
        ["", "EXAMPLE" + (type.map { " with `type: \($0)`" } ?? "")] + lines.map { "  " + $0 }
    }

    package static func lines(_ code: DiagnosticCode, style: TerminalStyle) -> [String] {
        ["\(style(code.id, .bold)): \(code.summary)", "", "  \(code.explanation)"]
    }

    /// A table for the fields that are always there, and one for those of each type.
    private static func tables(
        _ entries: [SchemaPath.Entry], titled title: String, _ catalogue: SchemaCatalogue
    ) -> [String] {
        var types: [String?] = []
        for entry in entries where !types.contains(entry.type) { types.append(entry.type) }
        return types.flatMap { type in
            ["", title + (type.map { " with `type: \($0)`" } ?? "")]
                + table(entries.filter { $0.type == type }.map(\.field), catalogue)
        }
    }

    private static func table(_ fields: [FieldShape], _ catalogue: SchemaCatalogue) -> [String] {
        fields.flatMap { field in
            let type = field.name == "settings" ? "object, by `type`" : ShapeWords.type(field.shape, catalogue)
            return ["  \(field.name)  <\(type)>  \(ShapeWords.presence(field))", "      \(field.doc)"]
        }
    }

    /// What each type says about itself, where a `type` decides.
    private static func typeNotes(_ field: FieldShape, _ catalogue: SchemaCatalogue) -> [String] {
        switch field.name {
        case "type":
            let notes: [String] =
                if case .byType(.trigger) = field.shape {
                    catalogue.triggerTypes.map { "  \($0.name): \($0.doc)" }
                } else {
                    catalogue.connectorTypes.map { "  \($0.name): \($0.doc)" }
                }
            return ["", "TYPES"] + notes
        case "mapping":
            return catalogue.connectorTypes.flatMap { type in
                ["", "DEFAULTS of \(type.name)"]
                    + type.mappingDefaults.sorted { $0.key < $1.key }.map { "  \($0.key): \"\($0.value)\"" }
            }
        default: return []
        }
    }
}

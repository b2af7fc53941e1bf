package import Model

/// What `explain` prints of a kind, a field or a diagnostic code.
package enum ExplainText {
    package static func lines(
        _ target: SchemaPath.Target, _ catalogue: SchemaCatalogue, style: TerminalStyle
    ) -> [String] {
        switch target {
        case .kind(let kind):
            return [style(kind.rawValue, .bold), "  \(kind.doc)", "", "FIELDS"]
                + table(SchemaPath.fields(of: kind), catalogue)
                + ["", "FIELDS of spec"]
                + table(SchemaPath.fields(under: .object(kind.specShape), named: "spec", catalogue), catalogue)
        case .field(let field, let path):
            let type = field.name == "settings" ? "object, by `type`" : ShapeWords.type(field.shape, catalogue)
            var lines = [
                style(path, .bold), "  \(field.doc)", "",
                "  type:     \(type)", "  presence: \(ShapeWords.presence(field))", "  since:    \(field.since)",
            ]
            if let example = field.example { lines.append("  example:  \(field.name): \(example)") }
            let nested = SchemaPath.fields(under: field.shape, named: field.name, catalogue)
            if !nested.isEmpty { lines += ["", "FIELDS"] + table(nested, catalogue) }
            return lines + typeNotes(field, catalogue)
        }
    }

    package static func lines(_ code: DiagnosticCode, style: TerminalStyle) -> [String] {
        ["\(style(code.id, .bold)): \(code.summary)", "", "  \(code.explanation)"]
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

package import Model

/// The documentation's field and diagnostic tables, generated so that they can't disagree with the program.
package enum FieldTables {
    package static func fields(_ catalogue: SchemaCatalogue) -> String {
        var lines = [
            "# Fields", "", "Generated from the schema that validates manifests; `make golden` writes it anew.", "",
        ]
        for kind in ResourceKind.allCases {
            lines += ["## \(kind.rawValue)", "", kind.doc, ""] + header
            lines += rows(.object(kind.specShape), at: "spec", catalogue) + [""]
        }
        lines +=
            ["## metadata", "", Metadata.doc, ""] + header + rows(Metadata.shape, at: "metadata", catalogue) + [""]
        for type in catalogue.connectorTypes {
            lines += ["## Connector type `\(type.name)`", "", type.doc, ""] + header
            lines += rows(.object(type.settings), at: "spec.settings", catalogue)
            lines += ["", "Default mapping:", "", "| target attribute | template |", "|---|---|"]
            lines += type.mappingDefaults.sorted { $0.key < $1.key }.map { "| `\($0.key)` | `\($0.value)` |" } + [""]
            lines += targets(of: type)
        }
        for type in catalogue.triggerTypes {
            lines += ["## Trigger type `\(type.name)`", "", type.doc, ""] + header
            lines += rows(.object(type.settings), at: "spec", catalogue) + [""]
        }
        return lines.joined(separator: "\n")
    }

    package static func diagnostics() -> String {
        var lines = [
            "# Diagnostics", "", "Every code the program reports; `reconcile explain R1017` prints the same text.",
            "Generated; `make golden` writes it anew.", "", "| code | what | meaning and mend |", "|---|---|---|",
        ]
        lines += DiagnosticCode.all.map { code in
            "| \(code.id) | \(cell(code.summary)) | \(cell(code.explanation)) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func targets(of type: ConnectorTypeSchema) -> [String] {
        guard !type.targets.isEmpty else { return [] }
        return [
            "What a mapping may name:", "", "| target attribute | meaning and limits | documented at |",
            "|---|---|---|",
        ]
            + type.targets.map { "| `\($0.name)` | \(cell($0.doc)) | <\($0.source)> |" } + [""]
    }

    private static let header = ["| field | type | presence | meaning |", "|---|---|---|---|"]

    private static func rows(_ shape: Shape, at path: String, _ catalogue: SchemaCatalogue) -> [String] {
        guard case .object(let object) = inner(shape) else { return [] }
        return object.fields.flatMap { field -> [String] in
            let isSettings = field.name == "settings"
            let type = isSettings ? "object, by `type`" : ShapeWords.type(field.shape, catalogue)
            let name = path + "." + field.name + (isList(field.shape) ? "[]" : "")
            return [
                "| `\(name)` | \(cell(type)) | \(cell(ShapeWords.presence(field))) | \(cell(field.doc)) |"
            ] + rows(field.shape, at: name, catalogue)
        }
    }

    private static func inner(_ shape: Shape) -> Shape {
        switch shape {
        case .list(let item, _), .set(let item, _), .map(let item): inner(item)
        default: shape
        }
    }

    private static func isList(_ shape: Shape) -> Bool {
        switch shape {
        case .list, .set: true
        default: false
        }
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

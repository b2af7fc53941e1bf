import Model

/// The page that says what becomes of every known field, made from the tables that the import works by.
package enum SourceTables {
    /// The page in Markdown.
    package static func page(
        forms: [(form: SourceForm, files: String)], properties: [(title: String, tables: [SourceProperties])]
    ) -> String {
        var lines = [
            "# What becomes of an export", "",
            "Every field of an iamctl export that `reconcile import iamctl` knows; any other is an error. Generated;",
            "`make golden` writes it anew. How to use it: [migrating from WSO2](migrating-from-wso2.md).", "",
            "*Left out* means that a warning names the file, the line and this reason whenever the field holds anything;",
            "*counted* means that one warning a file names such fields together, with their number.", "",
        ]
        for (form, files) in forms {
            lines += ["## \(files)", "", "| field | becomes |", "|---|---|"]
            lines += rows(form, at: "", alone: forms.map(\.form.title)) + [""]
        }
        for (title, tables) in properties {
            lines += ["## \(title)", ""]
            for table in tables {
                lines += [
                    "### `\(table.type)`", "", "Becomes: \(table.becomes).", "", "| property | becomes |", "|---|---|",
                ]
                lines += table.properties.map { "| `\($0.key)` | \(words($0.use)) |" } + [""]
            }
        }
        return lines.dropLast().joined(separator: "\n") + "\n"
    }

    /// - Parameter alone: The titles of forms that have a table of their own.
    private static func rows(_ form: SourceForm, at path: String, alone: [String]) -> [String] {
        form.fields.flatMap { field -> [String] in
            let name = path.isEmpty ? field.name : "\(path).\(field.name)"
            let row = "| `\(name)`\(field.isRequired ? " (required)" : "") | \(words(field.use)) |"
            guard case .taken = field.use else { return [row] }
            return [row] + inner(field.shape, at: name, alone: alone)
        }
    }

    private static func inner(_ shape: SourceShape, at path: String, alone: [String]) -> [String] {
        switch shape {
        case .object(let form): alone.contains(form.title) ? [] : rows(form, at: path, alone: alone)
        case .list(let item): inner(item, at: path + "[]", alone: alone)
        default: []
        }
    }

    private static func words(_ use: SourceUse) -> String {
        let text =
            switch use {
            case .taken(let place): place
            case .standard(let value, let reason):
                "nothing while it is \(written(value)); otherwise left out: \(reason)"
            case .leftOut(let reason): "left out: \(reason)"
            case .noted(let reason): "counted: \(reason)"
            }
        return text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func written(_ value: Value) -> String {
        switch value {
        case .bool(let flag): "`\(flag)`"
        case .int(let number): "`\(number)`"
        default: "`\(value.string ?? "")`"
        }
    }
}

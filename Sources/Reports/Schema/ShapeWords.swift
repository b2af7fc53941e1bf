package import Model

/// Shapes and defaults in words, for `explain` and the documentation's tables.
package enum ShapeWords {
    package static func type(_ shape: Shape, _ catalogue: SchemaCatalogue) -> String {
        switch shape {
        case .text(let form): form.name
        case .boolean: "boolean"
        case .integer(let range): "integer, \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "number, \(range.lowerBound) to \(range.upperBound)"
        case .choice(let words): words.joined(separator: " | ")
        case .duration(let range): "duration, \(range.lowerBound.written) to \(range.upperBound.written)"
        case .secret: "secret reference: {env: NAME} or {file: path}"
        case .reference(let kind): "name of a \(kind.rawValue)"
        case .list(let item, _): "list of \(type(item, catalogue))"
        case .set(let item, _): "list of \(type(item, catalogue)), order means nothing"
        case .map(let item): "map of \(type(item, catalogue))"
        case .object: "object"
        case .byType(.connector): catalogue.connectorTypes.map(\.name).joined(separator: " | ")
        case .byType(.trigger): catalogue.triggerTypes.map(\.name).joined(separator: " | ")
        }
    }

    package static func presence(_ field: FieldShape) -> String {
        switch field.presence {
        case .required: "required"
        case .optional: "optional"
        case .defaulted(.map): "optional"
        case .defaulted(let value): "default \(ValueText.inline(value))"
        }
    }
}

package import Model

/// The manifests' JSON Schema, draft 2020-12, for editors such as those with yaml-language-server.
///
/// One schema for every kind: the `kind` of a document picks its branch, and the `type` of a connector or trigger
/// picks the fields that the type brings.
package enum JSONSchema {
    package static let dialect = "https://json-schema.org/draft/2020-12/schema"

    package static func value(_ catalogue: SchemaCatalogue) -> Value {
        .object(
            ("$schema", .string(dialect)), ("title", .string("reconcile manifest")), ("type", .string("object")),
            ("required", names(["apiVersion", "kind", "metadata", "spec"])),
            ("properties", .object(("kind", words(ResourceKind.allCases.map(\.rawValue))))),
            ("allOf", .list(ResourceKind.allCases.map { branch($0, catalogue) })))
    }

    private static func branch(_ kind: ResourceKind, _ catalogue: SchemaCatalogue) -> Value {
        .object(
            ("if", .object(("properties", .object(("kind", .object(("const", .string(kind.rawValue)))))))),
            (
                "then",
                titled(
                    kind.rawValue, object(ObjectShape(doc: kind.doc, fields: SchemaPath.fields(of: kind)), catalogue))
            ))
    }

    private static func titled(_ title: String, _ schema: Value) -> Value {
        var members = schema.map ?? ValueMap()
        members["title"] = .string(title)
        return .map(members)
    }

    private static func object(_ shape: ObjectShape, _ catalogue: SchemaCatalogue) -> Value {
        var properties = shape.fields.map { ($0.name, property($0, catalogue)) }
        var rules: [Value] = shape.exactlyOneOf.map { group in
            .object(("oneOf", .list(group.map { .object(("required", names([$0]))) })))
        }
        for field in shape.fields {
            guard case .byType(let family) = field.shape, field.name == "type" else { continue }
            switch family {
            case .connector:
                rules += catalogue.connectorTypes.map { rule($0.name, settings: $0.settings, catalogue) }
            case .trigger:
                properties += catalogue.triggerTypes.flatMap { $0.settings.fields }.map { ($0.name, .bool(true)) }
                rules += catalogue.triggerTypes.map { rule($0.name, fields: $0.settings, catalogue) }
            }
        }
        var members: [ValueMap.Entry] = [
            entry("type", .string("object")), entry("description", .string(shape.doc)),
            entry("additionalProperties", .bool(false)),
            entry("properties", .map(ValueMap(properties.map { entry($0.0, $0.1) }))),
        ]
        let required = shape.fields.filter { if case .required = $0.presence { true } else { false } }.map(\.name)
        if !required.isEmpty { members.append(entry("required", names(required))) }
        if !rules.isEmpty { members.append(entry("allOf", .list(rules))) }
        return .map(ValueMap(members))
    }

    private static func rule(_ type: String, settings: ObjectShape, _ catalogue: SchemaCatalogue) -> Value {
        .object(
            ("if", condition(type)),
            (
                "then",
                .object(
                    ("properties", .object(("settings", titled("Settings of \(type)", object(settings, catalogue))))))
            ))
    }

    private static func rule(_ type: String, fields: ObjectShape, _ catalogue: SchemaCatalogue) -> Value {
        var shape = object(fields, catalogue).map ?? ValueMap()
        for name in ["additionalProperties", "type", "description"] { shape[name] = nil }
        return .object(("if", condition(type)), ("then", .map(shape)))
    }

    private static func condition(_ type: String) -> Value {
        .object(("properties", .object(("type", .object(("const", .string(type)))))), ("required", names(["type"])))
    }

    private static func property(_ field: FieldShape, _ catalogue: SchemaCatalogue) -> Value {
        var members = schema(field.shape, named: field.name, catalogue).map ?? ValueMap()
        members["description"] = .string(field.doc)
        if let example = field.example {
            // Editors show this instead of the description.
            members["markdownDescription"] = .string("\(field.doc)\n\nExample: `\(field.name): \(example)`")
        }
        if let value = exampleValue(of: field) { members["examples"] = .list([value]) }
        if case .defaulted(let value) = field.presence, value.map?.isEmpty != true { members["default"] = value }
        return .map(members)
    }

    /// The example of a field that holds one word or number.
    private static func exampleValue(of field: FieldShape) -> Value? {
        guard let example = field.example else { return nil }
        switch field.shape {
        case .text, .reference, .choice, .duration, .byType:
            return (try? JSONReader.read(Array(example.utf8))).flatMap { $0.string.map(Value.string) }
                ?? .string(example)
        case .integer, .number: return try? JSONReader.read(Array(example.utf8))
        default: return nil
        }
    }

    private static func schema(_ shape: Shape, named name: String, _ catalogue: SchemaCatalogue) -> Value {
        switch shape {
        case .text(let form):
            let base = ValueMap([entry("type", .string("string"))])
            return .map(form.pattern.map { ValueMap(base.entries + [entry("pattern", .string($0))]) } ?? base)
        case .boolean: return orVariable(.object(("type", .string("boolean"))))
        case .integer(let range):
            return orVariable(
                .object(
                    ("type", .string("integer")), ("minimum", .int(range.lowerBound)),
                    ("maximum", .int(range.upperBound))))
        case .number(let range):
            return orVariable(
                .object(
                    ("type", .string("number")), ("minimum", .number(range.lowerBound)),
                    ("maximum", .number(range.upperBound))))
        case .choice(let choices): return words(choices)
        case .duration:
            return .object(("type", .string("string")), ("pattern", .string("^([0-9]+(ms|s|m|h)|.*\\$\\{.*)$")))
        case .secret:
            let text = Value.object(("type", .string("string")))
            return .object(
                ("type", .string("object")), ("additionalProperties", .bool(false)), ("minProperties", .int(1)),
                ("maxProperties", .int(1)), ("properties", .object(("env", text), ("file", text))))
        case .reference: return .object(("type", .string("string")))
        case .list(let item, let least):
            return .object(
                ("type", .string("array")), ("minItems", .int(least)), ("items", schema(item, named: name, catalogue)))
        case .set(let item, let least):
            return .object(
                ("type", .string("array")), ("minItems", .int(least)), ("items", schema(item, named: name, catalogue)))
        case .map(let item):
            return .object(
                ("type", .string("object")), ("additionalProperties", schema(item, named: name, catalogue)))
        case .object(let fields): return object(fields, catalogue)
        case .byType(.connector) where name == "type": return words(catalogue.connectorTypes.map(\.name))
        case .byType(.connector): return .object(("type", .string("object")))
        case .byType(.trigger): return words(catalogue.triggerTypes.map(\.name))
        }
    }

    /// A `${NAME}` may stand where a number or a Boolean is wanted.
    private static func orVariable(_ schema: Value) -> Value {
        .object(
            (
                "anyOf",
                .list([schema, .object(("type", .string("string")), ("pattern", .string("\\$\\{")))])
            ))
    }

    private static func words(_ words: [String]) -> Value { .object(("enum", names(words))) }
    private static func names(_ names: [String]) -> Value { .list(names.map(Value.string)) }
    private static func entry(_ key: String, _ value: Value) -> ValueMap.Entry {
        ValueMap.Entry(key: key, value: value)
    }
}

package import Model

/// The templates of a connector by target attribute.
package struct AttributeMapping: Sendable {
    package let templates: [String: Template]

    /// - Parameter mapping: Target attribute to template, the type's defaults included.
    /// - Throws: the finding of a template that no validation would have let through.
    package init(_ mapping: [String: String]) throws(TemplateReading.Finding) {
        var templates: [String: Template] = [:]
        for (target, source) in mapping { templates[target] = try Template(source) }
        self.templates = templates
    }

    /// Says what the target should hold about a person. Attributes that come out empty are left out.
    package func account(for attributes: UserAttributes) -> DesiredAccount {
        DesiredAccount(
            ValueMap(
                templates.compactMap { target, template in
                    template.value(for: attributes).map { ValueMap.Entry(key: target, value: $0) }
                }))
    }
}

/// A target attribute that must not be empty and came out empty.
package struct EmptyAttribute: Error, Hashable, Sendable, CustomStringConvertible {
    package let target: String
    package let template: Template?

    package init(target: String, template: Template?) {
        self.target = target
        self.template = template
    }

    package var description: String {
        guard let template else { return "`\(target)` is required and has no template" }
        return "`\(target)` is required, and `\(template.source)` came out empty for this person"
    }
}

/// One template of a mapping and what it gives for a person.
package struct MappedAttribute: Hashable, Sendable {
    package let target: String
    package let template: String
    /// `nil` when it comes out empty and is left out.
    package let value: Value?

    package init(target: String, template: String, value: Value?) {
        self.target = target
        self.template = template
        self.value = value
    }
}

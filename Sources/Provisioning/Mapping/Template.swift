package import Model
import Mustache

/// A mapping template: mustache over user attributes.
///
/// A template that is exactly one `{{name}}` or `{{function(name)}}` gives the value with its type; anything else
/// gives text, which is never escaped.
package struct Template: Hashable, Sendable, CustomStringConvertible {
    /// As written.
    package let source: String
    /// The user attributes it uses, ascending.
    package let attributes: [String]
    private let form: Form

    private enum Form: Sendable {
        case literal
        case expression(TemplateExpression)
        case text(MustacheTemplate)
    }

    /// Reads and checks a template.
    ///
    /// - Throws: what is wrong with it and what to write instead.
    package init(_ source: String) throws(TemplateReading.Finding) {
        let scan = try TemplateScan(source)
        self.source = source
        attributes = Set(scan.expressions.compactMap(\.attribute)).sorted()
        if let only = scan.only {
            form = .expression(only)
        } else if !scan.hasTags {
            form = .literal
        } else {
            do {
                // A pragma on a line of its own leaves no trace and switches HTML escaping off.
                form = .text(try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + source))
            } catch {
                throw .malformed("the template is not well formed", hint: "write tags like {{name}}")
            }
        }
    }

    /// What the template gives for this person; `nil` when it comes out empty: nothing, blank text, an empty list.
    package func value(for attributes: UserAttributes) -> Value? {
        let value: Value? =
            switch form {
            case .literal: .string(source)
            case .expression(let expression): expression.value(in: attributes)
            case .text(let template): .string(template.render(TemplateContext(attributes: attributes)))
            }
        return value?.withoutEmpty
    }

    package var description: String { source }
    package static func == (left: Template, right: Template) -> Bool { left.source == right.source }
    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Checks templates while manifests are read.
package let templateReading = TemplateReading { source in
    do throws(TemplateReading.Finding) {
        return .success(try Template(source).attributes)
    } catch {
        return .failure(error)
    }
}

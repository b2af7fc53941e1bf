import Model
import Mustache

/// The user attributes as swift-mustache sees them: typed look-ups, no reflection.
struct TemplateContext: MustacheParent {
    let attributes: UserAttributes

    func child(named name: String) -> Any? {
        attributes[name].map(TemplateItem.of)
    }
}

/// One value inside a template.
///
/// A value that is nothing, false or blank does not open a section, so that `{{^title}}` gives a fallback for it.
struct TemplateItem: MustacheParent, MustacheTransformable, MustacheCustomRenderable {
    let value: Value

    static func of(_ value: Value) -> Any {
        if let items = value.list { TemplateItems(items: items) } else { TemplateItem(value: value) }
    }

    func child(named name: String) -> Any? { value[name].map(Self.of) }

    func transform(_ name: String) -> Any? {
        TemplateFunction(rawValue: name)?.applied(to: value).map(Self.of)
    }

    var renderText: String { value.asText }
    var isNull: Bool { value == .bool(false) || value.withoutEmpty == nil }
}

/// A list inside a template: a section repeats for each item.
struct TemplateItems: MustacheSequence, MustacheParent, MustacheTransformable, MustacheCustomRenderable {
    let items: [Value]

    func makeIterator() -> AnyIterator<Any> {
        var rest = items.compactMap(\.withoutEmpty).makeIterator()
        return AnyIterator { rest.next().map(TemplateItem.of) }
    }

    func child(named name: String) -> Any? { nil }

    func transform(_ name: String) -> Any? {
        TemplateFunction(rawValue: name)?.applied(to: .list(items)).map(TemplateItem.of)
    }

    var renderText: String { Value.list(items).asText }
    var isNull: Bool { items.isEmpty }
}

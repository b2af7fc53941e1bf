/// A typed field of an object, declared once: reading, defaults, messages, `explain` and the JSON Schema all use it.
package struct Field<Content: ManifestValue>: Sendable {
    package let shape: FieldShape
    let fallback: Content?

    package var name: String { shape.name }
}

extension Field {
    /// A field that must be there.
    package static func required(_ name: String, _ doc: String, example: String? = nil) -> Field {
        Field(
            shape: FieldShape(name: name, doc: doc, shape: Content.shape, presence: .required, example: example),
            fallback: nil)
    }

    /// A field that may be absent.
    package static func optional(_ name: String, _ doc: String, example: String? = nil) -> Field {
        Field(
            shape: FieldShape(name: name, doc: doc, shape: Content.shape, presence: .optional, example: example),
            fallback: nil)
    }
}

extension Field where Content: ManifestScalar {
    /// A field that takes `fallback` when absent; written out, the default makes no change.
    package static func defaulted(
        _ name: String, _ doc: String, to fallback: Content, example: String? = nil
    ) -> Field {
        Field(
            shape: FieldShape(
                name: name, doc: doc, shape: Content.shape, presence: .defaulted(fallback.canonical), example: example),
            fallback: fallback)
    }
}

extension Field where Content: ManifestObject {
    /// An object whose fields all have defaults, which apply when the object is absent.
    package static func defaulted(_ name: String, _ doc: String) -> Field {
        Field(
            shape: FieldShape(name: name, doc: doc, shape: Content.shape, presence: .defaulted(.map(ValueMap()))),
            fallback: nil)
    }
}

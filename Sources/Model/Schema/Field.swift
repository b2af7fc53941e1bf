/// A typed field of an object, declared once: reading, defaults, messages, `explain` and the JSON Schema all use it.
///
/// A reference, so that reading ten thousand manifests through it does not copy what describes it.
package final class Field<Content: ManifestValue>: Sendable {
    package let name: String
    package let shape: FieldShape
    /// What an absent field holds, with its canonical form.
    let fallback: Content?
    /// Beside the value and not in one with it, which every reading would have to take apart again.
    let fallbackCanonical: Value?

    private init(_ shape: FieldShape, fallback: Accepted<Content>? = nil) {
        name = shape.name
        self.shape = shape
        self.fallback = fallback?.value
        fallbackCanonical = fallback?.canonical
    }
}

extension Field {
    /// A field that must be there.
    package static func required(_ name: String, _ doc: String, example: String? = nil) -> Field {
        Field(FieldShape(name: name, doc: doc, shape: Content.shape, presence: .required, example: example))
    }

    /// A field that may be absent.
    package static func optional(_ name: String, _ doc: String, example: String? = nil) -> Field {
        Field(FieldShape(name: name, doc: doc, shape: Content.shape, presence: .optional, example: example))
    }
}

extension Field where Content: ManifestScalar {
    /// A field that takes `fallback` when absent; written out, the default makes no change.
    package static func defaulted(
        _ name: String, _ doc: String, to fallback: Content, example: String? = nil
    ) -> Field {
        let canonical = fallback.canonical
        return Field(
            FieldShape(
                name: name, doc: doc, shape: Content.shape, presence: .defaulted(canonical), example: example),
            fallback: Accepted(fallback, canonical: canonical))
    }
}

extension Field where Content: ManifestObject {
    /// An object whose fields all have defaults, which apply when the object is absent.
    package static func defaulted(_ name: String, _ doc: String, example: String? = nil) -> Field {
        Field(
            FieldShape(
                name: name, doc: doc, shape: Content.shape, presence: .defaulted(.map(ValueMap())), example: example),
            fallback: Content.readAbsent())
    }
}

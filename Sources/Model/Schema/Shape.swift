/// What a field may hold, as data: the source of validation messages, `explain`, the JSON Schema and the docs' tables.
package indirect enum Shape: Sendable {
    case text(TextForm)
    case boolean
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case choice([String])
    case duration(ClosedRange<Duration>)
    case secret
    case reference(ResourceKind)
    case list(of: Shape, atLeast: Int)
    /// A list whose order and repetitions mean nothing.
    case set(of: Shape, atLeast: Int)
    case map(of: Shape)
    case object(ObjectShape)
    /// The fields depend on the sibling `type`.
    case byType(TypeFamily)
}

/// The two families of types that bring fields of their own.
package enum TypeFamily: String, Hashable, Sendable, CaseIterable {
    case connector
    case trigger
}

/// A form that texts must have.
package struct TextForm: Sendable {
    /// How a message calls it: `a URL that begins with https://`.
    package let name: String
    /// ECMA-262 regular expression for the JSON Schema, or `nil` where no pattern says it well.
    package let pattern: String?
    package let accepts: @Sendable (String) -> Bool

    package init(name: String, pattern: String?, accepts: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.pattern = pattern
        self.accepts = accepts
    }

    /// Any text that holds a character other than white space.
    package static let anything = TextForm(name: "text", pattern: nil) { text in
        // Visible ASCII in front decides for nearly all of them.
        if let first = text.utf8.first, first > 0x20, first < 0x7F { return true }
        return text.contains { !$0.isWhitespace }
    }

    /// A resource name: a DNS label (RFC 1123), as Kubernetes writes names.
    package static let resourceName = TextForm(
        name: "a name of a-z, 0-9 and `-`, at most 63 long, with a letter or digit at each end",
        pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"
    ) { text in
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-")
        else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

/// One field of an object, as data.
package struct FieldShape: Sendable {
    package enum Presence: Sendable {
        case required
        case optional
        /// Takes this value when absent.
        case defaulted(Value)
    }

    package let name: String
    /// One sentence for people.
    package let doc: String
    package let shape: Shape
    package let presence: Presence
    /// The version that brought the field.
    package let since: String
    /// An example in YAML, one line.
    package let example: String?

    package init(
        name: String, doc: String, shape: Shape, presence: Presence, since: String = "0.1", example: String? = nil
    ) {
        self.name = name
        self.doc = doc
        self.shape = shape
        self.presence = presence
        self.since = since
        self.example = example
    }
}

/// The fields of an object, as data.
package struct ObjectShape: Sendable {
    package let doc: String
    package let fields: [FieldShape]
    /// Groups of fields of which exactly one must be there.
    package let exactlyOneOf: [[String]]

    package init(doc: String, fields: [FieldShape], exactlyOneOf: [[String]] = []) {
        self.doc = doc
        self.fields = fields
        self.exactlyOneOf = exactlyOneOf
    }
}

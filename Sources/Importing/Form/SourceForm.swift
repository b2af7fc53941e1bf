package import Model

/// What a field of a foreign form becomes here. Each is documentation too: the page of fields is made from it.
package enum SourceUse: Sendable {
    /// It is read, and found again where the text says.
    case taken(String)
    /// It has no counterpart and means nothing while it holds this value or none; the text says what else it means.
    case standard(Value, String)
    /// It has no counterpart: reported whenever it holds anything, with this reason.
    case leftOut(String)
    /// It says nothing of its own, and comes in numbers: reported once a file, with this reason.
    case noted(String)
}

/// A field that a foreign form is known to have.
package struct SourceField: Sendable {
    package let name: String
    package let shape: SourceShape
    package let use: SourceUse
    package let isRequired: Bool

    package init(_ name: String, _ shape: SourceShape, _ use: SourceUse, isRequired: Bool = false) {
        self.name = name
        self.shape = shape
        self.use = use
        self.isRequired = isRequired
    }
}

/// Every field of one object of a foreign form, as data.
package struct SourceForm: Sendable {
    /// What an object of this form is: `an identity provider`.
    package let title: String
    package let fields: [SourceField]

    package init(_ title: String, _ fields: [SourceField]) {
        self.title = title
        self.fields = fields
    }

    package subscript(name: String) -> SourceField? { fields.first { $0.name == name } }
}

/// What a field of a foreign form holds. Nothing (`null`) is always allowed, as if the field were absent.
package indirect enum SourceShape: Sendable {
    case text
    /// One of these texts, or an empty one.
    case choice([String])
    case flag
    case whole
    /// Text, number or Boolean.
    case scalar
    case list(SourceShape)
    case object(SourceForm)
    /// Names and texts that the exporting server chose.
    case anything

    var inWords: String {
        switch self {
        case .text: "text"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .flag: "true or false"
        case .whole: "a whole number"
        case .scalar: "one value"
        case .list: "a list"
        case .object(let form): form.title
        case .anything: "anything"
        }
    }
}

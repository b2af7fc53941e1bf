package import Model

/// An e-mail address that the settings name: one `@`, no white space, a domain with a dot.
package struct GoogleAddress: ManifestScalar, Hashable {
    package let text: String

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string(text) }

    static let form = TextForm(
        name: "an e-mail address", pattern: "^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$", accepts: isAddress)

    package init(_ text: String) {
        self.text = text
    }

    /// Everything behind the `@`, in small letters.
    var domain: String { text.split(separator: "@").last.map { $0.lowercased() } ?? "" }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self($0), canonical: .string($0)) }
    }

    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
        return GoogleDomain.isDomain(String(parts[1]))
    }
}

/// A domain of the Workspace account.
package struct GoogleDomain: ManifestScalar, Hashable {
    package let text: String

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string(text) }

    private static let form = TextForm(
        name: "a domain such as example.com", pattern: "^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", accepts: isDomain)

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }

    static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }
}

/// The full path of an organizational unit, from `/`.
package struct GoogleUnitPath: ManifestScalar, Hashable {
    package let text: String

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string(text) }

    private static let form = TextForm(name: "a path that begins with `/`", pattern: "^/.*$") { $0.hasPrefix("/") }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}

/// A field of a custom schema, written `SCHEMA.FIELD`.
package struct GoogleCustomField: ManifestScalar, Hashable {
    package let schema: String
    package let field: String

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string("\(schema).\(field)") }

    private static let form = TextForm(
        name: "a custom schema and its field, written SCHEMA.FIELD", pattern: "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$"
    ) { Self($0) != nil }

    /// `nil` when the text is no such pair.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ part in !part.isEmpty && part.utf8.allSatisfy(Self.isNamed) })
        else { return nil }
        schema = String(parts[0])
        field = String(parts[1])
    }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).flatMap { text in Self(text).map { Accepted($0, canonical: $0.canonical) } }
    }

    private static func isNamed(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

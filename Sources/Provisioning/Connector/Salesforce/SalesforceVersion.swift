package import Model

/// A version of the REST API: `v62.0`.
package struct SalesforceVersion: ManifestScalar, Hashable {
    package let number: Int

    /// Winter '25.
    package static let pinned = SalesforceVersion(number: 62)
    /// Summer '19: from here on an upsert answers with the id of the account that it changed.
    private static let known = 46...99

    private static let form = TextForm(
        name: "a version of the REST API, v\(known.lowerBound).0 to v\(known.upperBound).0",
        pattern: "^v(4[6-9]|[5-9][0-9])\\.0$"
    ) { Self.number(of: $0) != nil }

    package static var shape: Shape { .text(form) }
    package var text: String { "v\(number).0" }
    package var canonical: Value { .string(text) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).flatMap { text in
            number(of: text).map { Accepted(Self(number: $0), canonical: .string(text)) }
        }
    }

    private static func number(of text: String) -> Int? {
        known.first { text == "v\($0).0" }
    }
}

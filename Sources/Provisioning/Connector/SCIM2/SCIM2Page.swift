import Model

/// One page of a listing (RFC 7644 §3.4.2).
struct SCIM2Page: Sendable {
    let resources: [SCIM2Resource]
    /// `nil` when the target does not say: then an empty page is the last.
    let total: Int?
    /// Where the target says that the page starts.
    let start: Int?

    /// `nil` when the value is no listing, or one of things without an identifier.
    init?(_ value: Value, of answer: RemoteAnswer) {
        guard value.map != nil, !SCIM2Resource.isError(value) else { return nil }
        let entries = value.member("Resources")?.list
        let told = value.member("totalResults")
        if let number = told?.int {
            total = number
        } else {
            // Against the RFC: something else has to say that this is a listing.
            guard Self.looksLikeListing(value), told == nil || told?.string != nil, entries != nil || told != nil else {
                return nil
            }
            total = told?.asCount
            guard (total == nil) == (told == nil) else { return nil }
        }
        guard total ?? 0 >= 0 else { return nil }
        start = value.member("startIndex")?.asCount
        resources = (entries ?? []).compactMap { SCIM2Resource($0, of: answer) }
        guard resources.count == entries?.count ?? 0 else { return nil }
    }

    private static let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

    private static func looksLikeListing(_ value: Value) -> Bool {
        (value.member("schemas")?.list ?? []).contains(.string(schema))
            || ["startIndex", "itemsPerPage"].contains { value.member($0)?.asCount != nil }
    }
}

extension Value {
    /// A whole number, also one that a service wrote as text.
    fileprivate var asCount: Int? { int ?? string.flatMap { Int($0) } }
}

/// The id of a record: 15 characters in which case counts, or the same with three more that make case not count.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm
struct SalesforceID: Hashable, Sendable {
    let text: String

    /// What ids of users begin with.
    static let userPrefix = "005"

    /// `nil` when the text is no id of the object whose ids begin with `prefix`.
    init?(_ text: String, prefix: String) {
        guard text.utf8.count == 15 || text.utf8.count == 18, text.hasPrefix(prefix),
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            })
        else { return nil }
        self.text = text
    }

    static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.prefix(15).elementsEqual(right.text.utf8.prefix(15))
    }
    func hash(into hasher: inout Hasher) { hasher.combine(String(text.prefix(15))) }
}

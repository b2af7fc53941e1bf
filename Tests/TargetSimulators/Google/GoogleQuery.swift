import Model

/// One clause of `users.list`'s query: `externalId='…'` or `schema.field='…'`, exact.
///
/// Source: https://developers.google.com/workspace/admin/directory/v1/guides/search-users
struct GoogleQuery: Sendable {
    let field: String
    let value: String

    /// `nil` when the text is no such clause.
    init?(_ text: String) {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        field = String(text[..<sign].filter { $0 != "'" })
        var rest = text[text.index(after: sign)...]
        guard rest.first == "'", rest.count >= 2, rest.last == "'" else { return nil }
        rest = rest.dropFirst().dropLast()
        var value = ""
        var isEscaped = false
        for character in rest {
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            guard isEscaped || character != "'" else { return nil }
            value.append(character)
            isEscaped = false
        }
        guard !isEscaped, !value.isEmpty, !field.isEmpty else { return nil }
        self.value = value
    }

    func fits(_ user: Value) -> Bool {
        if field == "externalId" {
            return (user["externalIds"]?.list ?? []).contains { $0["value"]?.string == value }
        }
        let path = field.split(separator: ".").map(String.init)
        guard path.count == 2 else { return false }
        return user["customSchemas"]?[path[0]]?[path[1]] == .string(value)
    }
}

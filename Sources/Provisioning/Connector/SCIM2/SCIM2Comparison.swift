package import Model

/// Tells whether what the target holds says what is wanted, however it writes it down.
package struct SCIM2Comparison: Sendable {
    package let ignoresCase: Bool

    package init(ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
    }

    /// Members that services drop, add or rewrite; they say nothing about the person.
    private static let decoration: Set<String> = ["type", "primary", "$ref", "display"]

    /// Whether `held` says the same and maybe more: of a map each wanted member must be there alike.
    package func holds(_ wanted: Value, in held: Value) -> Bool {
        switch (wanted, held) {
        case (.map(let members), .map):
            return members.entries.allSatisfy { entry in
                guard let found = held.member(entry.key), entry.key != "$ref" else {
                    return Self.decoration.contains(entry.key)
                }
                return holds(entry.value, in: found)
            }
        // An item that is shown as its value alone.
        case (.map(let members), .string): return members["value"].map { holds($0, in: held) } ?? false
        case (.list(let items), .list(let found)):
            return items.count == found.count && zip(items, found).allSatisfy { holds($0, in: $1) }
        case (.int(let number), .number(let found)): return Double(number) == found
        case (.number(let number), .int(let found)): return number == Double(found)
        case (.bool(let flag), .string): return held.asFlag == flag
        case (.string(let text), .string(let found)):
            return ignoresCase ? text.lowercased() == found.lowercased() : text == found
        // An extension's attribute may be a number there.
        case (.string(let text), .int), (.string(let text), .bool): return text == held.asPlainText
        case (.int, .string(let found)): return wanted.asPlainText == found
        default: return wanted == held
        }
    }
}

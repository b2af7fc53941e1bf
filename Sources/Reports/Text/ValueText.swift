package import Model

/// A value on one line, as plans show it.
package enum ValueText {
    /// Longest text that is shown whole.
    private static let longest = 96

    package static func inline(_ value: Value?) -> String {
        guard let value else { return "(none)" }
        switch value {
        case .null: return "null"
        case .bool(let flag): return String(flag)
        case .int(let number): return String(number)
        case .number(let number): return String(number)
        case .string(let text): return "\"\(shortened(printable(text)))\""
        case .secret(let reference): return "{\(reference.manifestKey): …}"
        case .list(let items): return "[\(items.map(inline).joined(separator: ", "))]"
        case .map(let map):
            return "{\(map.entries.map { "\($0.key): \(inline($0.value))" }.joined(separator: ", "))}"
        }
    }

    private static func shortened(_ text: String) -> String {
        text.count > longest ? "\(text.prefix(longest))…" : text
    }
}

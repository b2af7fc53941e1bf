package import Model

/// A function that a template may apply to a value: `{{lowercased(email)}}`.
///
/// Text functions apply to each item of a list. A number or Boolean counts as its text.
package enum TemplateFunction: String, CaseIterable, Sendable {
    case lowercased, uppercased, capitalized, trimmed, localPart, domain, ascii
    case first, last, sorted, joined

    /// The result, or `nil` when nothing is left.
    package func applied(to value: Value) -> Value? {
        switch self {
        case .first: value.asList.first
        case .last: value.asList.last
        case .sorted: value.list.map { .list($0.sorted()) } ?? value
        // A comma alone: the result is more often read by a machine than by a person.
        case .joined: .string(value.asList.map(\.asText).joined(separator: ","))
        case .lowercased, .uppercased, .capitalized, .trimmed, .localPart, .domain, .ascii:
            if let items = value.list {
                .list(items.map { .string(text(of: $0.asText)) })
            } else {
                .string(text(of: value.asText))
            }
        }
    }

    private func text(of text: String) -> String {
        switch self {
        case .lowercased: text.lowercased()
        case .uppercased: text.uppercased()
        case .capitalized: Self.capitalized(text)
        case .trimmed: Self.trimmed(text)
        case .localPart: text.lastIndex(of: "@").map { String(text[..<$0]) } ?? text
        case .domain: text.lastIndex(of: "@").map { String(text[text.index(after: $0)...]) } ?? ""
        case .ascii: Transliteration.ascii(text)
        case .first, .last, .sorted, .joined: text
        }
    }

    /// The first letter of each word in upper case, the others in lower case; words part at white space and `-`.
    private static func capitalized(_ text: String) -> String {
        var isStart = true
        return text.reduce(into: "") { result, character in
            result += isStart ? character.uppercased() : character.lowercased()
            isStart = character.isWhitespace || character == "-"
        }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

extension Value {
    /// The items of a list that are not empty; one value is a list of itself, as providers send a single group.
    fileprivate var asList: [Value] { (list ?? [self]).compactMap(\.withoutEmpty) }

    /// The value as text: a list comma-separated, a map as JSON, nothing as the empty text.
    var asText: String {
        switch self {
        case .null, .secret: ""
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): text
        case .list(let items): items.map(\.asText).joined(separator: ",")
        case .map: CanonicalJSON.encode(self)
        }
    }

    /// The value without what is empty inside: nothing, blank text, empty lists and maps. `nil` when none is left.
    package var withoutEmpty: Value? {
        switch self {
        case .null, .secret: return nil
        case .bool, .int, .number: return self
        case .string(let text): return text.allSatisfy(\.isWhitespace) ? nil : self
        case .list(let items):
            let left = items.compactMap(\.withoutEmpty)
            return left.isEmpty ? nil : .list(left)
        case .map(let map):
            let left = map.entries.compactMap { entry in
                entry.value.withoutEmpty.map { ValueMap.Entry(key: entry.key, value: $0) }
            }
            return left.isEmpty ? nil : .map(ValueMap(left))
        }
    }
}

import Model

// Values on their way into a field, and beside those that it holds.

extension SalesforceField {
    /// The value as the field takes it.
    ///
    /// - Throws: why the field can't hold it.
    func value(of given: Value) throws(Problem) -> Value {
        switch content {
        case .text(let most), .email(let most): return .string(try text(of: given, atMost: most))
        case .label(let most): return .string(Self.cut(try text(of: given, atMost: .max), to: most))
        case .userName(let most):
            let name = try text(of: given, atMost: most)
            guard Self.looksLikeAddress(name) else {
                throw .unknown(
                    "`\(self.name)` must look like an e-mail address, and its template gave `\(name)`; set `domain`, or map it"
                )
            }
            return .string(name)
        case .boolean:
            if let flag = given.bool { return .bool(flag) }
            switch given.string?.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw .unknown("`\(name)` takes true or false, and its template gave something else")
            }
        case .number:
            if given.int != nil { return given }
            if case .number = given { return given }
            guard let number = given.string.flatMap(Double.init), number.isFinite else {
                throw .unknown("`\(name)` takes a number, and its template gave something else")
            }
            return .number(number)
        case .reference: return .string(try text(of: given, atMost: 255))
        case .custom: return try custom(given)
        }
    }

    /// White space at the ends is left out, as Salesforce would.
    private func text(of given: Value, atMost most: Int) throws(Problem) -> String {
        switch given {
        case .list(let items) where items.count == 1: return try text(of: items[0], atMost: most)
        case .list, .map, .null, .secret:
            throw .unknown("`\(name)` takes one text, and its template gave a list or a map")
        case .string, .int, .number, .bool:
            let text = given.asText.trimmed
            guard text.utf16.count <= most else {
                throw .unknown("`\(name)` takes at most \(most) characters, and its template gave \(text.utf16.count)")
            }
            return text
        }
    }

    /// `"true"` and `"false"` become Booleans; several values are a multi-select list, which is written with `;`.
    private func custom(_ given: Value) throws(Problem) -> Value {
        switch given {
        case .string("true"): return .bool(true)
        case .string("false"): return .bool(false)
        case .string(let text): return .string(text.trimmed)
        case .bool, .int, .number: return given
        case .list(let items): return .string(items.map(\.asText).joined(separator: ";"))
        case .map, .null, .secret: throw .unknown("`\(name)` takes no map, and its template gave one")
        }
    }

    private static func cut(_ text: String, to most: Int) -> String {
        var rest = Substring(text)
        while rest.utf16.count > most { rest = rest.dropLast() }
        return String(rest)
    }

    /// One `@`, with something before it and a domain with a dot behind it, and neither white space nor control
    /// characters.
    static func looksLikeAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let local = parts.first, let domain = parts.last, !local.isEmpty,
            text.allSatisfy({ !$0.isWhitespace }),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return false }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }

    /// Whether the field holds the wanted value already.
    func holds(_ wanted: Value, in held: Value?) -> Bool {
        guard let held = held?.withoutEmpty else { return false }
        switch content {
        case .email, .userName: return wanted.string?.lowercased() == held.string?.lowercased()
        case .reference(let reference):
            guard let ours = wanted.string, let found = held.string else { return false }
            if let left = SalesforceID(ours, prefix: reference.prefix),
                let right = SalesforceID(found, prefix: reference.prefix)
            {
                return left == right
            }
            return ours == found
        case .text, .label: return wanted.string.map(Self.lines) == held.string.map(Self.lines)
        case .boolean: return wanted == held
        case .number, .custom:
            switch held {
            case .int, .number: return wanted.amount == held.amount
            case .bool: return wanted == held
            default: break
            }
            return Self.lines(wanted.asText) == Self.lines(held.asText)
        }
    }

    /// Salesforce ends lines with CR LF.
    private static func lines(_ text: String) -> [Substring] {
        text.trimmed.split(omittingEmptySubsequences: false) { $0.isNewline }
    }
}

extension Value {
    /// The number that this is, or spells.
    fileprivate var amount: Double? {
        switch self {
        case .int(let number): Double(number)
        case .number(let number): number
        case .string(let text): Double(text)
        case .null, .bool, .secret, .list, .map: nil
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

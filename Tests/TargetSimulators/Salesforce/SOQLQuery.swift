/// A query in the part of SOQL that the simulated organisation speaks.
struct SOQLQuery: Equatable {
    struct Condition: Equatable {
        let field: String
        let values: [String]
    }

    let fields: [String]
    let object: String
    let conditions: [Condition]
    let limit: Int?

    /// `SELECT a, b FROM c WHERE d = 'e' AND f IN ('g', 'h') LIMIT 5`; `nil` for anything else.
    init?(_ text: String) {
        guard var rest = SOQLTokens(text)?.tokens[...] else { return nil }
        func word(_ expected: String) -> Bool {
            guard case .word(let found)? = rest.first, found.uppercased() == expected else { return false }
            rest = rest.dropFirst()
            return true
        }
        func name() -> String? {
            guard case .word(let found)? = rest.first else { return nil }
            rest = rest.dropFirst()
            return found
        }
        func sign(_ expected: Character) -> Bool {
            guard rest.first == .sign(expected) else { return false }
            rest = rest.dropFirst()
            return true
        }
        func literal() -> String? {
            guard case .text(let found)? = rest.first else { return nil }
            rest = rest.dropFirst()
            return found
        }

        guard word("SELECT") else { return nil }
        var fields: [String] = []
        if rest.prefix(3).elementsEqual([.word("COUNT"), .sign("("), .sign(")")]) {
            rest = rest.dropFirst(3)
            fields = ["COUNT()"]
        } else {
            repeat {
                guard let field = name() else { return nil }
                fields.append(field)
            } while sign(",")
        }
        guard word("FROM"), let object = name() else { return nil }
        var conditions: [Condition] = []
        if word("WHERE") {
            repeat {
                guard let field = name() else { return nil }
                if sign("=") {
                    guard let value = literal() else { return nil }
                    conditions.append(Condition(field: field, values: [value]))
                } else {
                    guard word("IN"), sign("(") else { return nil }
                    var values: [String] = []
                    repeat {
                        guard let value = literal() else { return nil }
                        values.append(value)
                    } while sign(",")
                    guard sign(")") else { return nil }
                    conditions.append(Condition(field: field, values: values))
                }
            } while word("AND")
        }
        var limit: Int?
        if word("LIMIT") {
            guard let number = name().flatMap({ Int($0) }) else { return nil }
            limit = number
        }
        guard rest.isEmpty else { return nil }
        self.fields = fields
        self.object = object
        self.conditions = conditions
        self.limit = limit
    }
}

/// The words, signs and quoted texts of a query.
struct SOQLTokens {
    enum Token: Equatable {
        case word(String)
        case sign(Character)
        case text(String)
    }

    private(set) var tokens: [Token] = []

    init?(_ text: String) {
        var rest = Substring(text)
        while let next = rest.first {
            if next == " " {
                rest = rest.dropFirst()
            } else if next == "'" {
                guard let (content, after) = Self.quoted(rest.dropFirst()) else { return nil }
                tokens.append(.text(content))
                rest = after
            } else if next.isLetter || next.isNumber {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else if "=(),".contains(next) {
                tokens.append(.sign(next))
                rest = rest.dropFirst()
            } else {
                return nil
            }
        }
    }

    /// Up to the quote that closes; works on scalars, since a quote and what follows may be one character.
    private static func quoted(_ text: Substring) -> (String, Substring)? {
        var content = ""
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "'": return (content, Substring(scalars))
            case "\\":
                guard let escaped = scalars.popFirst(), let meant = escapes[escaped] else { return nil }
                content.unicodeScalars.append(meant)
            case "\n", "\r": return nil
            default: content.unicodeScalars.append(scalar)
            }
        }
        return nil
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "r": "\r", "t": "\t", "b": "\u{8}", "f": "\u{C}", "\\": "\\", "'": "'", "\"": "\"",
    ]
}

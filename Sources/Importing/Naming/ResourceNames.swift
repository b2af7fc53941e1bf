import Model

/// Gives foreign names a form that is allowed here, the same ones each time.
struct ResourceNames {
    private static let longest = 63
    private var taken: Set<String> = []

    /// A name of small letters, digits and `-` that was not given before.
    ///
    /// - Returns: The name, and whether a number was appended because another one took it first.
    mutating func name(for text: String, fallback: String) -> (name: String, isNumbered: Bool) {
        let plain = Self.slug(text, fallback: fallback)
        var name = plain
        var number = 1
        while !taken.insert(name).inserted {
            number += 1
            let suffix = "-\(number)"
            name = Self.trimmed(plain.prefix(Self.longest - suffix.count)) + suffix
        }
        return (name, number > 1)
    }

    static func slug(_ text: String, fallback: String) -> String {
        var slug = ""
        for scalar in text.lowercased().unicodeScalars {
            if "a"..."z" ~= scalar || "0"..."9" ~= scalar {
                slug.unicodeScalars.append(scalar)
            } else if !slug.isEmpty, !slug.hasSuffix("-") {
                slug += "-"
            }
        }
        let name = trimmed(slug.prefix(longest))
        return name.isEmpty ? fallback : name
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.reversed().drop { $0 == "-" }.reversed())
    }
}

/// Gives secrets the names of environment variables, the same ones each time.
struct VariableNames {
    private var taken: Set<String> = []

    mutating func name(for resource: String, _ field: String) -> String {
        var plain = (resource + "-" + field).uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
        if plain.first?.isNumber ?? false { plain = "_" + plain }
        var name = plain
        var number = 1
        while !taken.insert(name).inserted {
            number += 1
            name = "\(plain)_\(number)"
        }
        return name
    }
}

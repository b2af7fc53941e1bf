/// The ways to write a text in YAML.
enum TextStyle {
    /// Plain where it reads back as the same text, else quoted.
    ///
    /// - Parameter inFlow: inside `{}` or `[]`, where more characters have a meaning.
    static func oneLine(_ text: String, inFlow: Bool) -> String {
        if isPlain(text, inFlow: inFlow) { return text }
        let hasEscapes = text.unicodeScalars.contains { !isPrintable($0) || $0 == "\t" }
        let readsBetterSingle = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        return hasEscapes || !readsBetterSingle ? doubleQuoted(text) : singleQuoted(text)
    }

    static func doubleQuoted(_ text: String) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            case _ where isPrintable(scalar): written.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xFF: written += "\\x" + hex(scalar, digits: 2)
            case _ where scalar.value <= 0xFFFF: written += "\\u" + hex(scalar, digits: 4)
            default: written += "\\U" + hex(scalar, digits: 8)
            }
        }
        return written + "\""
    }

    private static func singleQuoted(_ text: String) -> String {
        var written = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { written += "'" }
            written.unicodeScalars.append(scalar)
        }
        return written + "'"
    }

    /// The text as a literal block, its header included, or `nil` when it has one line or would not read back.
    static func literal(_ text: String, indent: Int) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.contains("\n"), first != "\n", first != " ", first != "\t",
            scalars.allSatisfy({ isPrintable($0) || $0 == "\n" })
        else { return nil }
        var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
        let header: String
        if lines.last?.isEmpty == true {
            lines.removeLast()
            header = lines.last?.isEmpty == true ? "|+" : "|"
        } else {
            header = "|-"
        }
        let padding = String(repeating: " ", count: indent)
        return lines.reduce(into: header + "\n") { block, line in
            block += line.isEmpty ? "\n" : padding + String(line) + "\n"
        }
    }

    private static func isPlain(_ text: String, inFlow: Bool) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, first != " ", scalars.last != " ", scalars.last != ":",
            !"-?:,[]{}#&*!|>'\"%@`".unicodeScalars.contains(first) || isPlainDash(scalars),
            scalars.allSatisfy({ isPrintable($0) && $0 != "\t" }),
            !text.hasPrefix("---"), !text.hasPrefix("..."), CoreScalars.meaning(of: text) == .text
        else { return false }
        var previous: Unicode.Scalar = "x"
        for scalar in scalars {
            if scalar == "#" && previous == " " || scalar == " " && previous == ":" { return false }
            if inFlow && ",[]{}?:".unicodeScalars.contains(scalar) { return false }
            previous = scalar
        }
        return true
    }

    /// `-x` is plain, `- x` and `-` are not.
    private static func isPlainDash(_ scalars: String.UnicodeScalarView) -> Bool {
        guard scalars.first == "-", let second = scalars.dropFirst().first else { return false }
        return second != " " && second != "-"
    }

    /// May stand in a file as it is (YAML 1.2.2 §5.1) and breaks no line.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func hex(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

/// Writes text with ASCII characters alone, for targets that take no others in a user name.
enum Transliteration {
    /// Letters lose their marks (`ö` → `o`), ligatures part (`ß` → `ss`), typographic signs become plain ones, and
    /// what has no Latin form is left out.
    static func ascii(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars { result += ascii(scalar) }
        return result
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII { return String(scalar) }
        if let replacement = special[scalar] { return replacement }
        if scalar.properties.isWhitespace { return " " }
        // The Unicode name says the letter: LATIN SMALL LETTER O WITH DIAERESIS.
        guard let words = scalar.properties.name?.split(separator: " "), words.count >= 4, words[0] == "LATIN",
            words[2] == "LETTER"
        else { return "" }
        let letter = words[3] == "DOTLESS" ? words.dropFirst(4).first : words[3]
        guard let letter, letter.count == 1 else { return "" }
        return words[1] == "SMALL" ? letter.lowercased() : String(letter)
    }

    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D",
        "ĳ": "ij", "Ĳ": "IJ", "ŋ": "n", "Ŋ": "N", "ə": "e", "Ə": "E", "\u{2018}": "'", "\u{2019}": "'",
        "\u{201C}": "\"", "\u{201D}": "\"", "\u{2010}": "-", "\u{2011}": "-", "\u{2013}": "-", "\u{2014}": "-",
        "\u{2026}": "...",
    ]
}

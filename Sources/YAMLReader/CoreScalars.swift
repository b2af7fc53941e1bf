/// What an unquoted scalar means in the core schema (YAML 1.2.2 §10.3.2): `no`, `on` and `yes` are texts.
enum CoreScalars {
    enum Meaning: Equatable {
        case text
        case null
        case bool(Bool)
        case int(Int)
        case number(Double)
        /// A number that neither a 64-bit integer nor a double holds.
        case tooLarge
        /// `.inf` or `.nan`.
        case notFinite
    }

    /// Decides mostly by the first byte, without making a string of a text.
    static func meaning(of bytes: UnsafeBufferPointer<UInt8>) -> Meaning {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "~"): return bytes.count == 1 ? .null : .text
        case UInt8(ascii: "n"), UInt8(ascii: "N"): return isWord("null", bytes) ? .null : .text
        case UInt8(ascii: "t"), UInt8(ascii: "T"): return isWord("true", bytes) ? .bool(true) : .text
        case UInt8(ascii: "f"), UInt8(ascii: "F"): return isWord("false", bytes) ? .bool(false) : .text
        case UInt8(ascii: "0"): return radix(bytes) ?? number(bytes)
        case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(bytes)
        default: return .text
        }
    }

    static func meaning(of text: String) -> Meaning {
        var text = text
        return text.withUTF8 { meaning(of: $0) }
    }

    /// `word` in lower case, upper case or capitalized; the first letter is already known to fit.
    private static func isWord(_ word: StaticString, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        let isUpper = bytes[0] & 0x20 == 0 && bytes[1] & 0x20 == 0
        for index in 1..<bytes.count {
            let letter = word.utf8Start[index]
            guard bytes[index] == (isUpper ? letter & ~0x20 : letter) else { return false }
        }
        return true
    }

    /// `0o17` and `0x1F`.
    private static func radix(_ bytes: UnsafeBufferPointer<UInt8>) -> Meaning? {
        guard bytes.count > 2 else { return nil }
        let radix: Int
        switch bytes[1] {
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "x"): radix = 16
        default: return nil
        }
        var total = 0
        var hasOverflown = false
        for byte in bytes[2...] {
            let digit: Int
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int(byte) - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = Int(byte) - 0x57
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = Int(byte) - 0x37
            default: return .text
            }
            guard digit < radix else { return .text }
            let product = total.multipliedReportingOverflow(by: radix)
            let sum = product.partialValue.addingReportingOverflow(digit)
            hasOverflown = hasOverflown || product.overflow || sum.overflow
            total = sum.partialValue
        }
        return hasOverflown ? .tooLarge : .int(total)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, and the two that are not finite.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Meaning {
        var index = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { index = 1 }
        if isNotFinite(bytes, behindSign: index) { return .notFinite }

        // Counts down, since the least integer has no positive counterpart.
        var negated = 0
        var hasOverflown = false
        let wholeStart = index
        while index < bytes.count, let digit = digit(bytes[index]) {
            let product = negated.multipliedReportingOverflow(by: 10)
            let sum = product.partialValue.subtractingReportingOverflow(digit)
            hasOverflown = hasOverflown || product.overflow || sum.overflow
            negated = sum.partialValue
            index += 1
        }
        let wholeDigits = index - wholeStart
        if index == bytes.count {
            guard wholeDigits > 0 else { return .text }
            if hasOverflown || !isNegative && negated == .min { return .tooLarge }
            return .int(isNegative ? negated : -negated)
        }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            let start = index
            skipDigits(bytes, &index)
            guard wholeDigits > 0 || index > start else { return .text }
        } else if wholeDigits == 0 {
            return .text
        }
        if index < bytes.count {
            guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return .text }
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            let start = index
            skipDigits(bytes, &index)
            guard index == bytes.count, index > start else { return .text }
        }
        guard let decimal = Double(String(decoding: bytes, as: UTF8.self)), decimal.isFinite else { return .tooLarge }
        return .number(decimal)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil
    }

    private static func skipDigits(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        while index < bytes.count, digit(bytes[index]) != nil { index += 1 }
    }

    private static func isNotFinite(_ bytes: UnsafeBufferPointer<UInt8>, behindSign index: Int) -> Bool {
        guard bytes.count == index + 4, bytes[index] == UInt8(ascii: ".") else { return false }
        let word = String(decoding: bytes[(index + 1)...], as: UTF8.self)
        return ["inf", "Inf", "INF"].contains(word) || index == 0 && ["nan", "NaN", "NAN"].contains(word)
    }
}

import Model

/// JSON text whose escaped surrogate pairs are joined, since libyaml takes none (RFC 8259 §7 demands them).
///
/// `\uD83D\uDE00` becomes `\U0001F600`, which is two characters shorter; `widened` gives back the original columns.
struct SurrogatePairs {
    private(set) var bytes: [UInt8] = []
    /// By line, the columns in the new text at which two characters went missing, ascending.
    private var seams: [UInt32: [UInt32]] = [:]

    /// `nil` when the text is no JSON list or map, or holds no pair.
    init?(joining text: UnsafeBufferPointer<UInt8>) {
        let start = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard start == UInt8(ascii: "{") || start == UInt8(ascii: "[") else { return nil }
        bytes.reserveCapacity(text.count)
        var cursor = TextCursor(text)
        while !cursor.isAtEnd {
            let offset = cursor.offset
            if let scalar = Self.pair(at: offset, in: text) {
                let digits = String(scalar, radix: 16, uppercase: true)
                bytes += ("\\U" + String(repeating: "0", count: 8 - digits.count) + digits).utf8
                let position = cursor.position
                let before = UInt32(seams[position.line]?.count ?? 0)
                seams[position.line, default: []].append(position.column - 2 * before)
                for _ in 0..<12 { cursor.advance() }
                continue
            }
            // The character behind a backslash begins no escape of its own.
            cursor.advance()
            if text[offset] == UInt8(ascii: "\\"), !cursor.isAtEnd { cursor.advance() }
            bytes += text[offset..<cursor.offset]
        }
        if seams.isEmpty { return nil }
    }

    func widened(_ position: Position) -> Position {
        guard let columns = seams[position.line] else { return position }
        let joined = columns.count { $0 < position.column }
        return Position(line: position.line, column: position.column + 2 * UInt32(joined))
    }

    private static func pair(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard let high = unit(at: offset, in: text), (0xD800..<0xDC00).contains(high),
            let low = unit(at: offset + 6, in: text), (0xDC00..<0xE000).contains(low)
        else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    /// The value of a `\u` escape with its four hexadecimal digits (RFC 8259 §7).
    private static func unit(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard offset + 6 <= text.count, text[offset] == UInt8(ascii: "\\"), text[offset + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let digits = text[offset + 2..<offset + 6]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & ~0x20) }) else {
            return nil
        }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

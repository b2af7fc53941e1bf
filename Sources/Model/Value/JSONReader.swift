/// Reads RFC 8259 JSON text into a value.
///
/// Strict: no comments, no trailing commas, no duplicate keys, UTF-8 only, nesting capped. The core reads JSON
/// itself because it may not import Foundation, keeps whole numbers apart from decimal ones and refuses duplicate
/// keys (RFC 8259 §4 leaves them open, which two readers of one signed body may use to disagree).
package struct JSONReader: ~Copyable {
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, never quoting the text.
        package let reason: String
        /// Byte offset from 0.
        package let offset: Int

        package var description: String { "\(reason) at byte \(offset)" }
    }

    /// Deepest nesting of lists and maps that is read.
    package static let deepestNesting = 64

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one JSON text.
    ///
    /// - Throws: where and why the text is no JSON.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> Value {
        var reader = JSONReader(bytes)
        let value = try reader.value()
        reader.skipWhiteSpace()
        guard reader.offset == bytes.count else { throw reader.failure("unexpected text after the JSON value") }
        return value
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: offset) }

    private mutating func skipWhiteSpace() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func value() throws(Failure) -> Value {
        skipWhiteSpace()
        guard offset < bytes.count else { throw failure("the JSON text ends too early") }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try nested { (reader: inout JSONReader) throws(Failure) in try reader.map() }
        case UInt8(ascii: "["): return try nested { (reader: inout JSONReader) throws(Failure) in try reader.list() }
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a JSON value can't begin like this")
        }
    }

    private mutating func nested(_ body: (inout JSONReader) throws(Failure) -> Value) throws(Failure) -> Value {
        depth += 1
        guard depth <= Self.deepestNesting else { throw failure("nested deeper than \(Self.deepestNesting)") }
        offset += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func word(_ word: String, _ value: Value) throws(Failure) -> Value {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("expected `\(word)`") }
        offset += word.utf8.count
        return value
    }

    /// Consumes `byte` after white space when it comes next.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipWhiteSpace()
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func list() throws(Failure) -> Value {
        var items: [Value] = []
        if take(UInt8(ascii: "]")) { return .list(items) }
        repeat { items.append(try value()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("expected `,` or `]`") }
        return .list(items)
    }

    private mutating func map() throws(Failure) -> Value {
        var entries: [ValueMap.Entry] = []
        var keys: Set<String> = []
        if take(UInt8(ascii: "}")) { return .map(ValueMap()) }
        repeat {
            skipWhiteSpace()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                throw failure("expected a key in double quotes")
            }
            let key = try text()
            guard keys.insert(key).inserted else { throw failure("the same key twice in one object") }
            guard take(UInt8(ascii: ":")) else { throw failure("expected `:`") }
            entries.append(ValueMap.Entry(key: key, value: try value()))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("expected `,` or `}`") }
        return .map(ValueMap(entries))
    }

    private mutating func number() throws(Failure) -> Value {
        let start = offset
        while offset < bytes.count, isNumberByte(bytes[offset]) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        guard let first = digits.utf8.first, first >= 0x30, first <= 0x39,
            !(first == 0x30 && digits.utf8.dropFirst().first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false),
            digits.utf8.last != UInt8(ascii: "."), !text.contains(".e"), !text.contains(".E")
        else { throw failure("a malformed number") }
        if let whole = Int(text) { return .int(whole) }
        guard let decimal = Double(text), decimal.isFinite else { throw failure("a number out of range") }
        return .number(decimal)
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }

    private mutating func text() throws(Failure) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\"),
            bytes[offset] >= 0x20
        { offset += 1 }
        var content = Array(bytes[start..<offset])
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            guard bytes[offset] >= 0x20 else { throw failure("a control character inside a text") }
            if bytes[offset] == UInt8(ascii: "\\") {
                offset += 1
                content += String(try escape()).utf8
            } else {
                content.append(bytes[offset])
                offset += 1
            }
        }
        guard offset < bytes.count else { throw failure("a text without its closing quote") }
        offset += 1
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("a text that is not UTF-8") }
        return text
    }

    private mutating func escape() throws(Failure) -> Character {
        guard offset < bytes.count else { throw failure("a text without its closing quote") }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try escapedScalar())
        default: throw failure("an unknown escape")
        }
    }

    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), bytes[offset...].starts(with: #"\u"#.utf8) else {
            throw failure("half a surrogate pair")
        }
        offset += 2
        let second = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func fourHexDigits() throws(Failure) -> UInt32 {
        guard offset + 4 <= bytes.count,
            bytes[offset..<offset + 4].allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
            }),
            let number = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        offset += 4
        return number
    }
}

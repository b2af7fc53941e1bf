import Model

/// The checked text of one file: what libyaml may read, and the first character that it may not.
///
/// libyaml decodes ahead of what it parses, so a bad byte would hide the sound documents before it. The text is
/// therefore checked first and cut there. The characters allowed are those of YAML 1.2.2 §5.1.
struct ManifestText {
    /// Without the byte order mark, up to the first bad character.
    let readable: UnsafeBufferPointer<UInt8>
    let problem: Finding?

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        if let encoding = Self.foreignEncoding(bytes) {
            readable = UnsafeBufferPointer(rebasing: bytes[..<0])
            problem = Finding(
                .notUTF8, at: .start, "the file is \(encoding), expected UTF-8",
                hint: "convert it: iconv -f \(encoding) -t UTF-8")
            return
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = UnsafeBufferPointer(rebasing: bytes[start...])
        guard let (offset, problem) = Self.firstProblem(in: text) else {
            readable = text
            self.problem = nil
            return
        }
        readable = UnsafeBufferPointer(rebasing: text[..<offset])
        let position = Self.position(of: offset, in: text)
        self.problem =
            switch problem {
            case .encoding:
                Finding(
                    .notUTF8, at: position, "the byte 0x\(Self.hex(text[offset])) is no UTF-8 here",
                    hint: "convert the file to UTF-8, for instance with iconv")
            case .character(let scalar):
                Finding(
                    .malformedYAML, at: position, "the character U+\(Self.hex(scalar)) is not allowed in YAML",
                    hint: "remove it, or write it as an escape in double quotes")
            }
    }

    private static func foreignEncoding(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard bytes.count >= 2 else { return nil }
        return switch (bytes[0], bytes[1]) {
        case (0xFF, 0xFE), (1..., 0): "UTF-16LE"
        case (0xFE, 0xFF), (0, 1...): "UTF-16BE"
        default: nil
        }
    }

    private enum Problem {
        case encoding
        case character(UInt32)
    }

    private static func firstProblem(in text: UnsafeBufferPointer<UInt8>) -> (Int, Problem)? {
        var offset = 0
        while offset < text.count {
            if isPlainBlock(text, at: offset) {
                offset += Block.scalarCount
                continue
            }
            let byte = text[offset]
            if byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                offset += 1
                continue
            }
            if byte < 0x80 { return (offset, .character(UInt32(byte))) }
            guard let (scalar, length) = Self.scalar(at: offset, in: text) else { return (offset, .encoding) }
            guard isAllowed(scalar) else { return (offset, .character(scalar)) }
            // A mark inside the file comes from joined files and would become a part of the first key.
            if scalar == 0xFEFF, offset > 0, text[offset - 1] == 0x0A { return (offset, .character(scalar)) }
            offset += length
        }
        return nil
    }

    private typealias Block = SIMD16<UInt8>

    /// A whole block of visible ASCII, spaces and line feeds begins here.
    private static func isPlainBlock(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        guard text.count - offset >= Block.scalarCount else { return false }
        let block = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: offset, as: Block.self)
        let isPlain = (block &- 0x20) .< Block(repeating: 0x5F) .| (block .== Block(repeating: 0x0A))
        return all(isPlain)
    }

    /// Beyond ASCII.
    private static func isAllowed(_ scalar: UInt32) -> Bool {
        scalar == 0x85 || scalar >= 0xA0 && scalar != 0xFFFE && scalar != 0xFFFF
    }

    /// Decodes a sequence of two to four bytes as RFC 3629 §4 allows.
    private static func scalar(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> (scalar: UInt32, length: Int)? {
        let first = text[offset]
        let (length, least): (Int, UInt32)
        switch first {
        case 0xC2...0xDF: (length, least) = (2, 0x80)
        case 0xE0...0xEF: (length, least) = (3, 0x800)
        case 0xF0...0xF4: (length, least) = (4, 0x10000)
        default: return nil
        }
        guard offset + length <= text.count else { return nil }
        var scalar = UInt32(first) & (0x7F >> UInt32(length))
        for next in offset + 1..<offset + length {
            guard text[next] & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(text[next] & 0x3F)
        }
        guard scalar >= least, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else { return nil }
        return (scalar, length)
    }

    private static func position(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Position {
        var cursor = TextCursor(text)
        while cursor.offset < offset { cursor.advance() }
        return cursor.position
    }

    private static func hex(_ number: some BinaryInteger) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, (number > 0xFF ? 4 : 2) - digits.count)) + digits
    }
}

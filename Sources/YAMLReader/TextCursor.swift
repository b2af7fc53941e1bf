import Model

/// Walks over sound UTF-8, counting lines and columns as libyaml does.
struct TextCursor {
    private let text: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0
    private var line: UInt32 = 1
    private var column: UInt32 = 1

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var position: Position { Position(line: line, column: column) }
    var isAtEnd: Bool { offset >= text.count }

    /// Passes over one scalar; CR LF counts as one.
    mutating func advance() {
        let byte = text[offset]
        let length =
            switch byte {
            case 0xF0...: 4
            case 0xE0...: 3
            case 0xC0...: 2
            case 0x0D where offset + 1 < text.count && text[offset + 1] == 0x0A: 2
            default: 1
            }
        if isLineBreak(byte) {
            line += 1
            column = 1
        } else {
            column += 1
        }
        offset = min(offset + length, text.count)
    }

    /// LF, CR, NEL, LS and PS.
    private func isLineBreak(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x0D: true
        case 0xC2: offset + 1 < text.count && text[offset + 1] == 0x85
        case 0xE2: offset + 2 < text.count && text[offset + 1] == 0x80 && text[offset + 2] & 0xFE == 0xA8
        default: false
        }
    }
}

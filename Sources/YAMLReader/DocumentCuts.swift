import Model

/// Finds where a text of several documents may be cut, so that its pieces can be read at the same time.
///
/// A line of `---` begins a document wherever it stands: libyaml's scanner asks for one at column 0 before it takes any
/// token, ends a plain or a block scalar there and refuses a quoted one. So what is read from the pieces is what is
/// read from the whole, if each piece is sound. One that is not (a `---` inside brackets or quotes, a directive left
/// behind at the end of a piece) has a finding, and then the whole decides.
struct DocumentCuts {
    struct Piece {
        let range: Range<Int>
        /// From 1.
        let firstLine: UInt32
    }

    /// In order and without a gap; one piece when there is no place to cut.
    let pieces: [Piece]

    /// - Parameter size: Bytes from which on a piece ends at the next document.
    init(_ text: UnsafeBufferPointer<UInt8>, size: Int) {
        var pieces: [Piece] = []
        var start = 0
        var line: UInt32 = 1
        while start < text.count {
            let end = Self.documentStart(in: text, from: start + min(size, text.count - start)) ?? text.count
            pieces.append(Piece(range: start..<end, firstLine: line))
            line += Self.lineBreaks(in: UnsafeBufferPointer(rebasing: text[start..<end]))
            start = end
        }
        self.pieces = pieces
    }

    /// The first line from `offset` on that is `---` and a blank or a line break, behind a line feed.
    private static func documentStart(in text: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int? {
        var index = offset
        let dash = UInt8(ascii: "-")
        while index + 3 < text.count {
            if text[index] == dash, text[index + 1] == dash, text[index + 2] == dash, text[index - 1] == 0x0A,
                [0x20, 0x0A, 0x0D].contains(text[index + 3])
            {
                return index
            }
            index += 1
        }
        return nil
    }

    /// As libyaml counts them.
    private static func lineBreaks(in text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var feeds: UInt32 = 0
        var others: UInt32 = 0
        for byte in text {
            feeds &+= byte == 0x0A ? 1 : 0
            // CR, and the first bytes of NEL, LS and PS.
            others |= byte == 0x0D ? 1 : 0
            others |= byte == 0xC2 ? 1 : 0
            others |= byte == 0xE2 ? 1 : 0
        }
        guard others != 0 else { return feeds }
        var cursor = TextCursor(text)
        while !cursor.isAtEnd { cursor.advance() }
        return cursor.position.line - 1
    }
}

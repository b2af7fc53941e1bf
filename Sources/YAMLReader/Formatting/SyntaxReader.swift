import CLibYAML

/// Reads a file's text into documents that still know how they were written.
///
/// libyaml's events say what there is; the text between them is read here for comments, indicators and properties.
struct SyntaxReader: ~Copyable {
    typealias Stop = EventReader.Stop

    /// A part of a document that has ended and may be meant by a comment below it.
    struct Ended {
        /// How far to the right a comment must stand.
        let column: Int
        let place: TriviaPlace
    }

    /// Comments between an indicator and the node behind it.
    struct Gap {
        /// In the indicator's line.
        var trailing: [SourceComment] = []
        /// In lines of their own.
        var lines: [TriviaLine] = []
    }

    var events: EventReader
    var cursor: SourceCursor
    /// Innermost first.
    var ended: [Ended] = []
    /// The member whose comment may go on in the next line.
    var commented: SyntaxMember?
    var hasAliases = false

    /// Reads the text, which must be sound YAML.
    ///
    /// - Throws: when libyaml and this reader do not agree on what is where.
    static func read(_ text: UnsafeBufferPointer<UInt8>) throws(Stop) -> SyntaxStream {
        let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        var stream = SyntaxStream()
        guard let events = EventReader(text, joined: nil, firstLine: 1, ignoredTagPrefix: nil) else {
            var cursor = SourceCursor(scalars)
            stream.tail = cursor.trivia()
            return stream
        }
        var reader = SyntaxReader(events: events, cursor: SourceCursor(scalars))
        try reader.events.advance()
        while true {
            try reader.events.advance()
            let lines = try reader.betweenDocuments()
            guard reader.events.kind == YAML_DOCUMENT_START_EVENT else {
                stream.tail = lines
                break
            }
            stream.documents.append(try reader.document(behind: lines))
        }
        guard reader.cursor.isAtEnd else { throw .reported }
        return stream
    }

    private init(events: consuming EventReader, cursor: SourceCursor) {
        self.events = events
        self.cursor = cursor
    }

    /// Passes comments and needless `...` lines.
    private mutating func betweenDocuments() throws(Stop) -> [TriviaLine] {
        var lines = cursor.trivia()
        while cursor.column == 0, cursor.starts(with: "...") {
            cursor.advance(to: cursor.offset + 3)
            guard cursor.next?.isBlankOrBreak ?? true else { throw .reported }
            lines += cursor.trivia()
        }
        return lines
    }

    private mutating func document(behind lines: [TriviaLine]) throws(Stop) -> SyntaxDocument {
        let document = SyntaxDocument()
        hasAliases = false
        ended = []
        if events.isExplicitDocumentStart {
            document.prefix = lines
            while cursor.column == 0, cursor.next == "%" {
                document.directives.append(cursor.restOfLine())
                // Between directives and `---` an empty line sets nothing apart.
                document.prefix += cursor.trivia().filter { $0 != .blank }
            }
            guard cursor.starts(with: "---") else { throw .reported }
            cursor.advance(to: cursor.offset + 3)
            document.isStartWritten = true
            document.startComment = cursor.sameLineComment()
            document.head = cursor.trivia()
        } else {
            document.head = lines
        }
        try events.advance()
        var gap = Gap()
        document.root = try node(behind: &gap, inside: -1)
        document.head += gap.trailing.map(TriviaLine.comment) + gap.lines
        if document.root.blockCollection == nil {
            commented = nil
            if let comment = cursor.sameLineComment() { document.tail.append(.comment(comment)) }
        }
        try events.advance()
        document.tail += settle(cursor.trivia(), outside: -1)
        document.hasAliases = hasAliases
        guard events.isExplicitDocumentEnd else { return document }
        guard cursor.starts(with: "...") else { throw .reported }
        cursor.advance(to: cursor.offset + 3)
        document.isEndWritten = true
        document.endComment = cursor.sameLineComment()
        return document
    }

    /// Gives each line to the innermost part that ended above it and is not to its right; the rest is for what
    /// follows, which begins at `column`.
    mutating func settle(_ lines: [TriviaLine], outside column: Int) -> [TriviaLine] {
        var open = Array(ended.reversed().filter { $0.column > column })
        ended = []
        var rest: [TriviaLine] = []
        var isBlank = false
        for line in continuing(lines) {
            guard let comment = line.comment else {
                isBlank = true
                continue
            }
            while let innermost = open.last, innermost.column > comment.column { open.removeLast() }
            let both: [TriviaLine] = isBlank ? [.blank, line] : [line]
            isBlank = false
            if let place = open.last?.place { place.lines += both } else { rest += both }
        }
        if isBlank { rest.append(.blank) }
        return rest
    }

    /// Takes the lines that go on with the comment above them, standing right under it.
    mutating func continuing(_ lines: [TriviaLine]) -> [TriviaLine] {
        guard let member = commented else { return lines }
        commented = nil
        let rest = lines.drop { line in
            guard let comment = line.comment, comment.column == member.trailing.last?.column else { return false }
            member.trailing.append(comment)
            return true
        }
        return Array(rest)
    }
}

/// Walks over a manifest's text beside libyaml's events, which name no comment and no indicator.
struct SourceCursor {
    private let text: [Unicode.Scalar]
    /// Counted in Unicode scalars, as libyaml counts.
    private(set) var offset = 0
    private(set) var line = 0
    private var lineStart = 0

    init(_ text: [Unicode.Scalar]) {
        self.text = text
    }

    /// From 0.
    var column: Int { offset - lineStart }
    var isAtEnd: Bool { offset >= text.count }
    var next: Unicode.Scalar? { isAtEnd ? nil : text[offset] }

    /// Whether the character behind the next one is white space, or there is none.
    var isNextAlone: Bool { offset + 1 >= text.count || text[offset + 1].isBlankOrBreak }

    func starts(with word: String) -> Bool {
        text[offset...].starts(with: word.unicodeScalars)
    }

    mutating func advance(to end: Int) {
        while offset < min(end, text.count) { step() }
    }

    /// Passes `scalar` when it comes next.
    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        step()
        return true
    }

    /// Passes white space, line breaks and comments; a run of empty lines counts as one.
    mutating func trivia() -> [TriviaLine] {
        var lines: [TriviaLine] = []
        var breaks = column == 0 ? 1 : 0
        while let scalar = next {
            if scalar.isBlank {
                step()
            } else if scalar.isBreak {
                step()
                breaks += 1
                if breaks == 2 { lines.append(.blank) }
            } else if scalar == "#" {
                lines.append(.comment(comment()))
                breaks = 0
            } else {
                break
            }
        }
        return lines
    }

    /// Passes a comment in the rest of this line; its line break is left.
    mutating func sameLineComment() -> SourceComment? {
        while next?.isBlank ?? false { step() }
        return next == "#" ? comment() : nil
    }

    /// The text from here to the end of the line, without white space at its end.
    mutating func restOfLine() -> String {
        let start = offset
        while let scalar = next, !scalar.isBreak { step() }
        return String(text[start..<offset].trimmingEnd)
    }

    private mutating func comment() -> SourceComment {
        let column = column
        return SourceComment(text: restOfLine(), column: column)
    }

    /// Passes a property such as `&anchor` or `!!tag`.
    mutating func property(inFlow: Bool) -> String {
        let start = offset
        let isAnchor = next == "&"
        step()
        let isVerbatim = next == "<"
        while let scalar = next, !scalar.isBlankOrBreak {
            if isAnchor, !scalar.isAnchorCharacter { break }
            if !isAnchor, !isVerbatim, inFlow, scalar == "," { break }
            step()
        }
        return String(text[start..<offset])
    }

    /// The lines from here to `end`, each with the break that ends it; the last may have none.
    mutating func lines(to end: Int) -> [SourceLine] {
        let end = min(end, text.count)
        var lines: [SourceLine] = []
        while offset < end {
            let start = offset
            while offset < end, !text[offset].isBreak { step() }
            let content = text[start..<offset]
            guard offset < end else {
                lines.append(SourceLine(text: content, end: nil))
                break
            }
            // CR, CR LF and NEL read as a line feed; LS and PS stay what they are (YAML 1.1, as libyaml reads).
            let kept: Unicode.Scalar = text[offset].value >= 0x2028 ? text[offset] : "\n"
            step()
            lines.append(SourceLine(text: content, end: kept))
        }
        return lines
    }

    /// Passes one character; CR LF counts as one.
    private mutating func step() {
        let scalar = text[offset]
        offset += 1
        guard scalar.isBreak else { return }
        if scalar == "\r", next == "\n" { offset += 1 }
        line += 1
        lineStart = offset
    }
}

/// A line of a scalar as it was written.
struct SourceLine {
    var text: ArraySlice<Unicode.Scalar>
    /// The break that ends it; `nil` at the end of the scalar.
    var end: Unicode.Scalar?
}

/// A comment from its `#` on, and where it stood.
struct SourceComment: Equatable {
    let text: String
    let column: Int
}

/// A line without content.
enum TriviaLine: Equatable {
    case blank
    case comment(SourceComment)

    var comment: SourceComment? {
        if case .comment(let comment) = self { comment } else { nil }
    }
}

extension Unicode.Scalar {
    var isBlank: Bool { self == " " || self == "\t" }

    var isBreak: Bool {
        switch value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isBlankOrBreak: Bool { isBlank || isBreak }

    /// What libyaml takes for a part of an anchor's name.
    var isAnchorCharacter: Bool {
        switch self {
        case "0"..."9", "A"..."Z", "a"..."z", "_", "-": true
        default: false
        }
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// Without blanks at the end.
    var trimmingEnd: Self {
        var end = endIndex
        while end > startIndex, self[end - 1].isBlank { end -= 1 }
        return self[startIndex..<end]
    }

    /// Without blanks at the beginning.
    var trimmingStart: Self { drop { $0.isBlank } }
}

extension String {
    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}

import CLibYAML

extension SyntaxReader {
    /// Reads the node that the current event begins, up to its last event.
    ///
    /// - Parameters:
    ///   - gap: takes the comments before the node's content.
    ///   - column: of the block collection around it, or -1.
    mutating func node(
        behind gap: inout Gap, inside column: Int, inFlow: Bool = false
    ) throws(Stop) -> SyntaxNode {
        let isScalar = events.kind == YAML_SCALAR_EVENT
        let isEmpty = isScalar && events.isPlainScalar && events.scalar.isEmpty
        takeComments(&gap, staysInLine: isEmpty && events.span.isEmpty)
        var properties: [String] = []
        // What stands before a map's first key may be the key's own, and libyaml forgets a scalar's `!`.
        let most = isScalar ? 2 : (events.anchor == nil ? 0 : 1) + (events.tag == nil ? 0 : 1)
        while properties.count < most, cursor.next == "&" || cursor.next == "!",
            !isEmpty || cursor.offset < events.span.upperBound
        {
            properties.append(cursor.property(inFlow: inFlow))
            takeComments(&gap, staysInLine: isEmpty && cursor.offset >= events.span.upperBound)
        }
        return SyntaxNode(try content(isEmpty: isEmpty, behind: &gap, inside: column), properties: properties)
    }

    private mutating func takeComments(_ gap: inout Gap, staysInLine: Bool) {
        if let comment = cursor.sameLineComment() { gap.trailing.append(comment) }
        guard !staysInLine else { return }
        var lines = cursor.trivia()[...]
        while let comment = lines.first?.comment, comment.column == gap.trailing.last?.column {
            gap.trailing.append(comment)
            lines.removeFirst()
        }
        gap.lines += lines.drop { $0 == .blank }
    }

    private mutating func content(
        isEmpty: Bool, behind gap: inout Gap, inside column: Int
    ) throws(Stop) -> SyntaxNode.Content {
        switch events.kind {
        case YAML_ALIAS_EVENT:
            hasAliases = true
            return .inline(inlineLines())
        case YAML_SCALAR_EVENT where isEmpty: return SyntaxNode.nothing
        case YAML_SCALAR_EVENT where events.isBlockScalar: return .block(try blockText(behind: &gap, inside: column))
        case YAML_SCALAR_EVENT: return .inline(inlineLines())
        case YAML_MAPPING_START_EVENT where events.isFlow: return .collection(try flow(isMap: true))
        case YAML_SEQUENCE_START_EVENT where events.isFlow: return .collection(try flow(isMap: false))
        case YAML_MAPPING_START_EVENT: return .collection(try blockMap())
        case YAML_SEQUENCE_START_EVENT: return .collection(try blockList(inside: column))
        default: throw .reported
        }
    }

    /// The lines of an alias, a plain or a quoted scalar. White space at a line's ends means nothing, unless escaped.
    private mutating func inlineLines() -> [InlineLine] {
        let isDoubleQuoted = cursor.next == "\""
        let lines = cursor.lines(to: events.span.upperBound)
        return lines.enumerated().map { index, line in
            let isLast = index == lines.count - 1
            var text = index == 0 ? line.text : line.text.trimmingStart
            if !isLast {
                let trimmed = text.trimmingEnd
                let slashes = trimmed.reversed().prefix { $0 == "\\" }.count
                let isEscaped = isDoubleQuoted && slashes % 2 == 1 && trimmed.endIndex < text.endIndex
                text = isEscaped ? text[text.startIndex...trimmed.endIndex] : trimmed
            }
            return InlineLine(text: String(text), end: line.end ?? "\n")
        }
    }

    private mutating func blockText(behind gap: inout Gap, inside column: Int) throws(Stop) -> BlockText {
        guard let style = cursor.next else { throw .reported }
        _ = cursor.accept(style)
        var chomping = ""
        var indent: Int?
        while let scalar = cursor.next, scalar == "+" || scalar == "-" || ("1"..."9").contains(scalar) {
            _ = cursor.accept(scalar)
            if let digit = Int(String(scalar)) {
                indent = max(column, 0) + digit
            } else {
                chomping = String(scalar)
            }
        }
        let isIndentWritten = indent != nil
        if let comment = cursor.sameLineComment() { gap.trailing.append(comment) }
        passLineBreak()

        var ahead = cursor
        let lines = ahead.lines(to: events.span.upperBound)
        let width = indent ?? max(indentation(of: lines), column + 1, 1)
        var texts = lines.map { line in
            let spaces = min(width, line.text.prefix { $0 == " " }.count)
            return SourceLine(text: line.text.dropFirst(spaces), end: line.end)
        }
        // What the end of the file cuts off: spaces that mean nothing, or a line that has no line break to keep.
        if let last = texts.last, last.end == nil {
            if last.text.isEmpty { texts.removeLast() } else { chomping = "-" }
        }
        if chomping != "+" { texts.removeLast(texts.reversed().prefix { $0.text.isEmpty }.count) }
        // What was left out is read again, for the empty lines before what follows.
        for _ in texts { passLine() }
        return BlockText(
            header: String(style) + (isIndentWritten ? "2" : "") + chomping, isIndentWritten: isIndentWritten,
            lines: texts.map { InlineLine(text: String($0.text), end: $0.end ?? "\n") })
    }

    /// What libyaml takes for the indentation: the most of the lines up to the first that is not blank.
    private func indentation(of lines: [SourceLine]) -> Int {
        var most = 0
        for line in lines {
            let spaces = line.text.prefix { $0 == " " }.count
            most = max(most, spaces)
            if spaces < line.text.count { break }
        }
        return most
    }

    private mutating func passLineBreak() {
        while let scalar = cursor.next, scalar.isBlank { _ = cursor.accept(scalar) }
        if let scalar = cursor.next, scalar.isBreak { _ = cursor.accept(scalar) }
    }

    private mutating func passLine() {
        while let scalar = cursor.next, !scalar.isBreak { _ = cursor.accept(scalar) }
        if let scalar = cursor.next { _ = cursor.accept(scalar) }
    }
}

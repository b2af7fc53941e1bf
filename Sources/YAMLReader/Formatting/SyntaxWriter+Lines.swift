extension SyntaxWriter {
    mutating func beginLine(indent: Int) {
        if isBlankPending, !text.isEmpty, !isKept { text += "\n" }
        isBlankPending = false
        isKept = false
        pad(indent)
    }

    /// Ends a line with its comment; further ones stand right under it.
    mutating func endLine(_ comments: [SourceComment]) {
        var column = 0
        for (index, comment) in comments.enumerated() {
            if index == 0 {
                space()
                column = text.unicodeScalars.reversed().prefix { !$0.isBreak }.count
            } else {
                text += "\n"
                pad(column)
            }
            text += comment.text
        }
        trimLine()
        text += "\n"
    }

    /// Appends comments in lines of their own.
    ///
    /// - Parameter isBeginning: nothing stands before them that an empty line would set them apart from.
    mutating func append(_ lines: [TriviaLine], indent: Int, isBeginning: Bool = false) {
        let lines = isBeginning ? lines.drop { $0 == .blank } : lines[...]
        for line in lines {
            guard let comment = line.comment else {
                isBlankPending = true
                continue
            }
            beginLine(indent: indent)
            text += comment.text + "\n"
        }
    }

    /// Appends the lines of a scalar or an alias.
    mutating func append(inline lines: [InlineLine], indent: Int) {
        guard let first = lines.first else { return }
        space()
        text += first.text
        for (previous, line) in zip(lines, lines.dropFirst()) {
            text.unicodeScalars.append(previous.end)
            if !line.text.isEmpty { pad(indent) }
            text += line.text
        }
    }

    mutating func append(properties node: SyntaxNode) {
        for property in node.properties {
            space()
            text += property
        }
    }

    /// Appends a space unless white space or an opening bracket is before.
    mutating func space() {
        if isTight {
            isTight = false
        } else if let last = text.utf8.last, last != 0x0A, last != 0x20 {
            text += " "
        }
    }

    mutating func pad(_ indent: Int) {
        text += String(repeating: " ", count: indent)
    }

    private mutating func trimLine() {
        while text.utf8.last == 0x20 { text.unicodeScalars.removeLast() }
    }
}

extension SyntaxCollection {
    var isMultiline: Bool {
        guard case .flow(isMultiline: true) = layout else { return false }
        return !members.isEmpty || !tail.lines.isEmpty || opening != nil
    }
}

extension SyntaxMember {
    /// The lines before it, with those that can't stand inside of it.
    var allLeads: [TriviaLine] { leads + (key == nil ? value.hoistedLeads : []) }
}

extension SyntaxNode {
    var isMultilineFlow: Bool { collection?.isMultiline ?? false }

    /// Comments before the first member of a list or map that begins in the line of its dash.
    var hoistedLeads: [TriviaLine] {
        guard let collection, let first = collection.members.first else { return [] }
        switch collection.layout {
        case .block: return Array(first.allLeads.drop { $0 == .blank })
        case .pair: return first.leads
        case .flow: return []
        }
    }

    /// The key in one line; `nil` when it has more, or is longer than parsers look ahead for a `:` (YAML 1.2.2 §7.4.3).
    var keyText: String? {
        guard case .inline(let lines) = content, lines.count <= 1 else { return nil }
        let text = (properties + lines.map(\.text)).joined(separator: " ")
        return text.unicodeScalars.count > 1000 ? nil : text
    }

    /// A `:` right behind would become a part of the anchor or the tag.
    var needsSpaceBehind: Bool {
        guard case .inline(let lines) = content else { return false }
        return lines.first.map { $0.text.hasPrefix("*") } ?? true
    }
}

/// Writes documents in one stable layout: two spaces a level, lists under their key, one space where one is needed.
struct SyntaxWriter {
    var text = ""
    /// An empty line comes before the next line, if there is a next one.
    var isBlankPending = false
    /// The last line is of a scalar that keeps all line breaks, to which an empty line would add one.
    var isKept = false
    /// What comes next stands right behind an opening bracket.
    var isTight = false

    static func write(_ stream: SyntaxStream) -> String {
        var writer = SyntaxWriter()
        for document in stream.documents { writer.append(document) }
        writer.append(stream.tail, indent: 0)
        return writer.text
    }

    private mutating func append(_ document: SyntaxDocument) {
        append(document.prefix, indent: 0)
        for directive in document.directives {
            beginLine(indent: 0)
            text += directive + "\n"
        }
        if document.isStartWritten {
            beginLine(indent: 0)
            text += "---"
            endLine(document.startComment.map { [$0] } ?? [])
        }
        append(document.head + document.root.hoistedLeads, indent: 0, isBeginning: document.isStartWritten)
        if !document.root.isAbsent {
            beginLine(indent: 0)
            append(root: document.root)
        }
        append(document.tail, indent: 0)
        guard document.isEndWritten else { return }
        beginLine(indent: 0)
        text += "..."
        endLine(document.endComment.map { [$0] } ?? [])
    }

    private mutating func append(root: SyntaxNode) {
        append(properties: root)
        guard let collection = root.blockCollection else { return append(content: root, indent: 0, []) }
        if !root.properties.isEmpty { text += "\n" }
        append(collection, indent: 0, isBegun: true)
    }

    /// Appends the members and what stands behind them.
    ///
    /// - Parameter isBegun: the first member's lines and indentation are written.
    private mutating func append(_ collection: SyntaxCollection, indent: Int, isBegun: Bool) {
        for (index, member) in collection.members.enumerated() {
            if index > 0 || !isBegun {
                append(member.allLeads, indent: indent, isBeginning: index == 0)
                beginLine(indent: indent)
            }
            if let key = member.key {
                append(key: key, indent: indent)
                append(valueOf: member, indent: indent)
            } else {
                text += "-"
                append(item: member, indent: indent)
            }
            append(member.under.lines, indent: indent + 2)
        }
        append(collection.tail.lines, indent: indent)
    }

    private mutating func append(key: SyntaxNode, indent: Int) {
        if let written = key.keyText {
            text += written + (key.needsSpaceBehind ? " :" : ":")
            return
        }
        text += "?"
        append(properties: key)
        append(content: key, indent: indent + 2, [])
        beginLine(indent: indent)
        text += ":"
    }

    /// Appends a map's value behind its `:`.
    private mutating func append(valueOf member: SyntaxMember, indent: Int) {
        let node = member.value
        append(properties: node)
        if let collection = node.blockCollection {
            endLine(member.trailing)
            append(collection, indent: indent + 2, isBegun: false)
        } else if node.isMultilineFlow {
            text += "\n"
            beginLine(indent: indent + 2)
            append(content: node, indent: indent + 2, member.trailing)
        } else {
            append(content: node, indent: indent + 2, member.trailing)
        }
    }

    /// Appends a list's item behind its dash.
    private mutating func append(item member: SyntaxMember, indent: Int) {
        let node = member.value
        append(properties: node)
        guard let collection = node.blockCollection else {
            append(content: node, indent: indent + 2, member.trailing)
            return
        }
        if member.trailing.isEmpty, node.properties.isEmpty {
            text += " "
        } else {
            endLine(member.trailing)
            beginLine(indent: indent + 2)
        }
        append(collection, indent: indent + 2, isBegun: true)
    }

    /// Appends a scalar, an alias or brackets behind what is written, and ends the line.
    ///
    /// - Parameter indent: of further lines.
    private mutating func append(content node: SyntaxNode, indent: Int, _ trailing: [SourceComment]) {
        switch node.content {
        case .inline(let lines):
            append(inline: lines, indent: max(indent, 2))
            endLine(trailing)
        case .block(let block):
            space()
            text += block.header
            endLine(trailing)
            for line in block.lines {
                if !line.text.isEmpty { pad(max(indent, 2)) }
                text += line.text
                text.unicodeScalars.append(line.end)
            }
            isKept = block.header.hasSuffix("+")
        case .collection(let collection):
            append(flow: collection, indent: indent)
            endLine(trailing)
        }
    }
}

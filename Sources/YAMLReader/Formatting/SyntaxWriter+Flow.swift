extension SyntaxWriter {
    /// Appends brackets with what is in them, or a pair without any.
    ///
    /// - Parameter indent: of the closing bracket, when it stands in a line of its own.
    mutating func append(flow collection: SyntaxCollection, indent: Int) {
        space()
        if case .pair = collection.layout {
            if let member = collection.members.first { append(flow: member, indent: indent, isPair: true) }
            return
        }
        let (open, close) = collection.isMap ? ("{", "}") : ("[", "]")
        text += open
        if collection.isMultiline {
            isTight = false
            endLine(collection.opening.map { [$0] } ?? [])
            append(lines: collection, indent: indent + 2)
            beginLine(indent: indent)
        } else {
            for (index, member) in collection.members.enumerated() {
                if index > 0 { text += ", " }
                isTight = true
                append(flow: member, indent: indent)
            }
        }
        isTight = false
        text += close
    }

    private mutating func append(lines collection: SyntaxCollection, indent: Int) {
        for (index, member) in collection.members.enumerated() {
            append(member.allLeads, indent: indent, isBeginning: index == 0)
            beginLine(indent: indent)
            append(flow: member, indent: indent)
            if index < collection.members.count - 1 { text += "," }
            endLine(member.trailing)
        }
        append(collection.tail.lines, indent: indent, isBeginning: collection.members.isEmpty)
    }

    private mutating func append(flow member: SyntaxMember, indent: Int, isPair: Bool = false) {
        if let key = member.key {
            isTight = false
            if let written = key.keyText {
                text += written
            } else {
                text += "?"
                append(flow: key, indent: indent)
                text += " "
            }
            if member.isBareKey, !isPair {
                if key.needsSpaceBehind { text += " " }
                return
            }
            // libyaml takes no bracket and no comma right behind a `:`.
            text += key.needsSpaceBehind ? " : " : ": "
        }
        append(flow: member.value, indent: indent)
    }

    private mutating func append(flow node: SyntaxNode, indent: Int) {
        append(properties: node)
        switch node.content {
        case .inline(let lines):
            append(inline: lines, indent: indent + 2)
            // A tag would take a bracket behind it for a part of itself.
            if lines.isEmpty, !node.properties.isEmpty { text += " " }
        case .collection(let collection): append(flow: collection, indent: indent)
        // libyaml reads none in brackets.
        case .block: break
        }
    }
}

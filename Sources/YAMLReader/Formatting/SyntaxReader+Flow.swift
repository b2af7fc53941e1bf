import CLibYAML

extension SyntaxReader {
    /// Reads a list or map in brackets, or a pair inside of brackets.
    mutating func flow(isMap: Bool) throws(Stop) -> SyntaxCollection {
        let firstLine = cursor.line
        let isPair = isMap && cursor.next != "{"
        let collection = SyntaxCollection(isMap: isMap, layout: .pair)
        if !isPair {
            guard cursor.accept(isMap ? "{" : "[") else { throw .reported }
            collection.opening = cursor.sameLineComment()
        }
        var pending: [TriviaLine] = []
        while true {
            try events.advance()
            guard events.kind != YAML_MAPPING_END_EVENT, events.kind != YAML_SEQUENCE_END_EVENT else { break }
            pending = try member(of: collection, isPair: isPair, behind: pending)
        }
        guard !isPair else { return collection }
        collection.tail.lines = pending + cursor.trivia()
        if collection.tail.lines.last == .blank { collection.tail.lines.removeLast() }
        guard cursor.accept(isMap ? "}" : "]") else { throw .reported }
        collection.layout = .flow(isMultiline: cursor.line != firstLine)
        return collection
    }

    /// - Returns: the lines behind the member that belong to what follows.
    private mutating func member(
        of collection: SyntaxCollection, isPair: Bool, behind pending: [TriviaLine]
    ) throws(Stop) -> [TriviaLine] {
        let member = SyntaxMember()
        collection.members.append(member)
        member.leads = pending + cursor.trivia()
        var gap = Gap()
        if collection.isMap {
            if cursor.next == "?", cursor.offset < events.span.lowerBound || events.span.isEmpty {
                _ = cursor.accept("?")
            }
            try key(of: member, inside: -1, inFlow: true)
            try events.advance()
            if !member.isBareKey { member.value = try node(behind: &gap, inside: -1, inFlow: true) }
        } else {
            member.value = try node(behind: &gap, inside: -1, inFlow: true)
        }
        guard !isPair else {
            member.leads += gap.trailing.map(TriviaLine.comment) + gap.lines
            return []
        }
        let first = cursor.sameLineComment()
        var rest = cursor.trivia()
        guard cursor.accept(",") else {
            finish(member, gap, trailing: first, goesOn: false)
            return rest
        }
        let second = cursor.sameLineComment()
        finish(member, gap, trailing: first ?? (rest.isEmpty ? second : nil), goesOn: false)
        if let second, first != nil || !rest.isEmpty { rest.append(.comment(second)) }
        return rest
    }
}

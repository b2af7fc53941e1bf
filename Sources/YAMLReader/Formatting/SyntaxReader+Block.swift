import CLibYAML

extension SyntaxReader {
    mutating func blockMap() throws(Stop) -> SyntaxCollection {
        let map = SyntaxCollection(isMap: true, layout: .block)
        var column = 0
        while true {
            try events.advance()
            guard events.kind != YAML_MAPPING_END_EVENT else { break }
            let member = begin(in: map, column: &column)
            if cursor.next == "?", cursor.offset < events.span.lowerBound || events.span.isEmpty {
                _ = cursor.accept("?")
            }
            try key(of: member, inside: column)
            try events.advance()
            try value(of: member, inside: column)
            map.members.append(member)
        }
        ended.append(Ended(column: column, place: map.tail))
        return map
    }

    /// - Parameter outer: the column of the block collection around the list.
    mutating func blockList(inside outer: Int) throws(Stop) -> SyntaxCollection {
        let list = SyntaxCollection(isMap: false, layout: .block)
        var column = 0
        while true {
            try events.advance()
            guard events.kind != YAML_SEQUENCE_END_EVENT else { break }
            let member = begin(in: list, column: &column)
            guard cursor.accept("-") else { throw .reported }
            try value(of: member, inside: column)
            list.members.append(member)
        }
        // A list may stand right under its key; a comment there is about what follows.
        ended.append(Ended(column: column == outer ? column + 1 : column, place: list.tail))
        return list
    }

    private mutating func begin(in collection: SyntaxCollection, column: inout Int) -> SyntaxMember {
        let member = SyntaxMember()
        let lines = cursor.trivia()
        if collection.members.isEmpty {
            column = cursor.column
            ended = []
            commented = nil
            member.leads = lines
        } else {
            member.leads = settle(lines, outside: column)
        }
        return member
    }

    /// Reads the key and the `:` behind it.
    mutating func key(of member: SyntaxMember, inside column: Int, inFlow: Bool = false) throws(Stop) {
        var gap = Gap()
        if events.kind == YAML_SCALAR_EVENT {
            member.keyText = String(decoding: events.scalar, as: UTF8.self)
            member.isMerge = events.isPlainScalar && member.keyText == "<<"
        }
        member.key = try node(behind: &gap, inside: column, inFlow: inFlow)
        member.leads += gap.trailing.map(TriviaLine.comment) + gap.lines
        var ahead = cursor
        let lines = ahead.trivia()
        // A key that was written with `?` may have no value, and then what follows is another key.
        guard ahead.next == ":", inFlow || ahead.isNextAlone else {
            member.isBareKey = true
            return
        }
        _ = ahead.accept(":")
        cursor = ahead
        member.leads += lines.filter { $0 != .blank }
    }

    private mutating func value(of member: SyntaxMember, inside column: Int) throws(Stop) {
        var gap = Gap()
        if member.isBareKey {
            member.isBareKey = false
            member.value = SyntaxNode(SyntaxNode.nothing)
            return
        }
        member.value = try node(behind: &gap, inside: column)
        guard let collection = member.value.blockCollection else {
            finish(member, gap)
            commented = member.trailing.isEmpty || member.value.isBlockText ? nil : member
            if member.value.isAbsent { ended = [Ended(column: column + 1, place: member.under)] }
            return
        }
        member.trailing = gap.trailing
        if member.key == nil {
            member.leads += gap.lines
        } else {
            collection.members.first?.leads.insert(contentsOf: gap.lines, at: 0)
        }
    }

    private mutating func finish(_ member: SyntaxMember, _ gap: Gap) {
        let isBlockText = member.value.isBlockText
        finish(member, gap, trailing: isBlockText ? nil : cursor.sameLineComment(), goesOn: !isBlockText)
    }

    /// Places the comments around a value that ends in the line of its last character.
    ///
    /// - Parameter goesOn: a comment behind the value may have further lines.
    func finish(_ member: SyntaxMember, _ gap: Gap, trailing: SourceComment?, goesOn: Bool) {
        let all = gap.trailing + (trailing.map { [$0] } ?? [])
        let ends = trailing == nil && goesOn ? all.count : min(1, all.count)
        member.leads += gap.lines + all.dropLast(ends).map(TriviaLine.comment)
        member.trailing = Array(all.suffix(ends))
    }
}

extension SyntaxNode {
    var isBlockText: Bool {
        if case .block = content { true } else { false }
    }
}

import CLibYAML
import Model

extension DocumentBuilder {
    private enum Key {
        case text(String)
        /// A plain `<<`.
        case merge
        /// Reported; the value is read for its findings only.
        case unusable
    }

    mutating func map(at depth: Int) throws(Stop) -> Node {
        let position = events.position
        var entries = EntryList()
        var merged: [Node] = []
        var mergePosition: Position?
        while true {
            try events.advance()
            guard events.kind != YAML_MAPPING_END_EVENT else { break }
            let keyPosition = events.position
            let key = try key(inside: depth)
            try events.advance()
            let (before, placeholdersBefore) = (findings.count, placeholders)
            switch key {
            case .text(let text):
                defer { locate(since: before, .key(text)) }
                let value = try node(inside: depth)
                if let earlier = entries.add(Node.Entry(key: text, keyPosition: keyPosition, value: value)) {
                    reportDuplicate(text, at: keyPosition, first: earlier)
                }
            case .merge:
                defer { locate(since: before, .key("<<")) }
                let value = try node(inside: depth)
                if let mergePosition { reportDuplicate("<<", at: keyPosition, first: mergePosition) }
                mergePosition = mergePosition ?? keyPosition
                if placeholders == placeholdersBefore { collect(value, into: &merged) }
            case .unusable: _ = try node(inside: depth)
            }
        }
        // Last, since the map's own keys win wherever they stand; of the merged maps the earlier wins.
        for case .map(let source) in merged.lazy.map(\.content) {
            for entry in source { _ = entries.add(entry) }
        }
        return Node(.map(entries.entries), at: position)
    }

    private mutating func reportDuplicate(_ key: String, at position: Position, first: Position) {
        let isShowable = key.utf8.count <= 64 && key.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        let name = isShowable ? "the key `\(key)`" : "this key"
        report(
            Finding(
                .duplicateKey, at: position, "\(name) stands in line \(first.line) of the same map already",
                hint: "remove one of the two"))
    }

    /// Takes the maps that a merge key names (https://yaml.org/type/merge.html).
    private mutating func collect(_ value: Node, into merged: inout [Node]) {
        let sources: [Node] = if case .list(let items) = value.content { items } else { [value] }
        for source in sources {
            if case .map = source.content {
                merged.append(source)
            } else {
                report(
                    Finding(
                        .badMergeKey, at: source.position, "expected a map to merge, found \(source.kindInWords)",
                        hint: "`<<` takes a map, an alias of a map, or a list of those"))
            }
        }
    }

    private mutating func key(inside depth: Int) throws(Stop) -> Key {
        if events.kind == YAML_SCALAR_EVENT {
            let bytes = events.scalar
            if !events.isPlainScalar && events.tag == nil && events.anchor == nil {
                return .text(String(decoding: bytes, as: UTF8.self))
            }
            guard events.tag == nil, events.anchor == nil else { return try keyWithProperties(inside: depth) }
            if bytes.count == 2, bytes[0] == UInt8(ascii: "<"), bytes[1] == UInt8(ascii: "<") { return .merge }
            if bytes.count <= 4, CoreScalars.meaning(of: bytes) == .null {
                return unusableKey(at: events.position, "nothing")
            }
            return .text(String(decoding: bytes, as: UTF8.self))
        }
        return try keyWithProperties(inside: depth)
    }

    /// A key with a tag or an anchor, an alias, or one that is no scalar.
    private mutating func keyWithProperties(inside depth: Int) throws(Stop) -> Key {
        let before = placeholders
        let written = events.kind == YAML_SCALAR_EVENT ? String(decoding: events.scalar, as: UTF8.self) : nil
        let node = try node(inside: depth)
        guard placeholders == before else { return .unusable }
        switch node.content {
        case .string(let text): return .text(text)
        case .int(let number): return .text(written ?? String(number))
        case .number(let number): return .text(written ?? "\(number)")
        case .bool(let flag): return .text(written ?? "\(flag)")
        case .null, .list, .map: return unusableKey(at: node.position, node.kindInWords)
        }
    }

    private mutating func unusableKey(at position: Position, _ found: String) -> Key {
        report(
            Finding(
                .keyNotText, at: position, "expected text as a key, found \(found)",
                hint: "write the key as text; quote it where YAML reads something else"))
        return .unusable
    }
}

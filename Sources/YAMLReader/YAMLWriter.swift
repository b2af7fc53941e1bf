package import Model

/// Writes a value as YAML that people read: block style, plain texts where they read back as the same text.
///
/// Reading what was written gives the same value, with a secret as the map `{env: NAME}` or `{file: path}`. A `${`
/// in a text is written as it is; whoever writes a manifest doubles its `$` first.
package struct YAMLWriter {
    private let firstKeys: [String]
    private var lines = ""

    /// One document without `---`, ending in a line break.
    ///
    /// - Parameter firstKeys: keys of the outermost map that come first, in this order; the rest keep theirs.
    package static func write(
        _ value: Value, firstKeys: [String] = ["apiVersion", "kind", "metadata", "spec"]
    ) -> String {
        var writer = YAMLWriter(firstKeys: firstKeys)
        switch value {
        case .map(let map) where !map.isEmpty: writer.append(writer.ordered(map.entries), indent: 0)
        case .list(let items) where !items.isEmpty: writer.append(items, indent: 0)
        default: writer.append(inline: value, indent: 0)
        }
        return writer.lines
    }

    private init(firstKeys: [String]) {
        self.firstKeys = firstKeys
    }

    private func ordered(_ entries: [ValueMap.Entry]) -> [ValueMap.Entry] {
        let first = firstKeys.compactMap { key in entries.first { $0.key == key } }
        return first + entries.filter { !firstKeys.contains($0.key) }
    }

    /// Appends the entries; the place of the first one is already indented.
    private mutating func append(_ entries: [ValueMap.Entry], indent: Int) {
        for (index, entry) in entries.enumerated() {
            if index > 0 { pad(indent) }
            append(key: entry.key, indent: indent)
            switch entry.value {
            case .map(let map) where !map.isEmpty:
                lines += "\n"
                pad(indent + 2)
                append(map.entries, indent: indent + 2)
            case .list(let items) where !items.isEmpty:
                lines += "\n"
                pad(indent + 2)
                append(items, indent: indent + 2)
            default:
                lines += " "
                append(inline: entry.value, indent: indent + 2)
            }
        }
    }

    private mutating func append(_ items: [Value], indent: Int) {
        for (index, item) in items.enumerated() {
            if index > 0 { pad(indent) }
            lines += "- "
            switch item {
            case .map(let map) where !map.isEmpty: append(map.entries, indent: indent + 2)
            case .list(let items) where !items.isEmpty: append(items, indent: indent + 2)
            default: append(inline: item, indent: indent + 2)
            }
        }
    }

    private mutating func append(key: String, indent: Int) {
        let written = key == "<<" ? TextStyle.doubleQuoted(key) : TextStyle.oneLine(key, inFlow: false)
        // Parsers look at most 1,024 characters ahead for the `:` of a key (YAML 1.2.2 §7.4.3).
        guard written.utf8.count > 1000 else {
            lines += written + ":"
            return
        }
        lines += "? " + written + "\n"
        pad(indent)
        lines += ":"
    }

    /// Appends a value that begins on the current line, and ends the line.
    private mutating func append(inline value: Value, indent: Int) {
        switch value {
        case .null: lines += "null"
        case .bool(let flag): lines += flag ? "true" : "false"
        case .int(let number): lines += String(number)
        case .number(let number): lines += number.isFinite ? "\(number)" : "null"
        case .string(let text):
            if let block = TextStyle.literal(text, indent: indent == 0 ? 2 : indent) {
                lines += block
                return
            }
            lines += TextStyle.oneLine(text, inFlow: false)
        case .secret(let reference):
            lines += "{\(reference.manifestKey): \(TextStyle.oneLine(reference.target, inFlow: true))}"
        case .list: lines += "[]"
        case .map: lines += "{}"
        }
        lines += "\n"
    }

    private mutating func pad(_ indent: Int) {
        lines += String(repeating: " ", count: indent)
    }
}

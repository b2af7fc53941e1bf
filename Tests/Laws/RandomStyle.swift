package import Model
import TestSupport

/// Writes the same manifests in many ways: order, layout, quotes, comments, anchors, merge keys, files, line ends.
package struct RandomStyle {
    private var random: SeededRandom
    /// Text to the anchor that stands for it, within the present document.
    private var anchors: [String: String] = [:]
    /// Anchors written so far: each gets a name of its own.
    private var written = 0

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// The texts of one to three files.
    package mutating func files(of manifests: [Value]) -> [String] {
        var files = Array(repeating: [String](), count: 1 + below(3))
        for manifest in manifests.shuffled(using: &random) {
            anchors = [:]
            let text = below(5) == 0 ? Self.json(manifest) + "\n" : block(manifest, indent: "")
            files[below(files.count)].append(text)
        }
        return files.map { documents in
            let text = (below(2) == 0 ? "---\n" : "") + documents.joined(separator: "--- # next\n")
            let mark = below(4) == 0 ? "\u{FEFF}" : ""
            guard below(4) == 0 else { return mark + text }
            return mark + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        }
    }

    private mutating func block(_ value: Value, indent: String) -> String {
        let deeper = indent + String(repeating: " ", count: 1 + below(4))
        switch value {
        case .map(let map) where !map.isEmpty:
            var entries = map.entries.shuffled(using: &random)
            var text = ""
            if below(6) == 0 {
                let merged = ValueMap(Array(entries.prefix(below(entries.count + 1))))
                entries.removeFirst(merged.entries.count)
                text += "\(indent)<<: \(below(2) == 0 ? flow(.map(merged)) : "[\(flow(.map(merged)))]")\n"
            }
            for entry in entries {
                text += comment(indent) + indent
                text += below(12) == 0 ? "? \(entry.key)\n\(indent)" : below(4) == 0 ? "\"\(entry.key)\"" : entry.key
                text += ":" + nested(entry.value, indent: deeper, listIndent: below(4) == 0 ? indent : deeper)
            }
            return text
        case .list(let items) where !items.isEmpty:
            return items.reduce(into: "") { text, item in
                text += comment(indent) + indent + "-" + nested(item, indent: deeper)
            }
        default: return indent + flow(value) + "\n"
        }
    }

    private mutating func nested(_ value: Value, indent: String, listIndent: String? = nil) -> String {
        if let text = value.string, let lines = lines(of: text, indent: indent) { return lines }
        let isInline =
            switch value {
            case .map(let map): map.isEmpty || below(3) == 0
            case .list(let items): items.isEmpty || below(3) == 0
            default: true
            }
        let end = below(5) == 0 ? "  # why\n" : "\n"
        guard !isInline else { return " " + flow(value) + end }
        return end + block(value, indent: value.list == nil ? indent : listIndent ?? indent)
    }

    /// The text as a scalar of several lines, sometimes and where it can be one.
    private mutating func lines(of text: String, indent: String) -> String? {
        guard below(4) == 0 else { return nil }
        let words = text.split(separator: " ")
        switch below(3) {
        case 0 where words.count == 2 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x20 }:
            return " \(words[0])  \n\(indent) \(words[1])\n"
        case 1 where words.count == 2 && text.utf8.count == words[0].utf8.count + words[1].utf8.count + 1:
            let quoted = CanonicalJSON.encode(.string(text)).split(separator: " ")
            return quoted.count == 2 ? " \(quoted[0]) \\\n\(indent) \(quoted[1])\n" : nil
        default:
            guard let first = text.unicodeScalars.first, first != " ", first != "\t", first != "\n" else { return nil }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return " |-\(below(2) == 0 ? " # kept" : "")\n" + lines.map { "\(indent)\($0)\n" }.joined()
        }
    }

    private mutating func flow(_ value: Value) -> String {
        switch value {
        case .map(let map):
            let entries = map.entries.shuffled(using: &random).map { "\($0.key): \(flow($0.value))" }
            return "{" + entries.joined(separator: ", ") + "}"
        case .list(let items): return "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
        case .string(let text): return scalar(text)
        case .secret(let reference): return "{\(reference.manifestKey): \(scalar(reference.target))}"
        default: return CanonicalJSON.encode(value)
        }
    }

    private mutating func scalar(_ text: String) -> String {
        if let anchor = anchors[text], below(2) == 0 { return "*\(anchor) " }
        var prefix = ""
        if below(6) == 0 {
            written += 1
            anchors[text] = "a\(written)"
            prefix = "&\(anchors[text] ?? "") "
        }
        let isWord = text.utf8.allSatisfy { (0x61...0x7A).contains($0) } && !["null", "true", "no"].contains(text)
        let isOneLine = !text.contains("\n") && !text.contains("\t")
        switch below(3) {
        case 0 where isWord: return prefix + text
        case 1 where isOneLine:
            return prefix + "'"
                + text.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
        default: return prefix + CanonicalJSON.encode(.string(text))
        }
    }

    private static func json(_ manifest: Value) -> String { CanonicalJSON.encode(plain(manifest)) }

    /// References as a manifest writes them: the stored form marks them with `$`.
    private static func plain(_ value: Value) -> Value {
        switch value {
        case .secret(let reference): .object((reference.manifestKey, .string(reference.target)))
        case .list(let items): .list(items.map(plain))
        case .map(let map): .map(ValueMap(map.entries.map { ValueMap.Entry(key: $0.key, value: plain($0.value)) }))
        default: value
        }
    }

    private mutating func comment(_ indent: String) -> String {
        below(6) == 0 ? "\(indent)# a: [comment\n" : ""
    }

    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
}

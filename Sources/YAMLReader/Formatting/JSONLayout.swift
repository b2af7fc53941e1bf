import Model

/// Writes JSON text anew: two spaces a level, keys in the order of a schema, every text and number as it was written.
struct JSONLayout {
    private indirect enum Node {
        case list([Node])
        case map([(key: String, value: Node)])
        /// A text, number or word as written.
        case scalar(String)
    }

    private let bytes: [UInt8]
    private var offset = 0

    /// - Parameter bytes: sound JSON.
    static func write(_ bytes: [UInt8], by order: KeyOrder) -> String {
        var layout = JSONLayout(bytes)
        let node = layout.node()
        return text(node, by: order, indent: "") + "\n"
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func node() -> Node {
        skipWhiteSpace()
        switch peek {
        case UInt8(ascii: "{"):
            var entries: [(key: String, value: Node)] = []
            offset += 1
            while !isClosed(by: UInt8(ascii: "}")) {
                skipWhiteSpace()
                let key = scalar()
                skip(UInt8(ascii: ":"))
                entries.append((key, node()))
                skip(UInt8(ascii: ","))
            }
            return .map(entries)
        case UInt8(ascii: "["):
            var items: [Node] = []
            offset += 1
            while !isClosed(by: UInt8(ascii: "]")) {
                items.append(node())
                skip(UInt8(ascii: ","))
            }
            return .list(items)
        default: return .scalar(scalar())
        }
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = peek, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { offset += 1 }
    }

    private mutating func skip(_ byte: UInt8) {
        skipWhiteSpace()
        if peek == byte { offset += 1 }
    }

    /// Whether the closing bracket comes next, which is passed, or the end.
    private mutating func isClosed(by bracket: UInt8) -> Bool {
        skipWhiteSpace()
        guard let byte = peek else { return true }
        if byte == bracket { offset += 1 }
        return byte == bracket
    }

    private mutating func scalar() -> String {
        let start = offset
        if peek == UInt8(ascii: "\"") {
            offset += 1
            while let byte = peek, byte != UInt8(ascii: "\"") { offset += byte == UInt8(ascii: "\\") ? 2 : 1 }
            offset += 1
        } else {
            while let byte = peek, byte > 0x20, !",]}".utf8.contains(byte) { offset += 1 }
        }
        offset = min(offset, bytes.count)
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func text(_ node: Node, by order: KeyOrder, indent: String) -> String {
        let deeper = indent + "  "
        switch node {
        case .scalar(let text): return text
        case .list(let items):
            guard !items.isEmpty else { return "[]" }
            let lines = items.map { deeper + text($0, by: order.ofItems, indent: deeper) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .map(let entries):
            guard !entries.isEmpty else { return "{}" }
            let names = entries.map { (try? JSONReader.read(Array($0.key.utf8)))?.string ?? $0.key }
            let ranks = names.enumerated().map { (order.rank(of: $0.element) ?? .max, $0.offset) }
            let lines = ranks.indices.sorted { ranks[$0] < ranks[$1] }.map { index in
                let entry = entries[index]
                return "\(deeper)\(entry.key): " + text(entry.value, by: order.inside(names[index]), indent: deeper)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }
}

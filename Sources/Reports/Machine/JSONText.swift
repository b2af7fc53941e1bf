package import Model

/// A value as JSON for people and programs: two spaces of indent, keys in the value's order.
package enum JSONText {
    package static func write(_ value: Value) -> String {
        var bytes: [UInt8] = []
        append(value, 0, &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value on one line, without a line feed.
    package static func line(_ value: Value) -> String {
        switch value {
        case .list(let items): "[" + items.map(line).joined(separator: ",") + "]"
        case .map(let map):
            "{" + map.entries.map { "\(quoted($0.key)):\(line($0.value))" }.joined(separator: ",") + "}"
        case .secret(let reference): line(.object((reference.manifestKey, .string(reference.target))))
        default: CanonicalJSON.encode(value)
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        CanonicalJSON.append(quoting: text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ value: Value, _ depth: Int, _ bytes: inout [UInt8]) {
        switch value {
        case .list(let items) where !items.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                lineBreak(depth + 1, &bytes)
                append(item, depth + 1, &bytes)
            }
            lineBreak(depth, &bytes)
            bytes.append(UInt8(ascii: "]"))
        case .map(let map) where !map.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                lineBreak(depth + 1, &bytes)
                CanonicalJSON.append(quoting: entry.key, to: &bytes)
                bytes += ": ".utf8
                append(entry.value, depth + 1, &bytes)
            }
            lineBreak(depth, &bytes)
            bytes.append(UInt8(ascii: "}"))
        case .secret(let reference):
            append(.object((reference.manifestKey, .string(reference.target))), depth, &bytes)
        default: CanonicalJSON.append(value, to: &bytes)
        }
    }

    private static func lineBreak(_ depth: Int, _ bytes: inout [UInt8]) {
        bytes += ("\n" + String(repeating: "  ", count: depth)).utf8
    }
}
